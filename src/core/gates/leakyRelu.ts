import { factor } from '../base/show.ts';
import { complexScaled } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import type { Options } from './gate.ts';

const slopeIn = (options: Options): number => (typeof options.slope === 'number' ? options.slope : 0.01);

export const leakyRelu = elementwise({
  name: 'leaky_relu',
  symbol: 'LReLU',
  params: ['x'],
  options: [
    {
      name: 'slope',
      kind: 'number',
      initial: 0.01,
      meaning: 'the slope below 0',
      positional: true,
    },
  ],
  pattern: 'gradient switch',
  value: (x, _b, _c, options) => (x > 0 ? x : x * slopeIn(options)),
  slopes: [(x, _b, _c, _out, options) => (x > 0 ? 1 : slopeIn(options))],
  locals: ['where(x > 0, 1, slope)'],
  kernel: { value: 'where(x > 0, x, x * slope)' },
  complex: (x, _b, _c, options) => (x.re > 0 ? x : complexScaled(x, slopeIn(options))),
  expansion: 'where(x > 0, x, slope * x)',
  remark: ([x], _out, options) =>
    x === 0 && slopeIn(options) !== 1
      ? { kind: 'kink', param: 0, words: 'leaky_relu has a corner at 0; the slope below 0 is taken there' }
      : undefined,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show, options }) =>
    a > 0
      ? `switch on: ${x} = ${show(a)} is above 0, so ${show(up)} passes`
      : `leaking: ${x} = ${show(a)} is not above 0, so ${show(slopeIn(options))}·${factor(show(up))} = ${show(slopeIn(options) * up)} passes`,
  prose: {
    summary: 'Keeps what is above 0 and shrinks the rest by a small slope (0.01).',
    insight: 'A switch that never closes fully: below 0 the small slope keeps some gradient alive.',
    latex: '\\operatorname{LReLU}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.leaky_relu({x}, {slope})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [[-2, 0, 3]], options: { slope: 0.1 }, out: [-0.2, 0, 3], gradients: [[0.1, 0.1, 1]] }],
});
