import { extreme } from './extreme.ts';
import { reduction } from './reduction.ts';

export const max = reduction({
  name: 'max',
  symbol: 'max',
  pattern: 'gradient router',
  ...extreme((a, b) => a > b),
  kernel: {
    value: 'max(x, axis=axis, keepdims=keepdims)',
    // A winner that is nan belongs to no entry: the gradient of all is nan.
    rules: ['where(x == out, upstream / sum(x == out, axis=axis, keepdims=true), where(out == out, 0, out))'],
  },
  rules: ['upstream * (x == out) / sum(x == out, axis=axis, keepdims=true)'],
  prose: {
    summary: 'The largest of all entries, or of those along one axis.',
    insight:
      'The gradient router: all of upstream goes to the largest entry, nothing to the others. Equal winners share it.',
    latex: '\\max {x}',
    pytorch: '{x}.amax({dims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[1, 7, 3]], out: 7, gradients: [[0, 1, 0]] },
    { inputs: [[4, 4, 1]], out: 4, gradients: [[0.5, 0.5, 0]] },
  ],
});
