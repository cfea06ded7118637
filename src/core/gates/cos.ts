import { factor } from '../base/show.ts';
import { cosOf } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const cos = elementwise({
  name: 'cos',
  symbol: 'cos',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.cos(x),
  slopes: [(x) => -Math.sin(x)],
  locals: ['-sin(x)'],
  rules: ['-upstream * sin(x)'],
  kernel: { value: 'cos(x)' },
  complex: cosOf,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets −sin(${show(a)})·upstream = ${show(-Math.sin(a))}·${factor(show(up))} = ${show(-Math.sin(a) * up)}`,
  prose: {
    summary: 'The cosine of every entry, in radians.',
    insight: 'The slope of cosine is minus sine: mind the sign.',
    latex: '\\cos {x}',
    pytorch: 'torch.cos({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [1], out: 0.5403023058681398, gradients: [-0.8414709848078965] }],
});
