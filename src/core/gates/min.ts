import { extreme } from './extreme.ts';
import { reduction } from './reduction.ts';

export const min = reduction({
  name: 'min',
  symbol: 'min',
  pattern: 'gradient router',
  ...extreme((a, b) => a < b),
  kernel: {
    value: 'min(x, axis=axis, keepdims=keepdims)',
    // A winner that is nan belongs to no entry: the gradient of all is nan.
    rules: ['where(x == out, upstream / sum(x == out, axis=axis, keepdims=true), where(out == out, 0, out))'],
  },
  rules: ['upstream * (x == out) / sum(x == out, axis=axis, keepdims=true)'],
  prose: {
    summary: 'The smallest of all entries, or of those along one axis.',
    insight:
      'A gradient router: all of upstream goes to the smallest entry, nothing to the others. Equal winners share it.',
    latex: '\\min {x}',
    pytorch: '{x}.amin({dims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[4, 1, 3]], out: 1, gradients: [[0, 1, 0]] },
    { inputs: [[4, 1, 1]], out: 1, gradients: [[0, 0.5, 0.5]] },
  ],
});
