import { factor } from '../base/show.ts';
import { type Complex, complex, complexScaled, expOf, minus, over, plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

/** Outputs of this size and above lie where tanh is flat: 1 − out² has lost digits there, so the slope is computed from x. */
export const FLAT_FROM = 0.9;

/** 1 − tanh² loses its digits where tanh is near ±1; 4e/(1 + e)² with e = e^(−2|x|) keeps them. */
function slope(x: number, out: number): number {
  if (Math.abs(out) < FLAT_FROM) return 1 - out * out;
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

function tanhOf(x: Complex): Complex {
  const one = complex(1);
  const e = expOf(complexScaled(x, x.re >= 0 ? -2 : 2));
  const size = over(minus(one, e), plus(one, e));
  return x.re >= 0 ? size : complexScaled(size, -1);
}

export const tanh = elementwise({
  name: 'tanh',
  symbol: 'tanh',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.tanh(x),
  slopes: [(x, _b, _c, out) => slope(x, out)],
  locals: ['1 - out**2'],
  kernel: {
    value: 'tanh(x)',
    slopes: [
      'where(abs(out) < 0.9, 1 - out * out, 4 * exp(-2 * abs(x)) / ((1 + exp(-2 * abs(x))) * (1 + exp(-2 * abs(x)))))',
    ],
  },
  complex: tanhOf,
  expansion: '(exp(x) - exp(-x)) / (exp(x) + exp(-x))',
  remark: ([x = 0]) =>
    Math.abs(x) > 4
      ? { kind: 'saturated', param: 0, words: 'tanh is flat at {x}, so hardly any gradient passes' }
      : undefined,
  chip: ({ names: [x], inputs: [a = 0], out, upstream: up, show }) =>
    `${x} gets (1 − out²)·upstream = (1 − ${show(out)}²)·${factor(show(up))} = ${show(slope(a, out) * up)}`,
  prose: {
    summary: 'Squashes every number into −1 to 1.',
    insight: 'The slope is 1 − tanh², largest (1) at 0 and nearly none far out, where the gate is saturated.',
    latex: '\\tanh {x}',
    pytorch: 'torch.tanh({x})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [0], out: 0, gradients: [1] },
    { inputs: [0.5], out: 0.46211715726000974, gradients: [0.7864477329659274] },
  ],
});
