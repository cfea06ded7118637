import { plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const add = elementwise({
  name: 'add',
  symbol: '+',
  spelling: { kind: 'infix', operator: '+' },
  params: ['a', 'b'],
  pattern: 'gradient distributor',
  value: (a, b) => a + b,
  slopes: [() => 1, () => 1],
  locals: ['1', '1'],
  complex: plus,
  chip: ({ names: [a, b], upstream, show }) =>
    `distributor: ${a} and ${b} each get upstream as it is, ${show(upstream)}`,
  prose: {
    summary: 'Adds entry by entry.',
    insight: 'The gradient distributor: whatever the inputs are, each gets upstream unchanged.',
    latex: '{a} + {b}',
    pytorch: '{a} + {b}',
    shapes: 'shapes are broadcast: (64, 3) + (3,) gives (64, 3)',
  },
  examples: [
    { inputs: [-2, 5], out: 3, gradients: [1, 1] },
    { inputs: [[1, 2], 10], out: [11, 12], gradients: [[1, 1], 2] },
  ],
});
