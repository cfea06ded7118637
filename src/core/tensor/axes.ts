import { type Shape, sizeOf } from './tensor.ts';

/** A tensor seen around one axis: entry (o, i, j) stands at (o · length + i) · inner + j. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Without an axis: all entries as one long axis. A negative axis counts from the end. */
export function aroundAxis(shape: Shape, axis: number | undefined): AxisView {
  if (axis === undefined) return { outer: 1, length: sizeOf(shape), inner: 1 };
  const at = axis < 0 ? axis + shape.length : axis;
  return { outer: sizeOf(shape.slice(0, at)), length: shape[at] ?? 1, inner: sizeOf(shape.slice(at + 1)) };
}

export const isAxisOf = (shape: Shape, axis: number): boolean =>
  Number.isInteger(axis) && -shape.length <= axis && axis < shape.length;
