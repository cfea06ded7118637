import { useEffect, useRef, useState } from 'preact/hooks';
import { showCount, showNumber } from '../../../src/core/base/show.ts';
import { t } from '../../../src/core/base/words.ts';
import type { UnitColumn } from '../../../src/core/picture/layers.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { Button } from '../toolbar.tsx';
import { NameSpans } from './edgeView.tsx';

interface LayeredProps {
  readonly model: GraphModel;
  readonly columns: readonly UnitColumn[];
}

/** Units of a column that are drawn: of a longer one the first ones and the last. */
const MOST = 12;
/** Between columns: as much as the panel is wide, within reason. */
const APART = { least: 120, most: 300 };
/** What is told of a unit is told on a press, too. */
const PRESSED = { role: 'button', tabindex: 0 } as const;
/** The label of the unit says its numbers, with more of their digits. */
const LABELLED = { 'aria-hidden': true } as const;
const ROW = 52;
const RADIUS = 19;
/** Numbers with more signs are set smaller, so that they stay within their unit. */
const MOST_SIGNS = 5;
const SIDE = 50;
const TOP = 38;
/** Pixels of the line below the columns. */
const FOOT = 40;

interface Place {
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

interface Wire {
  readonly from: Place;
  readonly to: Place;
  readonly weight: number;
}

/** Fully connected layers as columns of units: the numbers of one example, with wires as wide as their weights. */
export function LayeredView({ model, columns }: LayeredProps) {
  const [example, setExample] = useState(0);
  const [about, setAbout] = useState<string | undefined>(undefined);
  const paper = useRef<HTMLDivElement>(null);
  useEffect(() => (paper.current ? followUnits(paper.current, setAbout) : undefined), []);
  const { value: snapshot } = model.snapshot;
  const rows = Math.max(1, ...columns.map(({ shape }) => (shape.length === 2 ? (shape[0] ?? 1) : 1)));
  const row = Math.min(example, rows - 1);
  const rowOf = ({ shape }: UnitColumn): number => (shape.length === 2 ? row : 0);
  useEffect(() => {
    for (const column of columns) {
      for (const which of ['value', 'gradient'] as const) model.answers.askPage(column.node, which, rowOf(column));
      if (column.weights !== undefined)
        for (const which of ['value', 'gradient'] as const) model.answers.askPage(column.weights, which, 0);
    }
  });
  if (!snapshot) return null;
  const entry = (node: string, which: 'value' | 'gradient', at: number, index: number): number | undefined => {
    const page = model.answers.page(node, which, at);
    const found = page?.rows[at - page.firstRow]?.[index];
    return found === undefined ? undefined : fromWire(found);
  };
  const show = (value: number | undefined, digits: number): string =>
    value === undefined ? '·' : showNumber(value, digits);
  const inside = (column: UnitColumn, unit: number): string =>
    show(entry(column.node, 'value', rowOf(column), unit), 2);
  const tallest = Math.max(...columns.map((column) => shownOf(column).length));
  const height = TOP + tallest * ROW + 20;
  const { value: room } = model.viewport.size;
  const spare = (height * room.width) / Math.max(1, room.height - FOOT) - 2 * SIDE;
  const apart = Math.min(APART.most, Math.max(APART.least, spare / Math.max(1, columns.length - 1)));
  const width = 2 * SIDE + (columns.length - 1) * apart;
  const places = columns.map((column, k): readonly Place[] => {
    const shown = shownOf(column);
    const top = TOP + ((tallest - shown.length) * ROW) / 2 + ROW / 2;
    return shown.map((unit, i) => ({ unit, x: SIDE + k * apart, y: top + i * ROW }));
  });
  const wires = columns.flatMap((column, k): readonly Wire[] => {
    const { weights } = column;
    if (weights === undefined) return [];
    return (places[k] ?? []).flatMap((to) =>
      (places[k - 1] ?? []).flatMap((from) => {
        const weight = from.unit < 0 || to.unit < 0 ? undefined : entry(weights, 'value', from.unit, to.unit);
        return weight === undefined ? [] : [{ from, to, weight }];
      }),
    );
  });
  const most = wires.reduce((max, { weight }) => Math.max(max, Math.abs(weight)), 0);
  const keyOf = (k: number, { unit }: Place): string => `${k} ${unit}`;
  const told = about === undefined ? undefined : aboutUnit(about);

  function aboutUnit(key: string): string | undefined {
    const [k = -1, unit = -1] = key.split(' ').map(Number);
    const column = columns[k];
    if (!column || unit < 0) return undefined;
    const at = rowOf(column);
    const index = column.shape.length === 2 ? `${at}, ${unit}` : `${unit}`;
    const { digits = 4, outputName = '' } = snapshot ?? {};
    const value = show(entry(column.node, 'value', at, unit), digits);
    const gradient = entry(column.node, 'gradient', at, unit);
    const name = `${column.name}[${index}]`;
    return `${name} = ${value}${gradient === undefined ? '' : `,  ∂${outputName}/∂${name} = ${show(gradient, digits)}`}`;
  }

  return (
    <div class="layered" ref={paper}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        class="drawn"
        role="application"
        aria-label={t('The layers as columns of units')}
      >
        {wires.map(({ from, to, weight }) => {
          const share = most === 0 ? 0 : Math.abs(weight) / most;
          const [k = -1, unit = -1] = about === undefined ? [] : about.split(' ').map(Number);
          const isMine =
            about !== undefined &&
            ((to.unit === unit && to.x === SIDE + k * apart) || (from.unit === unit && from.x === SIDE + k * apart));
          return (
            <path
              key={`${from.x} ${from.unit} ${to.unit}`}
              class={`weight ${weight < 0 ? 'minus' : 'plus'}${isMine ? ' mine' : ''}`}
              d={`M${from.x + RADIUS} ${from.y}C${from.x + apart / 2} ${from.y} ${to.x - apart / 2} ${to.y} ${to.x - RADIUS} ${to.y}`}
              stroke-width={0.4 + 3.2 * share}
              stroke-opacity={about !== undefined && !isMine ? 0.08 : 0.2 + 0.7 * share}
            />
          );
        })}
        {columns.map((column, k) => (
          <g key={column.node}>
            <text class="columnName" x={SIDE + k * apart} y={16}>
              <NameSpans name={column.name} />
            </text>
            {k > 0 && (
              <text class="weightsName" x={SIDE + (k - 0.5) * apart} y={16}>
                <NameSpans name={column.weightsName} />
              </text>
            )}
            {(places[k] ?? []).map((place) =>
              place.unit < 0 ? (
                <text key="more" class="more" x={place.x} y={place.y + 5}>
                  ⋮ {showCount((column.shape.at(-1) ?? 0) - MOST + 1)}
                </text>
              ) : (
                <g key={place.unit} class="place">
                  <g class="unit" {...PRESSED} aria-label={aboutUnit(keyOf(k, place))} data-unit={keyOf(k, place)}>
                    <circle class="shape" cx={place.x} cy={place.y} r={RADIUS} />
                  </g>
                  <text
                    {...LABELLED}
                    class={inside(column, place.unit).length > MOST_SIGNS ? 'value long' : 'value'}
                    x={place.x}
                    y={place.y + 3.5}
                  >
                    {inside(column, place.unit)}
                  </text>
                  <text {...LABELLED} class="gradient" x={place.x} y={place.y + RADIUS + 11}>
                    {show(entry(column.node, 'gradient', rowOf(column), place.unit), 2)}
                  </text>
                </g>
              ),
            )}
          </g>
        ))}
      </svg>
      <p class="layeredFoot">
        {rows > 1 && (
          <span class="examples">
            <Button icon="back" title={t('Previous example')} act={() => setExample(Math.max(0, row - 1))} />
            {t('example {0} of {1}', showCount(row + 1), showCount(rows))}
            <Button icon="next" title={t('Next example')} act={() => setExample(Math.min(rows - 1, row + 1))} />
          </span>
        )}
        <span role="status">
          {told ?? t('In each unit: its value, and below it the gradient. Wires: orange plus, blue minus.')}
        </span>
      </p>
    </div>
  );
}

/** Numbers of the units that are drawn; −1 stands for those that are left out. */
function shownOf({ shape }: UnitColumn): readonly number[] {
  const units = shape.at(-1) ?? 1;
  if (units <= MOST) return Array.from({ length: units }, (_, unit) => unit);
  return [...Array.from({ length: MOST - 2 }, (_, unit) => unit), -1, units - 1];
}

/** The unit under the pointer, or with the focus, heard in one place. */
function followUnits(paper: HTMLElement, tell: (unit: string | undefined) => void): () => void {
  const stopListening = new AbortController();
  const { signal } = stopListening;
  const over = ({ target }: Event) => {
    const unit = target instanceof Element ? target.closest('[data-unit]') : undefined;
    tell(unit?.getAttribute('data-unit') ?? undefined);
  };
  for (const kind of ['pointerover', 'focusin', 'click'] as const) paper.addEventListener(kind, over, { signal });
  paper.addEventListener('pointerleave', () => tell(undefined), { signal });
  return () => stopListening.abort();
}
