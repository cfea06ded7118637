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
      const [first, end] = [start[column] as number, start[column + 1] as number];
      longest = Math.max(longest, end - first);
      for (let k = first + 1; k < end; k++)
        this.offsets[k] = (this.offsets[k - 1] as number) + (cells.gap[k] as number);
      const middle = end > first ? (this.offsets[end - 1] as number) / 2 : 0;
      for (let k = first; k < end; k++) cells.y[k] = (this.offsets[k] as number) - middle;
    }
    this.shared = ties.weight.map((weight, tie) => {
      const from = ties.from[tie] as number;
      return weight / ((outs.start[from + 1] as number) - (outs.start[from] as number));
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
    const [first, last] = [start[column] as number, start[column + 1] as number];
    let groups = 0;
    for (let cell = first; cell < last; cell++) {
      let sum = 0;
      let weight = 0;
      if (left) {
        for (let k = ins.start[cell] as number, end = ins.start[cell + 1] as number; k < end; k++) {
          const tie = ins.items[k] as number;
          const pull = shared[tie] as number;
          sum += pull * ((y[ties.from[tie] as number] as number) + (ties.lean[tie] as number));
          weight += pull;
        }
      }
      if (right) {
        for (let k = outs.start[cell] as number, end = outs.start[cell + 1] as number; k < end; k++) {
          const tie = outs.items[k] as number;
          const pull = ties.weight[tie] as number;
          sum += pull * ((y[ties.to[tie] as number] as number) - (ties.lean[tie] as number));
          weight += pull;
        }
      }
      if (weight === 0) {
        weight = 0.05;
        sum = weight * (y[cell] as number);
      }
      let mean = sum / weight - (offsets[cell] as number);
      let size = 1;
      for (; groups > 0 && (means[groups - 1] as number) > mean; groups--) {
        const above = weights[groups - 1] as number;
        mean = (mean * weight + (means[groups - 1] as number) * above) / (weight + above);
        weight += above;
        size += sizes[groups - 1] as number;
      }
      means[groups] = mean;
      weights[groups] = weight;
      sizes[groups++] = size;
    }
    for (let group = 0, cell = first; group < groups; group++) {
      const mean = means[group] as number;
      for (let rest = sizes[group] as number; rest > 0; rest--, cell++) y[cell] = mean + (offsets[cell] as number);
    }
  }
}
