import { complex } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const sign = elementwise({
  name: 'sign',
  symbol: 'sign',
  params: ['x'],
  pattern: 'gradient switch',
  cuts: true,
  value: (x) => Math.sign(x),
  slopes: [() => 0],
  locals: ['0'],
  kernel: { value: 'sign(x)' },
  complex: (x) => complex(Math.sign(x.re)),
  remark: () => ({ kind: 'off', param: 0, words: 'sign is flat everywhere, so no gradient passes' }),
  prose: {
    summary: '−1, 0 or 1: the sign of every entry.',
    insight: 'Flat everywhere: nothing comes back through sign, so nothing in front of it can be trained.',
    latex: '\\operatorname{sign} {x}',
    pytorch: 'torch.sign({x})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [[-2, 0, 3]], out: [-1, 0, 1], gradients: [[0, 0, 0]] }],
});
