import type { Numbers } from '../tensor/tensor.ts';
import { type Run, reduction } from './reduction.ts';

export function total(x: Numbers, { start, step, length }: Run): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[start + i * step] ?? 0;
  return sum;
}

/** Adds the same to every entry of a run. */
export function spread(by: number, { start, step, length }: Run, into: Numbers): void {
  for (let i = 0; i < length; i++) {
    const at = start + i * step;
    into[at] = (into[at] ?? 0) + by;
  }
}

export const sum = reduction({
  name: 'sum',
  symbol: 'Σ',
  pattern: 'gradient distributor',
  takesNothing: true,
  reduce: total,
  pull: (_x, run, _out, upstream, into) => spread(upstream, run, into),
  push: (_x, run, dx) => total(dx, run),
  kernel: { value: 'sum(x, axis=axis, keepdims=keepdims)' },
  rules: ['upstream'],
  prose: {
    summary: 'Adds up all entries, or those along one axis.',
    insight: 'An add gate with many inputs: every entry gets upstream unchanged.',
    latex: '\\sum {x}',
    pytorch: '{x}.sum({dims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[1, 2, 3]], out: 6, gradients: [[1, 1, 1]] },
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      options: { axis: 0 },
      out: [4, 6],
      gradients: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
  ],
});
