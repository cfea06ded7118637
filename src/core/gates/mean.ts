import { reducedEntries, reduction } from './reduction.ts';
import { spread, total } from './sum.ts';

export const mean = reduction({
  name: 'mean',
  symbol: 'mean',
  pattern: 'gradient distributor',
  takesNothing: true,
  reduce: (x, run) => total(x, run) / run.length,
  pull: (_x, run, _out, upstream, into) => spread(upstream / run.length, run, into),
  push: (_x, run, dx) => total(dx, run) / run.length,
  kernel: { value: 'mean(x, axis=axis, keepdims=keepdims)' },
  rules: ['upstream / n'],
  counts: (shapes, options) => ({ n: reducedEntries(shapes, options) }),
  prose: {
    summary: 'The average of all entries, or of those along one axis.',
    insight: 'Every entry gets the same share: upstream divided by the number of entries.',
    latex: '\\operatorname{mean} {x}',
    pytorch: '{x}.mean({dims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [{ inputs: [[1, 2, 6]], out: 3, gradients: [[1 / 3, 1 / 3, 1 / 3]] }],
});
