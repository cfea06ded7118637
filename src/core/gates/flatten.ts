import { sizeOf } from '../tensor/tensor.ts';
import { rearrangement } from './rearrangement.ts';

export const flatten = rearrangement({
  name: 'flatten',
  symbol: 'flatten',
  params: ['x'],
  shape: ([x = []]) => [sizeOf(x)],
  moves: (_inputs, out, _options, move) => move(0, 0, 1, 0, 1, sizeOf(out)),
  rules: [''],
  ruleAt: (_param, [x = []]) => `reshape(upstream${x.map((size) => `, ${size}`).join('')})`,
  prose: {
    summary: 'All entries, row by row, as one vector.',
    insight: 'Nothing is computed: upstream is put back into the old shape.',
    latex: '\\operatorname{flatten}\\left({x}\\right)',
    pytorch: '{x}.reshape(-1)',
    shapes: '(m, n) gives (m·n,)',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      out: [1, 2, 3, 4],
      gradients: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
  ],
});
