import { sqrtOf } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const sqrt = elementwise({
  name: 'sqrt',
  symbol: '√',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.sqrt(x),
  slopes: [(_x, _b, _c, out) => 1 / (2 * out)],
  locals: ['1 / (2 * out)'],
  rules: ['upstream / (2 * out)'],
  kernel: { value: 'sqrt(x)' },
  complex: sqrtOf,
  expansion: 'x**0.5',
  remark: ([x]) =>
    x === 0
      ? { kind: 'kink', param: 0, words: 'the root rises straight up at 0: its slope there is infinite' }
      : undefined,
  chip: ({ names: [x], out, upstream: up, show }) =>
    `${x} gets upstream/(2·out) = ${show(up)}/(2·${show(out)}) = ${show(up / (2 * out))}`,
  prose: {
    summary: 'The square root, entry by entry.',
    insight: 'The slope is 1 over twice the root: steep near 0, flat far out.',
    latex: '\\sqrt{{x}}',
    pytorch: 'torch.sqrt({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [9], out: 3, gradients: [1 / 6] }],
});
