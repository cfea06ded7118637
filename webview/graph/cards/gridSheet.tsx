import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showExact, showNumber, showShape } from '../../../src/core/base/show.ts';
import { t } from '../../../src/core/base/words.ts';
import { drawPicture } from '../../../src/core/picture/drawing.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import { knownAt, stepsOf } from '../../../src/core/picture/steps.ts';
import type { GraphSnapshot, TensorView } from '../../../src/protocol/graph.ts';
import { fromWire, type WireNumber } from '../../../src/protocol/wire.ts';
import { FormulaView } from '../../shared/formula.tsx';
import { EdgeView } from '../canvas/edgeView.tsx';
import { NodeShape } from '../canvas/nodeView.tsx';
import { screenMeasure } from '../canvas/screenMeasure.ts';
import type { GraphModel } from '../model/graphModel.ts';

const MARGIN = 6;

/** A small graph to be looked at: the numbers behind one entry of a tensor. */
function EntryGraph({ snapshot }: { readonly snapshot: GraphSnapshot }) {
  const { drawing, words } = useMemo(() => {
    const picture = makePicture(snapshot, { open: new Set(), measure: screenMeasure() });
    const known = knownAt(picture.graph, stepsOf(picture.graph), undefined);
    const { outputName, digits } = snapshot;
    return {
      drawing: drawPicture(picture, known),
      words: outlineOf(picture.graph, outputName, digits, known).join(' '),
    };
  }, [snapshot]);
  const width = Math.ceil(drawing.width) + 2 * MARGIN;
  const height = Math.ceil(drawing.height) + 2 * MARGIN;
  return (
    <svg
      class="drawn entryGraph"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={words}
    >
      <g transform={`translate(${MARGIN} ${MARGIN})`}>
        {drawing.edges.map((mark) => (
          <EdgeView key={mark.id} mark={mark} flowing={undefined} litValue={[]} litGradient={[]} />
        ))}
        {drawing.nodes.map((mark) => (
          <g key={mark.id} class={`node ${mark.role}`} transform={`translate(${mark.rect.x} ${mark.rect.y})`}>
            <NodeShape mark={mark} />
          </g>
        ))}
      </g>
    </svg>
  );
}

export interface GridProps {
  readonly model: GraphModel;
  readonly node: string;
  readonly which: Which;
}

type Which = 'value' | 'gradient';

const ROW = 22;
const SPARE = 4;
/** Pixels of a digit, and of what surrounds a number: sign, point, exponent, edges. */
const DIGIT = 7.3;
const AROUND_DIGITS = 52;

/** Where both grids of a sheet are: they scroll together, and the entry under the pointer is marked in both. */
interface Together {
  readonly top: number;
  readonly left: number;
  readonly pointed: string | undefined;
}

/** Value and gradient of a tensor beside each other, or below where there is little room: entry by entry they belong together. */
export function GridSheet({ model, node, which }: GridProps) {
  const { value: snapshot } = model.snapshot;
  const [together, setTogether] = useState<Together>({ top: 0, left: 0, pointed: undefined });
  const found = snapshot?.nodes.find(({ id }) => id === node);
  if (!snapshot || !found) return <p>{t('Nothing flows here.')}</p>;
  const shown = (['value', 'gradient'] as const).flatMap((kind) => {
    const view = found[kind];
    return view.state === 'number' || view.state === 'zero' ? [{ kind, tensor: view.tensor }] : [];
  });
  const called = found.name ?? found.text;
  const nameOf = (kind: Which) => (kind === 'value' ? called : `∂${snapshot.outputName}/∂${called}`);
  const { story, storyIsLate } = model.answers;
  return (
    <>
      <div class="grids">
        {shown.map(({ kind, tensor }) => (
          <Grid
            key={kind}
            model={model}
            node={node}
            which={kind}
            name={nameOf(kind)}
            tensor={tensor}
            isAskedFor={kind === which}
            together={together}
            setTogether={setTogether}
          />
        ))}
      </div>
      {story && story.node === node && (
        <div class={`story${storyIsLate ? ' late' : ''}`} aria-live="polite">
          <h3>
            {nameOf(story.which)}[{story.index.join(', ')}] = {showNumber(fromWire(story.value), snapshot.digits)}
          </h3>
          <FormulaView tex={`${story.symbols} = ${story.numbers}`} plain={story.plain} />
          {story.graph && <EntryGraph snapshot={story.graph} />}
        </div>
      )}
    </>
  );
}

