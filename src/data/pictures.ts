import type { Tensor } from '../core/tensor/tensor.ts';

const SHADES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Bytes as numbers from 0 to 1, one picture a row. In float32, as sets of pictures are large and bytes need no more. */
export function pictures(bytes: Uint8Array, count: number, size: number): Tensor {
  const data = new Float32Array(count * size);
  for (let i = 0; i < data.length; i++) data[i] = SHADES[bytes[i] ?? 0] ?? 0;
  return { shape: [count, size], data };
}
