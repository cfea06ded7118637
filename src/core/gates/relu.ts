import { complex } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const relu = elementwise({
  name: 'relu',
  symbol: 'ReLU',
  params: ['x'],
  pattern: 'gradient switch',
  cuts: true,
  value: (x) => Math.max(x, 0),
  slopes: [(x) => (x <= 0 ? 0 : 1)],
  locals: ['x > 0'],
  kernel: { value: 'max(x, 0)', slopes: ['where(x <= 0, 0, 1)'] },
  complex: (x) => (x.re <= 0 ? complex(0) : x),
  remark: ([x = 0]) =>
    x === 0
      ? { kind: 'kink', param: 0, words: 'relu has a corner at 0; the slope there is taken as 0' }
      : x < 0
        ? { kind: 'off', param: 0, words: 'relu is off: {x} is below 0' }
        : undefined,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    a > 0
      ? `switch on: ${x} = ${show(a)} is above 0, so ${show(up)} passes`
      : `switch off: ${x} = ${show(a)} is not above 0, so nothing of ${show(up)} passes`,
  prose: {
    summary: 'Keeps what is above 0 and replaces the rest by 0.',
    insight:
      'A gradient switch: upstream passes unchanged where {x} > 0 and is cut off elsewhere. At 0 it counts as off.',
    latex: '\\max\\left(0, {x}\\right)',
    pytorch: 'torch.relu({x})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [3], out: 3, gradients: [1] },
    { inputs: [[-1, 0, 2]], out: [0, 0, 2], gradients: [[0, 0, 1]] },
  ],
});
