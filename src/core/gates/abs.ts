import { complex, negated } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const abs = elementwise({
  name: 'abs',
  symbol: '|x|',
  params: ['x'],
  pattern: 'gradient switch',
  value: (x) => Math.abs(x),
  slopes: [(x) => Math.sign(x)],
  locals: ['sign(x)'],
  kernel: { value: 'abs(x)' },
  complex: (x) => (x.re > 0 ? x : x.re < 0 ? negated(x) : complex(x.re)),
  expansion: 'x * sign(x)',
  remark: ([x]) =>
    x === 0 ? { kind: 'kink', param: 0, words: 'abs has a corner at 0; the slope there is taken as 0' } : undefined,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    a === 0
      ? `${x} = 0 stands on the corner and gets 0`
      : `${x} is ${a > 0 ? 'above' : 'below'} 0, so it gets upstream ${a > 0 ? 'as it is' : 'with its sign turned'}: ${show(Math.sign(a) * up)}`,
  prose: {
    summary: 'The size of every entry, without its sign.',
    insight: 'Passes upstream where {x} > 0 and turns its sign where {x} < 0. At 0 the slope is taken as 0.',
    latex: '\\left|{x}\\right|',
    pytorch: 'torch.abs({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [[-2, 0, 3]], out: [2, 0, 3], gradients: [[-1, 0, 1]] }],
});
