import { jsonText } from '../core/base/quoting.ts';
import type { Shape, Tensor } from '../core/tensor/tensor.ts';
import { toWire, type WireArray } from '../protocol/wire.ts';

/** Nested lists of numbers; `nan`, `inf` and `-inf` as words where JSON has no number. */
export function nested({ shape, data }: { readonly shape: Shape; readonly data: Tensor['data'] }): WireArray {
  const part = (axis: number, from: number, size: number): WireArray => {
    if (axis === shape.length) return toWire(data[from] ?? Number.NaN);
    const length = shape[axis] ?? 0;
    const step = length === 0 ? 0 : size / length;
    return Array.from({ length }, (_, i) => part(axis + 1, from + i * step, step));
  };
  return part(0, 0, data.length);
}

export const printJson = (document: unknown): void => {
  process.stdout.write(`${jsonText(document)}\n`);
};