interface OneGridProps extends GridProps {
  readonly name: string;
  readonly tensor: TensorView;
  readonly isAskedFor: boolean;
  readonly together: Together;
  readonly setTogether: (change: (before: Together) => Together) => void;
}

/** Every entry of a tensor. Only what is in view is drawn, and only what is drawn is asked for. */
function Grid({ model, node, which, name, tensor, isAskedFor, together, setTogether }: OneGridProps) {
  const { value: snapshot } = model.snapshot;
  const { top, left, pointed } = together;
  const pane = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 400, height: 300 });
  useLayoutEffect(() => {
    const first = pane.current?.parentElement?.firstElementChild;
    // One below the other, the one that was asked for comes into view.
    if (isAskedFor && pane.current && first instanceof HTMLElement && first.offsetTop < pane.current.offsetTop)
      pane.current.scrollIntoView({ block: 'start' });
    if (box.current) setSize({ width: box.current.clientWidth, height: box.current.clientHeight });
  }, [isAskedFor]);
  useLayoutEffect(() => {
    box.current?.scrollTo({ top, left });
  }, [top, left]);
  const digits = snapshot?.digits ?? 4;
  const columnWidth = Math.ceil(digits * DIGIT + AROUND_DIGITS);
  const { shape } = tensor;
  const columns = Math.max(1, shape.at(-1) ?? 1);
  const rows = Math.max(
    1,
    shape.slice(0, -1).reduce((product, length) => product * length, 1),
  );
  const firstRow = Math.max(0, Math.floor(top / ROW) - SPARE);
  const lastRow = Math.min(rows, Math.ceil((top + size.height) / ROW) + SPARE);
  const firstColumn = Math.max(0, Math.floor(left / columnWidth) - SPARE);
  const lastColumn = Math.min(columns, Math.ceil((left + size.width) / columnWidth) + SPARE);
  useEffect(() => {
    model.answers.askPage(node, which, firstRow);
    model.answers.askPage(node, which, Math.max(firstRow, lastRow - 1));
  }, [node, which, firstRow, lastRow, snapshot, model]);

  const entryAt = (row: number, column: number): WireNumber | undefined => {
    const page = model.answers.page(node, which, row);
    return page?.rows[row - page.firstRow]?.[column] ?? tensor.entries?.[row * columns + column];
  };
  const indexOf = (row: number, column: number): readonly number[] => {
    const index = shape.length > 0 ? [column] : [];
    let rest = row;
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      index.unshift(rest % length);
      rest = Math.floor(rest / length);
    }
    return index;
  };
  const most = Math.max(
    Math.abs(numberOf(tensor.summary?.max)),
    Math.abs(numberOf(tensor.summary?.min)),
    ...(tensor.entries ?? []).map((entry) => Math.abs(numberOf(entry))),
  );
  const { story } = model.answers;
  const cells: JSX.Element[] = [];
  for (let row = firstRow; row < lastRow; row++) {
    for (let column = firstColumn; column < lastColumn; column++) {
      const entry = entryAt(row, column);
      const number = entry === undefined ? undefined : fromWire(entry);
      const index = indexOf(row, column);
      const place = index.join();
      const told = story?.node === node && story.which === which && story.index.join() === place;
      cells.push(
        <button
          key={`${row} ${column}`}
          type="button"
          class={`gridCell ${shadeOf(number, most)}${told ? ' told' : ''}${pointed === place ? ' pointed' : ''}`}
          style={{ top: `${row * ROW}px`, left: `${column * columnWidth}px`, width: `${columnWidth}px` }}
          aria-label={`${name}[${index.join(', ')}] = ${number === undefined ? t('not loaded') : showExact(number)}`}
          title={number === undefined ? '' : showExact(number)}
          onClick={() => model.answers.askEntry(node, which, index)}
          onPointerEnter={() => setTogether((before) => ({ ...before, pointed: place }))}
        >
          {number === undefined ? '…' : showNumber(number, digits)}
        </button>,
      );
    }
  }
  return (
    <div class={`gridPane ${which}`} ref={pane}>
      <h2>
        <code>{name}</code> <span class="shape">{showShape(shape)}</span>
        {tensor.axes && <span class="shape"> ({tensor.axes.join(', ')})</span>}
      </h2>
      {tensor.summary && (
        <p class="summary">
          {(['min', 'mean', 'max', 'norm'] as const).map((key) => (
            <span key={key}>
              {sizeWords(key)} {showNumber(numberOf(tensor.summary?.[key]), digits)}
            </span>
          ))}
        </p>
      )}
      <div
        class="grid"
        ref={box}
        onScroll={({ currentTarget: { scrollTop, scrollLeft, clientWidth, clientHeight } }) => {
          setSize({ width: clientWidth, height: clientHeight });
          setTogether((before) => ({ ...before, top: scrollTop, left: scrollLeft }));
        }}
        onPointerLeave={() => setTogether((before) => ({ ...before, pointed: undefined }))}
      >
        <div class="gridPaper" style={{ width: `${columns * columnWidth}px`, height: `${rows * ROW}px` }}>
          {cells}
        </div>
      </div>
      <p class="actions">
        {(lastRow - firstRow < rows || !isWhole(rows, columns, entryAt)) && (
          <button type="button" onClick={() => copyRows(firstRow, lastRow, columns, entryAt)}>
            {t('Copy the rows in view')}
          </button>
        )}
        <button
          type="button"
          disabled={!isWhole(rows, columns, entryAt)}
          onClick={() => copyRows(0, rows, columns, entryAt)}
        >
          {t('Copy all')}
        </button>
      </p>
    </div>
  );
}

