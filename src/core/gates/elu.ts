import { factor } from '../base/show.ts';
import { complex, complexScaled, expOf, minus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import type { Options } from './gate.ts';

const alphaIn = (options: Options): number => (typeof options.alpha === 'number' ? options.alpha : 1);
const slopeAt = (x: number, options: Options): number => (x > 0 ? 1 : alphaIn(options) * Math.exp(x));

/** Clevert, Unterthiner and Hochreiter 2016. */
export const elu = elementwise({
  name: 'elu',
  symbol: 'ELU',
  params: ['x'],
  options: [
    {
      name: 'alpha',
      kind: 'number',
      initial: 1,
      meaning: 'how far below 0 the curve goes: to −alpha',
      positional: true,
    },
  ],
  pattern: 'gradient switch',
  value: (x, _b, _c, options) => (x > 0 ? x : alphaIn(options) * Math.expm1(x)),
  slopes: [(x, _b, _c, _out, options) => slopeAt(x, options)],
  locals: ['where(x > 0, 1, out + alpha)'],
  kernel: {
    value:
      'where(x > 0, x, alpha * where(exp(x) == 1, x, where(exp(x) - 1 == -1, -1, (exp(x) - 1) * (x / log(exp(x))))))',
    slopes: ['where(x > 0, 1, alpha * exp(x))'],
  },
  complex: (x, _b, _c, options) => (x.re > 0 ? x : complexScaled(minus(expOf(x), complex(1)), alphaIn(options))),
  expansion: 'where(x > 0, x, alpha * (exp(x) - 1))',
  remark([x = 0], _out, options) {
    if (x === 0 && alphaIn(options) !== 1)
      return { kind: 'kink', param: 0, words: 'elu has a corner at 0; the slope below 0, alpha, is taken there' };
    return x < -6
      ? { kind: 'saturated', param: 0, words: 'elu is flat at {x}, so hardly any gradient passes' }
      : undefined;
  },
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show, options }) =>
    a > 0
      ? `switch on: ${x} = ${show(a)} is above 0, so ${show(up)} passes`
      : `${x} = ${show(a)} is not above 0, so alpha·e^x·upstream = ${show(slopeAt(a, options))}·${factor(show(up))} = ${show(slopeAt(a, options) * up)} passes`,
  prose: {
    summary: 'Keeps what is above 0 and bends the rest smoothly towards −alpha (1).',
    insight:
      'A switch that closes slowly: below 0 the slope is alpha·e^x, which fades far from 0 but is never exactly 0.',
    latex: '\\operatorname{ELU}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.elu({x}, {alpha})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [[2, 0]], out: [2, 0], gradients: [[1, 1]] },
    { inputs: [-1], options: { alpha: 2 }, out: -1.2642411176571153, gradients: [0.7357588823428847] },
  ],
});
