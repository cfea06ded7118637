import { reduction } from './reduction.ts';

export const argmax = reduction({
  name: 'argmax',
  symbol: 'argmax',
  differentiable: [false],
  pattern: undefined,
  takesNothing: false,
  reduce(x, { start, step, length }) {
    let best = 0;
    for (let i = 0; i < length; i++) {
      const entry = x[start + i * step] ?? 0;
      // nan comes before all, as in NumPy and PyTorch.
      if (Number.isNaN(entry)) return i;
      if (entry > (x[start + best * step] ?? 0)) best = i;
    }
    return best;
  },
  pull: () => {},
  push: () => 0,
  rules: [''],
  prose: {
    summary: 'Where the largest entry is: its place among all entries, or along one axis; the first of equal ones.',
    insight: 'A place jumps from one whole number to the next and is flat in between, so no gradient flows.',
    latex: '\\operatorname{argmax} {x}',
    pytorch: '{x}.argmax({dims}).double()',
    shapes: '(m, n) gives (); with axis=1 it gives (m,), one place for each row',
  },
  examples: [
    { inputs: [[1, 7, 3]], out: 1, gradients: [[0, 0, 0]] },
    {
      inputs: [
        [
          [1, 2],
          [5, 4],
        ],
      ],
      options: { axis: 1 },
      out: [1, 0],
      gradients: [
        [
          [0, 0],
          [0, 0],
        ],
      ],
    },
  ],
});
