import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { showExact, showNumber, showShape } from '../../../src/core/base/show.ts';
import { drawPicture } from '../../../src/core/picture/drawing.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import { knownAt, stepsOf } from '../../../src/core/picture/steps.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
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
  readonly which: 'value' | 'gradient';
}

const ROW = 22;
const COLUMN = 84;
const SPARE = 4;

/** Every entry of a tensor. Only what is in view is drawn, and only what is drawn is asked for. */
export function GridSheet({ model, node, which }: GridProps) {
  const { value: snapshot } = model.snapshot;
  const [scroll, setScroll] = useState({ top: 0, left: 0, width: 400, height: 300 });
  const found = snapshot?.nodes.find(({ id }) => id === node);
  const view = found?.[which];
  const tensor = view && (view.state === 'number' || view.state === 'zero') ? view.tensor : undefined;
  const shape = tensor?.shape ?? [];
  const columns = Math.max(1, shape.at(-1) ?? 1);
  const rows = Math.max(
    1,
    shape.slice(0, -1).reduce((product, size) => product * size, 1),
  );
  const firstRow = Math.max(0, Math.floor(scroll.top / ROW) - SPARE);
  const lastRow = Math.min(rows, Math.ceil((scroll.top + scroll.height) / ROW) + SPARE);
  const firstColumn = Math.max(0, Math.floor(scroll.left / COLUMN) - SPARE);
  const lastColumn = Math.min(columns, Math.ceil((scroll.left + scroll.width) / COLUMN) + SPARE);
  useEffect(() => {
    model.answers.askPage(node, which, firstRow);
    model.answers.askPage(node, which, Math.max(firstRow, lastRow - 1));
  }, [node, which, firstRow, lastRow, snapshot, model]);
  if (!snapshot || !found || !tensor) return <p>Nothing flows here.</p>;

  const entryAt = (row: number, column: number): WireNumber | undefined => {
    const page = model.answers.page(node, which, row);
    return page?.rows[row - page.firstRow]?.[column] ?? tensor.entries?.[row * columns + column];
  };
  const indexOf = (row: number, column: number): readonly number[] => {
    const index = shape.length > 0 ? [column] : [];
    let rest = row;
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      index.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return index;
  };
  const most = Math.max(
    Math.abs(numberOf(tensor.summary?.max)),
    Math.abs(numberOf(tensor.summary?.min)),
    ...(tensor.entries ?? []).map((entry) => Math.abs(numberOf(entry))),
  );
  const { story, storyIsLate } = model.answers;
  const name = which === 'value' ? (found.name ?? found.text) : `∂${snapshot.outputName}/∂${found.name ?? found.text}`;
  const cells: JSX.Element[] = [];
  for (let row = firstRow; row < lastRow; row++) {
    for (let column = firstColumn; column < lastColumn; column++) {
      const entry = entryAt(row, column);
      const number = entry === undefined ? undefined : fromWire(entry);
      const index = indexOf(row, column);
      const told = story?.node === node && story.which === which && story.index.join() === index.join();
      cells.push(
        <button
          key={`${row} ${column}`}
          type="button"
          class={`gridCell ${shadeOf(number, most)}${told ? ' told' : ''}`}
          style={{ top: `${row * ROW}px`, left: `${column * COLUMN}px` }}
          aria-label={`${name}[${index.join(', ')}] = ${number === undefined ? 'not loaded' : showExact(number)}`}
          title={number === undefined ? '' : showExact(number)}
          onClick={() => model.answers.askEntry(node, which, index)}
        >
          {number === undefined ? '…' : showNumber(number, snapshot.digits)}
        </button>,
      );
    }
  }
  return (
    <>
      <h2>
        <code>{name}</code> <span class="shape">{showShape(shape)}</span>
        {tensor?.axes && <span class="shape"> ({tensor.axes.join(', ')})</span>}
      </h2>
      {tensor.summary && (
        <p class="summary">
          {(['min', 'mean', 'max', 'norm'] as const).map((key) => (
            <span key={key}>
              {key} {showNumber(numberOf(tensor.summary?.[key]), snapshot.digits)}
            </span>
          ))}
        </p>
      )}
      <div
        class="grid"
        onScroll={({ currentTarget: { scrollTop, scrollLeft, clientWidth, clientHeight } }) =>
          setScroll({ top: scrollTop, left: scrollLeft, width: clientWidth, height: clientHeight })
        }
      >
        <div class="gridPaper" style={{ width: `${columns * COLUMN}px`, height: `${rows * ROW}px` }}>
          {cells}
        </div>
      </div>
      <p class="actions">
        <button type="button" onClick={() => copyRows(firstRow, lastRow, columns, entryAt)}>
          Copy the rows in view
        </button>
        <button
          type="button"
          disabled={!isWhole(rows, columns, entryAt)}
          onClick={() => copyRows(0, rows, columns, entryAt)}
        >
          Copy all
        </button>
      </p>
      {story && story.node === node && story.which === which && (
        <div class={`story${storyIsLate ? ' late' : ''}`} aria-live="polite">
          <h3>
            {name}[{story.index.join(', ')}] = {showNumber(fromWire(story.value), snapshot.digits)}
          </h3>
          <FormulaView tex={`${story.symbols} = ${story.numbers}`} plain={story.plain} />
          {story.graph && <EntryGraph snapshot={story.graph} />}
        </div>
      )}
    </>
  );
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
