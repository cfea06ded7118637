import { moveBeams } from './beams.ts';
import { type Cell, type Columns, distanceOf } from './columns.ts';

const SOFT_SWEEPS = 3;

/**
 * Gives every cell its height. First column by column, each pulled by its neighbours; then cells that an edge should
 * join in one straight line become a beam, and beams are moved as wholes.
 */
export function placeCells(columns: Columns): void {
  const stacks = columns.columns.map(stack);
  const longest = stacks.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const pool = { means: new Float64Array(longest), weights: new Float64Array(longest), sizes: new Int32Array(longest) };
  const backwards = stacks.toReversed();
  for (let sweep = 0; sweep < SOFT_SWEEPS; sweep++) {
    for (const column of stacks) settle(column, pool, true, false);
    for (const column of backwards) settle(column, pool, false, true);
    for (const column of backwards) settle(column, pool, true, true);
  }
  moveBeams(columns);
}

interface Stack {
  readonly cells: readonly Cell[];
  /** Height of each cell over the first when they stand as close as they may. */
  readonly offsets: Float64Array;
}

function stack(cells: readonly Cell[]): Stack {
  const offsets = new Float64Array(cells.length);
  for (let k = 1; k < cells.length; k++) {
    offsets[k] = (offsets[k - 1] ?? 0) + distanceOf(cells[k - 1] as Cell, cells[k] as Cell);
  }
  const middle = (offsets.at(-1) ?? 0) / 2;
  for (const [k, cell] of cells.entries()) cell.y = (offsets[k] ?? 0) - middle;
  return { cells, offsets };
}

interface Pool {
  readonly means: Float64Array;
  readonly weights: Float64Array;
  readonly sizes: Int32Array;
}

/** Isotonic regression (pool adjacent violators): the exact least squares for one column. */
function settle({ cells, offsets }: Stack, { means, weights, sizes }: Pool, left: boolean, right: boolean): void {
  let groups = 0;
  for (let k = 0; k < cells.length; k++) {
    const wish = wishOf(cells[k] as Cell, left, right);
    let mean = wish.height - (offsets[k] ?? 0);
    let { weight } = wish;
    let size = 1;
    for (; groups > 0 && (means[groups - 1] ?? 0) > mean; groups--) {
      const above = weights[groups - 1] ?? 0;
      mean = (mean * weight + (means[groups - 1] ?? 0) * above) / (weight + above);
      weight += above;
      size += sizes[groups - 1] ?? 0;
    }
    means[groups] = mean;
    weights[groups] = weight;
    sizes[groups++] = size;
  }
  for (let group = 0, k = 0; group < groups; group++) {
    for (let rest = sizes[group] ?? 0; rest > 0; rest--, k++) {
      (cells[k] as Cell).y = (means[group] ?? 0) + (offsets[k] ?? 0);
    }
  }
}

function wishOf(cell: Cell, fromLeft: boolean, fromRight: boolean): { height: number; weight: number } {
  let sum = 0;
  let weight = 0;
  if (fromLeft) {
    for (const tie of cell.ins) {
      const pull = tie.weight / tie.from.outs.length;
      sum += pull * (tie.from.y + tie.fromOffset - tie.toOffset);
      weight += pull;
    }
  }
  if (fromRight) {
    for (const tie of cell.outs) {
      sum += tie.weight * (tie.to.y + tie.toOffset - tie.fromOffset);
      weight += tie.weight;
    }
  }
  return weight > 0 ? { height: sum / weight, weight } : { height: cell.y, weight: 0.05 };
}
