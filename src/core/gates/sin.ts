import { factor } from '../base/show.ts';
import { sinOf } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const sin = elementwise({
  name: 'sin',
  symbol: 'sin',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.sin(x),
  slopes: [(x) => Math.cos(x)],
  locals: ['cos(x)'],
  kernel: { value: 'sin(x)' },
  complex: sinOf,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets cos(${show(a)})·upstream = ${show(Math.cos(a))}·${factor(show(up))} = ${show(Math.cos(a) * up)}`,
  prose: {
    summary: 'The sine of every entry, in radians.',
    insight: 'The slope of sine is cosine: 1 at 0, none at the crest.',
    latex: '\\sin {x}',
    pytorch: 'torch.sin({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [0], out: 0, gradients: [1] }],
});
