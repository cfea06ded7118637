import { moveBeams } from './beams.ts';
import type { Columns } from './columns.ts';

const SOFT_SWEEPS = 3;

/**
 * Gives every cell its height. First column by column, each pulled by its neighbours; then cells that an edge should
 * join in one straight line become a beam, and beams are moved as wholes.
 */
export function placeCells(columns: Columns): void {
  const settling = new Settling(columns);
  const count = columns.start.length - 1;
  for (let sweep = 0; sweep < SOFT_SWEEPS; sweep++) {
    for (let k = 0; k < count; k++) settling.settle(k, true, false);
    for (let k = count - 1; k >= 0; k--) settling.settle(k, false, true);
    for (let k = count - 1; k >= 0; k--) settling.settle(k, true, true);
  }
  moveBeams(columns);
}

class Settling {
  private readonly columns: Columns;
  /** Height of each cell over the first of its column when they stand as close as they may. */
  private readonly offsets: Float64Array;
  /** By tie, how strongly it pulls at its second cell: what leaves one cell shares its strength. */
  private readonly shared: Float64Array;
  private readonly means: Float64Array;
  private readonly weights: Float64Array;
  private readonly sizes: Int32Array;

  constructor(columns: Columns) {
    const { start, cells, ties, outs } = columns;
    this.columns = columns;
    this.offsets = new Float64Array(cells.y.length);
    let longest = 0;
    for (let column = 0; column + 1 < start.length; column++) {
      const [first, end] = [start[column]!, start[column + 1]!];
      longest = Math.max(longest, end - first);
      for (let k = first + 1; k < end; k++) this.offsets[k] = this.offsets[k - 1]! + cells.gap[k]!;
      const middle = end > first ? this.offsets[end - 1]! / 2 : 0;
      for (let k = first; k < end; k++) cells.y[k] = this.offsets[k]! - middle;
    }
    this.shared = ties.weight.map((weight, tie) => {
      const from = ties.from[tie]!;
      return weight / (outs.start[from + 1]! - outs.start[from]!);
    });
    this.means = new Float64Array(longest);
    this.weights = new Float64Array(longest);
    this.sizes = new Int32Array(longest);
  }

  /** Isotonic regression (pool adjacent violators): the exact least squares for one column. */
  settle(column: number, left: boolean, right: boolean): void {
    const { start, cells, ties, ins, outs } = this.columns;
    const { offsets, shared, means, weights, sizes } = this;
    const { y } = cells;
    const [first, last] = [start[column]!, start[column + 1]!];
    let groups = 0;
    for (let cell = first; cell < last; cell++) {
      let sum = 0;
      let weight = 0;
      if (left) {
        for (let k = ins.start[cell]!, end = ins.start[cell + 1]!; k < end; k++) {
          const tie = ins.items[k]!;
          const pull = shared[tie]!;
          sum += pull * (y[ties.from[tie]!]! + ties.lean[tie]!);
          weight += pull;
        }
      }
      if (right) {
        for (let k = outs.start[cell]!, end = outs.start[cell + 1]!; k < end; k++) {
          const tie = outs.items[k]!;
          const pull = ties.weight[tie]!;
          sum += pull * (y[ties.to[tie]!]! - ties.lean[tie]!);
          weight += pull;
        }
      }
      if (weight === 0) {
        weight = 0.05;
        sum = weight * y[cell]!;
      }
      let mean = sum / weight - offsets[cell]!;
      let size = 1;
      for (; groups > 0 && means[groups - 1]! > mean; groups--) {
        const above = weights[groups - 1]!;
        mean = (mean * weight + means[groups - 1]! * above) / (weight + above);
        weight += above;
        size += sizes[groups - 1]!;
      }
      means[groups] = mean;
      weights[groups] = weight;
      sizes[groups++] = size;
    }
    for (let group = 0, cell = first; group < groups; group++) {
      const mean = means[group]!;
      for (let rest = sizes[group]!; rest > 0; rest--, cell++) y[cell] = mean + offsets[cell]!;
    }
  }
}
