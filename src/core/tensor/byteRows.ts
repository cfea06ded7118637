import type { Numbers, Tensor } from './tensor.ts';

const SHADES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Where the bytes of a row begin, and in which array. */
export interface RowBytes {
  readonly bytes: Uint8Array;
  readonly from: number;
}

/**
 * A matrix that a file holds as bytes, each a number from 0 to 1: four times as small as its float32 entries, which are
 * made row by row where that is enough, and all at once only for who asks for `data`.
 */
export class ByteRows implements Tensor {
  readonly shape: readonly [number, number];
  private readonly place: (row: number) => RowBytes;
  private made: Float32Array | undefined;

  /** Where a row has fewer bytes than entries, the rest is 0. */
  constructor(rows: number, size: number, place: (row: number) => RowBytes) {
    this.shape = [rows, size];
    this.place = place;
  }

  get data(): Float32Array {
    if (this.made === undefined) {
      const [rows, size] = this.shape;
      this.made = new Float32Array(rows * size);
      for (let row = 0; row < rows; row++) this.fillRow(row, this.made, row * size);
    }
    return this.made;
  }

  fillRow(row: number, into: Numbers, at: number): void {
    const { bytes, from } = this.place(row);
    const [, size] = this.shape;
    for (let i = 0; i < size; i++) into[at + i] = SHADES[bytes[from + i] ?? 0] ?? 0;
  }
}

/** The entries of one row of data, as a copy. */
export function rowOf(data: Tensor, row: number, width: number): Float32Array {
  if (!(data instanceof ByteRows)) return Float32Array.from(data.data.subarray(row * width, (row + 1) * width));
  const entries = new Float32Array(width);
  data.fillRow(row, entries, 0);
  return entries;
}
