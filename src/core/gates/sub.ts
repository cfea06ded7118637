import { minus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const sub = elementwise({
  name: 'sub',
  symbol: '−',
  spelling: { kind: 'infix', operator: '-' },
  params: ['a', 'b'],
  pattern: 'gradient distributor',
  value: (a, b) => a - b,
  slopes: [() => 1, () => -1],
  locals: ['1', '-1'],
  complex: minus,
  chip: ({ names: [a, b], upstream, show }) =>
    `distributor with a sign: ${a} gets ${show(upstream)}, ${b} gets ${show(-upstream)}`,
  prose: {
    summary: 'Subtracts entry by entry.',
    insight: 'A distributor that turns the sign for what is taken away: raising {b} lowers the result.',
    latex: '{a} - {b}',
    pytorch: '{a} - {b}',
    shapes: 'shapes are broadcast: (64, 3) - (3,) gives (64, 3)',
  },
  examples: [{ inputs: [5, 2], out: 3, gradients: [1, -1] }],
});
