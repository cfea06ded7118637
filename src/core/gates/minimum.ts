import { complex, complexScaled, plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import { routed } from './routed.ts';

export const minimum = elementwise({
  name: 'minimum',
  symbol: 'min',
  spelling: { kind: 'call', name: 'min' },
  params: ['a', 'b'],
  pattern: 'gradient router',
  cuts: true,
  value: (a, b) => Math.min(a, b),
  slopes: [(a, b) => (a === b ? 0.5 : a > b ? 0 : 1), (a, b) => (a === b ? 0.5 : a < b ? 0 : 1)],
  locals: ['(a < b) + (a == b) / 2', '(b < a) + (a == b) / 2'],
  kernel: {
    value: 'min(a, b)',
    slopes: ['where(a == b, 0.5, where(a > b, 0, 1))', 'where(a == b, 0.5, where(a < b, 0, 1))'],
  },
  complex: (a, b) =>
    a.re === b.re ? complexScaled(plus(a, b), 0.5) : a.re < b.re ? a : b.re < a.re ? b : complex(Number.NaN),
  ...routed('min', '<'),
  prose: {
    summary: 'The smaller of two numbers, entry by entry.',
    insight:
      'A gradient router: all of upstream goes to the smaller input, nothing to the other. At a tie each gets half.',
    latex: '\\min\\left({a}, {b}\\right)',
    pytorch: 'torch.minimum({a}, {b})',
    shapes: 'shapes are broadcast',
  },
  examples: [
    { inputs: [2, -1], out: -1, gradients: [0, 1] },
    { inputs: [1, 1], out: 1, gradients: [0.5, 0.5] },
  ],
});
