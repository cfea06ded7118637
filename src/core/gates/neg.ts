import { factor } from '../base/show.ts';
import { negated } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const neg = elementwise({
  name: 'neg',
  symbol: '·(−1)',
  spelling: { kind: 'prefix', operator: '-' },
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => -x,
  slopes: [() => -1],
  locals: ['-1'],
  complex: negated,
  chip: ({ names: [x], upstream, show }) =>
    `turns the sign: ${x} gets −1·${factor(show(upstream))} = ${show(-upstream)}`,
  prose: {
    summary: 'Turns the sign.',
    insight: 'The local gradient is −1, so upstream comes back with its sign turned.',
    latex: '-{x}',
    pytorch: '-{x}',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [1], out: -1, gradients: [-1] }],
});
