import { complex, complexScaled, plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import { routed } from './routed.ts';

export const maximum = elementwise({
  name: 'maximum',
  symbol: 'max',
  spelling: { kind: 'call', name: 'max' },
  params: ['a', 'b'],
  pattern: 'gradient router',
  cuts: true,
  value: (a, b) => Math.max(a, b),
  slopes: [(a, b) => (a === b ? 0.5 : a < b ? 0 : 1), (a, b) => (a === b ? 0.5 : a > b ? 0 : 1)],
  locals: ['(a > b) + (a == b) / 2', '(b > a) + (a == b) / 2'],
  kernel: {
    value: 'max(a, b)',
    slopes: ['where(a == b, 0.5, where(a < b, 0, 1))', 'where(a == b, 0.5, where(a > b, 0, 1))'],
  },
  complex: (a, b) =>
    a.re === b.re ? complexScaled(plus(a, b), 0.5) : a.re > b.re ? a : b.re > a.re ? b : complex(Number.NaN),
  ...routed('max', '>'),
  prose: {
    summary: 'The larger of two numbers, entry by entry.',
    insight:
      'The gradient router: all of upstream goes to the larger input, nothing to the other. At a tie each gets half.',
    latex: '\\max\\left({a}, {b}\\right)',
    pytorch: 'torch.maximum({a}, {b})',
    shapes: 'shapes are broadcast',
  },
  examples: [
    { inputs: [2, -1], out: 2, gradients: [1, 0] },
    { inputs: [1, 1], out: 1, gradients: [0.5, 0.5] },
  ],
});
