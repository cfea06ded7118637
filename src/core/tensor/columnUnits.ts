/** ColumnUnits of data in units of their own: what `standardize` does. */
import { sizeOf, type Tensor } from './tensor.ts';

/** For each column, entry by entry of a row. */
export interface ColumnUnits {
  readonly mean: Float64Array;
  /** 0 for a column that never changes. */
  readonly deviation: Float64Array;
}

/** Mean and deviation (over n, as NumPy's `std`) of every column over some rows. */
export function unitsOfColumns({ shape, data }: Tensor, rows: Int32Array): ColumnUnits {
  const width = sizeOf(shape.slice(1));
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (const row of rows) sum += (data[row * width + column] ?? 0) / rows.length;
    let squares = 0;
    for (const row of rows) squares += ((data[row * width + column] ?? 0) - sum) ** 2 / rows.length;
    mean[column] = sum;
    deviation[column] = Math.sqrt(squares);
  }
  return { mean, deviation };
}

/** Every column with the mean taken off and divided by the deviation; one without a deviation becomes 0. */
export function measuredIn({ shape, data }: Tensor, { mean, deviation }: ColumnUnits): Tensor {
  const width = mean.length;
  const made = new Float64Array(data.length);
  for (let column = 0; column < width; column++) {
    const middle = mean[column] ?? 0;
    const spread = deviation[column] ?? 0;
    const by = spread > 0 ? 1 / spread : 0;
    for (let at = column; at < made.length; at += width) made[at] = ((data[at] ?? 0) - middle) * by;
  }
  return { shape, data: made };
}
