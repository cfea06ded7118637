import { ByteRows } from '../../core/tensor/byteRows.ts';
import { type Numbers, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';

/** All rows of a row set in the run's number type. */
export interface RowSource {
  readonly data: Numbers;
  /** Entries of a row, and from the start of one to the start of the next. */
  readonly width: number;
  readonly stride: number;
  /** Must be called before rows are read: those of `order` from `from` to before `to`. Some lie there only from then on. */
  bring(order: Int32Array, from: number, to: number): void;
}

const nothing = (): void => {};

/**
 * Rows of `whole` in `data`, which has room for them all and is 0 everywhere. Rows of bytes are written when they are first
 * asked for: a run begins before a large set has been unpacked, and none is ever held twice.
 */
export function rowSource(whole: Tensor, data: Numbers, stride: number): RowSource {
  const [rows = 0, ...rest] = whole.shape;
  const width = sizeOf(rest);
  if (whole instanceof ByteRows) return { data, width, stride, bring: lateRows(whole, rows, data, stride) };
  const { data: entries } = whole;
  if (width === stride) data.set(entries);
  else for (let row = 0; row < rows; row++) data.set(entries.subarray(row * width, (row + 1) * width), row * stride);
  return { data, width, stride, bring: nothing };
}

function lateRows(whole: ByteRows, rows: number, data: Numbers, stride: number): RowSource['bring'] {
  const there = new Uint8Array(rows);
  let missing = rows;
  return (order, from, to) => {
    if (missing === 0) return;
    for (let i = from; i < to; i++) {
      const row = order[i] ?? -1;
      if (there[row] !== 0) continue;
      whole.fillRow(row, data, row * stride);
      there[row] = 1;
      missing--;
    }
  };
}
