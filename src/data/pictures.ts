import type { Tensor } from '../core/tensor/tensor.ts';

/** Bytes as numbers from 0 to 1, one picture a row. In float32, as sets of pictures are large and bytes need no more. */
export function pictures(bytes: Uint8Array, count: number, size: number): Tensor {
  const data = new Float32Array(count * size);
  for (let i = 0; i < data.length; i++) data[i] = (bytes[i] ?? 0) / 255;
  return { shape: [count, size], data };
}
