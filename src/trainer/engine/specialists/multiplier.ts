/** Matrix products, however they are computed: whole matrices, row by row, in any number type. */
import {
  addProduct,
  addProductWithLeftTransposed,
  addProductWithRightTransposed,
  type ProductPlace,
} from '../../../core/tensor/products.ts';
import type { Numbers } from '../../../core/tensor/tensor.ts';
import { COPIED } from '../../dense/denseLayout.ts';
import { type Kernels, openKernels } from '../../kernels/kernels.ts';

export interface Multiplier {
  /** out += a @ b, for a of (m, k) and b of (k, n). */
  add(m: number, k: number, n: number, a: Numbers, b: Numbers, out: Numbers): void;
  /** da += upstream @ b.T, for upstream of (m, n). */
  addToLeft(m: number, k: number, n: number, upstream: Numbers, b: Numbers, da: Numbers): void;
  /** db += a.T @ upstream. */
  addToRight(m: number, k: number, n: number, a: Numbers, upstream: Numbers, db: Numbers): void;
}

const whole = (m: number, k: number, n: number): ProductPlace => ({ m, k, n, a: 0, b: 0, out: 0 });

export const plainMultiplier: Multiplier = {
  add(m, k, n, a, b, out) {
    // One column: products of neighbouring entries are much faster than columns of length 1.
    if (n > 1) addProduct(a, b, out, whole(m, k, n));
    else addProductWithRightTransposed(a, b, out, whole(m, 1, k));
  },
  addToLeft: (m, k, n, upstream, b, da) => addProductWithRightTransposed(upstream, b, da, whole(m, k, n)),
  addToRight: (m, k, n, a, upstream, db) => addProductWithLeftTransposed(a, upstream, db, whole(m, k, n)),
};

/** Smaller products are done before they are copied. */
const WORTH_COPYING = 16_384;
const FREE = 65_536;

const up = (value: number, to: number): number => Math.ceil(value / to) * to;

/** float32 products in WebAssembly, by way of copies in its memory. Undefined where it cannot run. */
export function kernelMultiplier(): Multiplier | undefined {
  const opened = openKernels(1 << 20);
  if (opened === undefined) return undefined;
  const room = new Room(opened);
  const { exports } = opened;
  return {
    add(m, k, n, a, b, out) {
      if (m * k * n < WORTH_COPYING) return plainMultiplier.add(m, k, n, a, b, out);
      const [rows, depth, columns] = [up(m, 2), up(k, 4), up(n, 8)];
      const at = room.take([rows * depth, depth * columns, rows * columns, rows * 2 + depth * columns + 64]);
      room.put(at[0], a, [m, k], [rows, depth]);
      room.put(at[1], b, [k, n], [depth, columns]);
      exports.multiply(rows, depth, columns, at[0], at[1], at[2], at[3]);
      room.addTo(out, at[2], m, n, columns);
    },
    addToLeft(m, k, n, upstream, b, da) {
      if (m * k * n < WORTH_COPYING) return plainMultiplier.addToLeft(m, k, n, upstream, b, da);
      const [rows, depth, columns] = [up(m, 2), up(n, 4), up(k, 8)];
      const at = room.take([rows * depth, columns * depth, rows * columns, rows * 2 + depth * columns + 64]);
      room.put(at[0], upstream, [m, n], [rows, depth]);
      room.put(at[1], b, [k, n], [columns, depth]);
      exports.multiplyRightTransposed(rows, depth, columns, at[0], at[1], at[2], at[3]);
      room.addTo(da, at[2], m, k, columns);
    },
    addToRight(m, k, n, a, upstream, db) {
      if (m * k * n < WORTH_COPYING) return plainMultiplier.addToRight(m, k, n, a, upstream, db);
      const [rows, depth, columns] = [up(k, 4), up(m, 2), up(n, 8)];
      const at = room.take([depth * rows, depth * columns, rows * columns, depth * (2 + columns + COPIED) + 64]);
      room.put(at[0], a, [m, k], [depth, rows]);
      room.put(at[1], upstream, [m, n], [depth, columns]);
      exports.multiplyLeftTransposed(rows, depth, columns, at[0], at[1], at[2], at[3]);
      room.addTo(db, at[2], k, n, columns);
    },
  };
}

type Size = readonly [rows: number, columns: number];
type Four = readonly [number, number, number, number];

/** Copies matrices in and out of linear memory, padded with zeros. */
class Room {
  private readonly memory: WebAssembly.Memory;
  private floats: Float32Array;

  constructor({ memory }: Kernels) {
    this.memory = memory;
    this.floats = new Float32Array(memory.buffer);
  }

  /** Places for four matrices of so many entries. */
  take(sizes: Four): Four {
    let next = FREE;
    const place = (entries: number): number => {
      const at = next;
      next = up(next + entries * 4, 64);
      return at;
    };
    const places: Four = [place(sizes[0]), place(sizes[1]), place(sizes[2]), place(sizes[3])];
    if (next > this.memory.buffer.byteLength) {
      this.memory.grow(Math.ceil((next - this.memory.buffer.byteLength) / 65_536));
      this.floats = new Float32Array(this.memory.buffer);
    }
    return places;
  }

  /** A matrix, padded with zeros to `height` rows of `stride` numbers. */
  put(at: number, from: Numbers, [rows, columns]: Size, [height, stride]: Size): void {
    const start = at / 4;
    if (rows !== height || columns !== stride) this.floats.fill(0, start, start + height * stride);
    if (columns === stride) this.floats.set(from, start);
    else
      for (let row = 0; row < rows; row++)
        this.floats.set(from.subarray(row * columns, (row + 1) * columns), start + row * stride);
  }

  addTo(out: Numbers, at: number, rows: number, columns: number, stride: number): void {
    for (let row = 0; row < rows; row++) {
      const from = at / 4 + row * stride;
      const to = row * columns;
      for (let j = 0; j < columns; j++) out[to + j] = (out[to + j] ?? 0) + (this.floats[from + j] ?? 0);
    }
  }
}