function sizeWords(key: 'min' | 'mean' | 'max' | 'norm'): string {
  switch (key) {
    case 'min':
      return t('min');
    case 'mean':
      return t('mean');
    case 'max':
      return t('max');
    case 'norm':
      return t('norm');
  }
}

const numberOf = (entry: WireNumber | undefined): number => (entry === undefined ? 0 : fromWire(entry));

function shadeOf(value: number | undefined, most: number): string {
  if (value === undefined || value === 0) return '';
  if (Number.isNaN(value)) return 'nan';
  const level = Math.max(1, Math.min(6, Math.round((Math.abs(value) / most) * 6)));
  return `${value > 0 ? 'plus' : 'minus'} level${level}`;
}

type EntryAt = (row: number, column: number) => WireNumber | undefined;

const LARGEST_COPY = 100_000;

const isWhole = (rows: number, columns: number, entryAt: EntryAt): boolean =>
  rows * columns <= LARGEST_COPY && entryAt(0, 0) !== undefined && entryAt(rows - 1, columns - 1) !== undefined;

/** Every digit, with tabs between columns, so that it can be pasted into a table. */
function copyRows(first: number, last: number, columns: number, entryAt: EntryAt): void {
  const lines: string[] = [];
  for (let row = first; row < last; row++) {
    const entries = Array.from({ length: columns }, (_, column) => entryAt(row, column));
    lines.push(entries.map((entry) => (entry === undefined ? '' : String(entry))).join('\t'));
  }
  navigator.clipboard.writeText(lines.join('\n')).catch(() => undefined);
}
