import { showShape } from '../base/show.ts';
import { broadcastShape } from '../tensor/broadcast.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { ShapeProblem } from './gate.ts';
import { productGate } from './product.ts';

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

export const matmul = productGate({
  name: 'matmul',
  symbol: '@',
  spelling: { kind: 'infix', operator: '@' },
  shape: ([a = [], b = []]) => productShape(a, b),
  kernel: { value: 'a @ b' },
  rules: ['upstream @ b.T', 'a.T @ upstream'],
  ruleAt(param, [a = [], b = []]) {
    if (a.length > 2 || b.length > 2) return '';
    if (a.length === 1 && b.length === 1) return param === 0 ? 'upstream * b' : 'upstream * a';
    if (param === 0) return b.length === 1 ? 'outer(upstream, b)' : 'upstream @ b.T';
    return a.length === 1 ? 'outer(a, upstream)' : 'a.T @ upstream';
  },
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
