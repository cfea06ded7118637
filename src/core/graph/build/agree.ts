import { sameShape, type Tensor } from '../../tensor/tensor.ts';

/** Whether two tensors are the same up to rounding, measured by the largest entry. */
export function agree(a: Tensor, b: Tensor, tolerance = 1e-6): boolean {
  if (!sameShape(a.shape, b.shape)) return false;
  let largest = 0;
  for (let i = 0; i < b.data.length; i++) {
    const entry = Math.abs(b.data[i] ?? 0);
    if (Number.isFinite(entry) && entry > largest) largest = entry;
  }
  for (let i = 0; i < a.data.length; i++) {
    const x = a.data[i] ?? 0;
    const y = b.data[i] ?? 0;
    if (!Object.is(x, y) && !(Math.abs(x - y) <= tolerance * Math.max(largest, Number.MIN_VALUE))) return false;
  }
  return true;
}
