import type { TensorView } from '../../protocol/graph.ts';
import { fromWire } from '../../protocol/wire.ts';
import { showNumber } from '../base/show.ts';

/** A tensor as a small grid. Colour runs on one diverging scale: minus and plus apart, zero blank, in a few levels. */
export interface Thumbnail {
  readonly rows: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** For each sign and level the outlines of its cells, as SVG path data from the grid's upper left corner. */
  readonly shades: readonly Shade[];
  /** The numbers in the cells, row by row, where there is room for them. */
  readonly numbers?: readonly string[];
}

export interface Shade {
  readonly sign: 'plus' | 'minus' | 'nan';
  /** From 1 to `LEVELS`. */
  readonly level: number;
  readonly path: string;
}

export const LEVELS = 6;

const MOST_NUMBERS = 12;
const DIGIT_CELL = 15;

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly number[];
  readonly whole: boolean;
}

export function thumbnailOf(tensor: TensorView, widthOf: (text: string) => number): Thumbnail | undefined {
  const grid = gridOf(tensor);
  if (!grid || grid.entries.length === 0) return undefined;
  const { rows, columns, entries } = grid;
  const numbers =
    grid.whole && entries.length <= MOST_NUMBERS && rows <= 4 && columns <= 4
      ? entries.map((entry) => showNumber(entry, 3))
      : undefined;
  const cellWidth = numbers
    ? Math.max(22, ...numbers.map((text) => Math.ceil(widthOf(text)) + 8))
    : clamp(76 / columns, 1.5, 8);
  const cellHeight = numbers ? DIGIT_CELL : clamp(36 / rows, 2, 8);
  const shades = shadesOf(grid, cellWidth, cellHeight);
  return { rows, columns, cellWidth, cellHeight, shades, ...(numbers ? { numbers } : {}) };
}

/** Rows of the last axis; leading axes are run together. */
function gridOf(tensor: TensorView): Grid | undefined {
  const { entries, thumbnail, shape } = tensor;
  if (entries) {
    const columns = Math.max(1, shape.at(-1) ?? 1);
    return { rows: Math.ceil(entries.length / columns), columns, entries: entries.map(fromWire), whole: true };
  }
  if (!thumbnail) return undefined;
  return { rows: thumbnail.rows, columns: thumbnail.columns, entries: thumbnail.entries.map(fromWire), whole: false };
}

function shadesOf(grid: Grid, width: number, height: number): Shade[] {
  const paths = new Map<string, string>();
  const most = grid.entries.reduce((max, entry) => (Number.isFinite(entry) ? Math.max(max, Math.abs(entry)) : max), 0);
  for (const [k, entry] of grid.entries.entries()) {
    const key = shadeOf(entry, most);
    if (key === undefined) continue;
    const x = round((k % grid.columns) * width);
    const y = round(Math.floor(k / grid.columns) * height);
    paths.set(key, `${paths.get(key) ?? ''}M${x} ${y}h${round(width)}v${round(height)}h${round(-width)}z`);
  }
  return [...paths].map(([key, path]) => {
    const [sign, level] = key.split(' ');
    return { sign: sign === 'plus' || sign === 'minus' ? sign : 'nan', level: Number(level), path };
  });
}

function shadeOf(entry: number, most: number): string | undefined {
  if (Number.isNaN(entry)) return `nan ${LEVELS}`;
  if (entry === 0) return undefined;
  const share = Number.isFinite(entry) ? Math.abs(entry) / most : 1;
  return `${entry > 0 ? 'plus' : 'minus'} ${Math.max(1, Math.round(share * LEVELS))}`;
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

const round = (value: number): number => Math.round(value * 100) / 100;
