import { factor } from '../base/show.ts';
import { type Complex, complex, complexScaled, expOf, over, plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

/** From e^(−|x|), which cannot overflow. */
export function sigmoidAt(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** The slope as the four gates behind it give it. (1 − f)·f is wrong by 4e-5 at x = 27, where 1 − f has lost its digits. */
export function sigmoidSlope(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
}

export function sigmoidOf(x: Complex): Complex {
  const e = expOf(complexScaled(x, x.re >= 0 ? -1 : 1));
  const bottom = plus(complex(1), e);
  return over(x.re >= 0 ? complex(1) : e, bottom);
}

export const sigmoid = elementwise({
  name: 'sigmoid',
  symbol: 'σ',
  params: ['x'],
  pattern: 'gradient scaler',
  value: sigmoidAt,
  slopes: [sigmoidSlope],
  locals: ['(1 - out) * out'],
  kernel: {
    value: 'where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x)))',
    slopes: ['exp(-abs(x)) / ((1 + exp(-abs(x))) * (1 + exp(-abs(x))))'],
  },
  complex: sigmoidOf,
  expansion: '1 / (1 + exp(-x))',
  remark: ([x = 0]) =>
    Math.abs(x) > 6
      ? { kind: 'saturated', param: 0, words: 'the sigmoid is flat at {x}, so hardly any gradient passes' }
      : undefined,
  chip: ({ names: [x], inputs: [a = 0], out, upstream: up, show }) =>
    `${x} gets (1 − out)·out·upstream = (1 − ${show(out)})·${factor(show(out))}·${factor(show(up))} = ${show(sigmoidSlope(a) * up)}`,
  prose: {
    summary: 'Squashes every number into 0 to 1: 1 / (1 + e^−x).',
    insight: 'The slope is (1 − σ)·σ: at most ¼, and nearly none far from 0, where the gate is saturated.',
    latex: '\\sigma\\left({x}\\right)',
    pytorch: 'torch.sigmoid({x})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [0], out: 0.5, gradients: [0.25] },
    { inputs: [1], out: 0.7310585786300049, gradients: [0.19661193324148188] },
  ],
});
