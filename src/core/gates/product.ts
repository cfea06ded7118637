import { broadcastShape } from '../tensor/broadcast.ts';
import {
  addProduct,
  addProductWithLeftTransposed,
  addProductWithRightTransposed,
  type ProductPlace,
} from '../tensor/products.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { walkOver } from '../tensor/walk.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate } from './gate.ts';

/** Every matrix product of a batch, one after the other. */
function forEachProduct(a: Shape, b: Shape, each: (place: ProductPlace) => void): void {
  const m = a.length === 1 ? 1 : (a.at(-2) ?? 1);
  const k = a.at(-1) ?? 1;
  const n = b.length === 1 ? 1 : (b.at(-1) ?? 1);
  const batches = [a.slice(0, -2), b.slice(0, -2)] as const;
  const { rows, length, starts, steps } = walkOver(batches, broadcastShape(...batches) ?? []);
  let out = 0;
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < length; j++, out += m * n) {
      const ia = (starts[0]?.[row] ?? 0) + j * (steps[0] ?? 0);
      const ib = (starts[1]?.[row] ?? 0) + j * (steps[1] ?? 0);
      each({ m, k, n, a: ia * m * k, b: ib * k * n, out });
    }
}

/** into += a @ b */
export const addMatrixProduct = (a: Tensor, b: Tensor, into: Numbers): void =>
  forEachProduct(a.shape, b.shape, (place) => {
    const { m, k, n } = place;
    // One column: row products over neighbouring entries are much faster than columns of length 1.
    if (n > 1) addProduct(a.data, b.data, into, place);
    else addProductWithRightTransposed(a.data, b.data, into, { m, k: 1, n: k, a: place.out, b: place.b, out: place.a });
  });

/** da += upstream @ b.T and db += a.T @ upstream, where wanted. */
export const pullMatrixProduct = (
  a: Tensor,
  b: Tensor,
  upstream: Numbers,
  da: Tensor | undefined,
  db: Tensor | undefined,
): void =>
  forEachProduct(a.shape, b.shape, (place) => {
    if (da) addProductWithRightTransposed(upstream, b.data, da.data, place);
    if (db) addProductWithLeftTransposed(a.data, upstream, db.data, place);
  });

/** Each entry of the product is a sum over the inner size of the left factor. */
export const productWork = ([a = []]: readonly Shape[], out: Shape): number => sizeOf(out) * (a.at(-1) ?? 1);

type Viewed = (shape: Shape) => Shape;
const asItIs: Viewed = (shape) => shape;
const viewed = (tensor: Tensor, view: Viewed): Tensor => ({ shape: view(tensor.shape), data: tensor.data });

/** A gate that is one matrix product of its two operands, which may be looked at as rows or columns first. */
export function productGate(
  spec: Omit<GateSpec, 'params' | 'pattern' | 'value' | 'pullback' | 'tangent'>,
  left: Viewed = asItIs,
  right: Viewed = asItIs,
): Gate {
  return defineGate({
    ...spec,
    params: ['a', 'b'],
    pattern: 'swap multiplier',
    work: ([a = [], ...rest], out) => productWork([left(a), ...rest], out),
    value([a, b], out) {
      out.data.fill(0);
      if (a && b) addMatrixProduct(viewed(a, left), viewed(b, right), out.data);
    },
    pullback({ inputs: [a, b], upstream }, [da, db]) {
      if (a && b) pullMatrixProduct(viewed(a, left), viewed(b, right), upstream.data, da, db);
    },
    tangent({ inputs: [a, b] }, [da, db], out) {
      out.data.fill(0);
      if (da && b) addMatrixProduct(viewed(da, left), viewed(b, right), out.data);
      if (a && db) addMatrixProduct(viewed(a, left), viewed(db, right), out.data);
    },
  });
}
