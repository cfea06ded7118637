import { showShape } from '../base/show.ts';
import { productGate } from './product.ts';

export const outer = productGate(
  {
    name: 'outer',
    symbol: '⊗',
    shape: ([a = [], b = []]) =>
      a.length === 1 && b.length === 1
        ? [...a, ...b]
        : { problem: `cannot take outer(${showShape(a)}, ${showShape(b)}): outer takes two vectors` },
    rules: ['upstream @ b', 'upstream.T @ a'],
    prose: {
      summary: 'The outer product: every entry of {a} times every entry of {b}, as a matrix.',
      insight: 'Each entry is used once in a whole row or column, so its gradient is a sum along it.',
      latex: '{a} \\otimes {b}',
      pytorch: 'torch.outer({a}, {b})',
      shapes: '(m,) and (n,) give (m, n)',
    },
    examples: [
      {
        inputs: [
          [1, 2],
          [3, 4, 5],
        ],
        out: [
          [3, 4, 5],
          [6, 8, 10],
        ],
        gradients: [
          [12, 12],
          [3, 3, 3],
        ],
      },
    ],
  },
  (a) => [...a, 1],
  (b) => [1, ...b],
);
