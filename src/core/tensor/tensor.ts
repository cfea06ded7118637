/**
 * Tensors: a shape and its entries row by row. `[]` is a scalar, `[n]` a vector, `[m, n]` a matrix.
 * Values of the language are float64; the trainer runs the same gates on float32 arrays.
 */
export type Shape = readonly number[];
export type Numbers = Float64Array | Float32Array;

export interface Tensor {
  readonly shape: Shape;
  readonly data: Numbers;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

export const scalar = (value: number): Tensor => ({ shape: [], data: Float64Array.of(value) });

export const tensor = (shape: Shape, entries: ArrayLike<number>): Tensor => ({
  shape,
  data: Float64Array.from(entries),
});

export const zeros = (shape: Shape): Tensor => ({ shape, data: new Float64Array(sizeOf(shape)) });

/** A tensor of zeros with the number type of `like`. */
export const zerosLike = (like: Numbers, shape: Shape): Tensor => ({
  shape,
  data: like instanceof Float32Array ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape)),
});

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

export function sameTensor(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (!sameShape(a.shape, b.shape)) return false;
  for (let i = 0; i < a.data.length; i++) if (!Object.is(a.data[i], b.data[i])) return false;
  return true;
}

/** A tensor as lists in lists: `[[1, 2], [3, 4]]`, a plain number for a scalar. */
export type Nested = number | readonly Nested[];

/** Lists must be of equal lengths at each depth. */
export function fromNested(nested: Nested): Tensor {
  const shape: number[] = [];
  const entries: number[] = [];
  for (let part: Nested | undefined = nested; typeof part === 'object'; part = part[0]) shape.push(part.length);
  const collect = (part: Nested): void => {
    if (typeof part === 'number') entries.push(part);
    else for (const inner of part) collect(inner);
  };
  collect(nested);
  return tensor(shape, entries);
}
