import { logOf } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const log = elementwise({
  name: 'log',
  symbol: 'log',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.log(x),
  slopes: [(x) => 1 / x],
  locals: ['1 / x'],
  rules: ['upstream / x'],
  kernel: { value: 'log(x)' },
  complex: logOf,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets upstream/${x} = ${show(up)}/${show(a)} = ${show(up / a)}`,
  prose: {
    summary: 'The natural logarithm, entry by entry.',
    insight: 'The slope is 1/x: near 0 a small change of {x} matters a great deal.',
    latex: '\\ln {x}',
    pytorch: 'torch.log({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [2], out: Math.LN2, gradients: [0.5] }],
});
