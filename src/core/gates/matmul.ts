import { showShape } from '../base/show.ts';
import { broadcastShape } from '../tensor/broadcast.ts';
import {
  addProduct,
  addProductWithLeftTransposed,
  addProductWithRightTransposed,
  type ProductPlace,
} from '../tensor/products.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { walkOver } from '../tensor/walk.ts';
import { defineGate } from './defineGate.ts';
import type { ShapeProblem } from './gate.ts';

/** A vector on the left counts as one row, on the right as one column; the axis so made is dropped again. */
export function productShape(a: Shape, b: Shape): Shape | ShapeProblem {
  const cannot = `cannot multiply ${showShape(a)} @ ${showShape(b)}`;
  if (a.length === 0 || b.length === 0)
    return { problem: `${cannot}: @ takes vectors and matrices; a number multiplies with *` };
  const inner = a.at(-1) ?? 1;
  const other = (b.length === 1 ? b[0] : b.at(-2)) ?? 1;
  if (inner !== other) return { problem: `${cannot}: the inner sizes ${inner} and ${other} differ` };
  const batch = broadcastShape(a.slice(0, -2), b.slice(0, -2));
  if (batch === undefined) return { problem: `${cannot}: the axes before the last two do not fit together` };
  return [...batch, ...a.slice(-2, -1), ...(b.length === 1 ? [] : b.slice(-1))];
}

/** Every matrix product of the batch, one after the other. */
export function forEachProduct(a: Shape, b: Shape, each: (place: ProductPlace) => void): void {
  const m = a.length === 1 ? 1 : (a.at(-2) ?? 1);
  const k = a.at(-1) ?? 1;
  const n = b.length === 1 ? 1 : (b.at(-1) ?? 1);
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = broadcastShape(batchA, batchB) ?? [];
  const { rows, length, starts, steps } = walkOver([batchA, batchB], batch);
  let out = 0;
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < length; j++, out += m * n) {
      const ia = (starts[0]?.[row] ?? 0) + j * (steps[0] ?? 0);
      const ib = (starts[1]?.[row] ?? 0) + j * (steps[1] ?? 0);
      each({ m, k, n, a: ia * m * k, b: ib * k * n, out });
    }
}

export const addMatrixProduct = (a: Tensor, b: Tensor, into: Numbers): void =>
  forEachProduct(a.shape, b.shape, (place) => {
    const { m, k, n } = place;
    // One column: row products over neighbouring entries are much faster than columns of length 1.
    if (n > 1) addProduct(a.data, b.data, into, place);
    else addProductWithRightTransposed(a.data, b.data, into, { m, k: 1, n: k, a: place.out, b: place.b, out: place.a });
  });

export function pullMatrixProduct(a: Tensor, b: Tensor, upstream: Numbers, da?: Tensor, db?: Tensor): void {
  if (sizeOf(a.shape) === 0 || sizeOf(b.shape) === 0) return;
  forEachProduct(a.shape, b.shape, (place) => {
    if (da) addProductWithRightTransposed(upstream, b.data, da.data, place);
    if (db) addProductWithLeftTransposed(a.data, upstream, db.data, place);
  });
}

export const matmul = defineGate({
  name: 'matmul',
  symbol: '@',
  spelling: { kind: 'infix', operator: '@' },
  params: ['a', 'b'],
  pattern: 'swap multiplier',
  shape: ([a = [], b = []]) => productShape(a, b),
  value([a, b], out) {
    out.data.fill(0);
    if (a && b) addMatrixProduct(a, b, out.data);
  },
  pullback({ inputs: [a, b], upstream }, [da, db]) {
    if (a && b) pullMatrixProduct(a, b, upstream.data, da, db);
  },
  tangent({ inputs: [a, b] }, [da, db], out) {
    out.data.fill(0);
    if (da && b) addMatrixProduct(da, b, out.data);
    if (a && db) addMatrixProduct(a, db, out.data);
  },
  rules: ['upstream @ b.T', 'a.T @ upstream'],
  prose: {
    summary: 'The matrix product: rows of the left times columns of the right.',
    insight:
      'A swap multiplier in matrix form: each side gets upstream times the other side transposed, and shapes leave one way to do it.',
    latex: '{a} \\, {b}',
    pytorch: '{a} @ {b}',
    shapes: '(m, k) @ (k, n) gives (m, n); a vector (k,) counts as one row on the left, one column on the right',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
        [10, 1],
      ],
      out: [12, 34],
      gradients: [
        [
          [10, 1],
          [10, 1],
        ],
        [4, 6],
      ],
    },
  ],
});
