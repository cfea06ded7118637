import { factor } from '../base/show.ts';
import { complexProduct } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const square = elementwise({
  name: 'square',
  symbol: 'x²',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => x * x,
  slopes: [(x) => 2 * x],
  locals: ['2 * x'],
  rules: ['upstream * 2 * x'],
  kernel: { value: 'x * x' },
  complex: (x) => complexProduct(x, x),
  expansion: 'x * x',
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets 2·${x}·upstream = 2·${factor(show(a))}·${factor(show(up))} = ${show(2 * a * up)}`,
  prose: {
    summary: 'The square of every entry.',
    insight: 'x·x uses x twice, so two equal messages add up: that is where the 2 comes from.',
    latex: '{{x}}^2',
    pytorch: 'torch.square({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [-3], out: 9, gradients: [-6] }],
});
