import { factor } from '../base/show.ts';
import { expOf } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const exp = elementwise({
  name: 'exp',
  symbol: 'exp',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.exp(x),
  slopes: [(_x, _b, _c, out) => out],
  locals: ['out'],
  kernel: { value: 'exp(x)' },
  complex: expOf,
  remark: (_inputs, out) =>
    out === 0 ? { kind: 'off', param: 0, words: 'exp({x}) is too small for a number, so its slope is 0' } : undefined,
  chip: ({ names: [x], out, upstream: up, show }) =>
    `its own slope: ${x} gets out·upstream = ${show(out)}·${factor(show(up))} = ${show(out * up)}`,
  prose: {
    summary: 'The exponential function e^x, entry by entry.',
    insight: 'exp is its own derivative: the local gradient is the value that came out.',
    latex: 'e^{{x}}',
    pytorch: 'torch.exp({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [-1], out: 0.36787944117144233, gradients: [0.36787944117144233] }],
});
