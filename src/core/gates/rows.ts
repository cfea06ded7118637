import type { Numbers, Shape } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** The last axis as rows: `count` of them, `width` entries each. A number is one row of one. */
export function rowsOf(shape: Shape): { readonly count: number; readonly width: number } {
  const width = shape.at(-1) ?? 1;
  return { width, count: width === 0 ? 0 : sizeOf(shape) / width };
}

export function largestIn(x: Numbers, from: number, width: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < width; j++) best = Math.max(best, x[from + j] ?? 0);
  return best;
}

/** log Σ e^(x − top) of one row. With its largest entry as `top`, every exponential stays at 1 or below. */
export function logSumExp(x: Numbers, from: number, width: number, top: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += Math.exp((x[from + j] ?? 0) - top);
  return Math.log(sum);
}

/** Σ e^x · dx / Σ e^x: how far log Σ e^x of one row moves when its entries move by dx. */
export function logSumExpMove(x: Numbers, from: number, width: number, dx: Numbers): number {
  const top = largestIn(x, from, width);
  let sum = 0;
  let moved = 0;
  for (let j = 0; j < width; j++) {
    const e = Math.exp((x[from + j] ?? 0) - top);
    sum += e;
    moved += e * (dx[from + j] ?? 0);
  }
  return moved / sum;
}
