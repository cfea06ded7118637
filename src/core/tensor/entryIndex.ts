/** Entries of tensors: by index along each axis, and flat, counted row by row. */
import type { Shape } from './tensor.ts';

/** Undefined where there is no such entry. */
export function flatIndex(shape: Shape, index: readonly number[]): number | undefined {
  if (index.length !== shape.length) return undefined;
  let flat = 0;
  for (const [axis, length] of shape.entries()) {
    const at = index[axis] ?? -1;
    if (!Number.isInteger(at) || at < 0 || at >= length) return undefined;
    flat = flat * length + at;
  }
  return flat;
}

export function indexOf(shape: Shape, flat: number): readonly number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

/** The entry of a tensor that broadcasting puts at a place of a larger one. */
export function sourceOf(from: Shape, to: Shape, flat: number): number {
  const index = indexOf(to, flat).slice(to.length - from.length);
  let source = 0;
  for (const [axis, length] of from.entries()) source = source * length + (length === 1 ? 0 : (index[axis] ?? 0));
  return source;
}
