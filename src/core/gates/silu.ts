import { factor } from '../base/show.ts';
import { complexProduct } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import { sigmoidAt, sigmoidOf, sigmoidSlope } from './sigmoid.ts';

const slopeAt = (x: number): number => sigmoidAt(x) + x * sigmoidSlope(x);

/** Also called swish (Ramachandran et al. 2017). */
export const silu = elementwise({
  name: 'silu',
  symbol: 'SiLU',
  params: ['x'],
  pattern: 'gradient switch',
  value: (x) => x * sigmoidAt(x),
  slopes: [slopeAt],
  locals: ['sigmoid(x) + out * (1 - sigmoid(x))'],
  kernel: {
    value: 'x * (where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x))))',
    slopes: [
      'where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x))) + x * (exp(-abs(x)) / ((1 + exp(-abs(x))) * (1 + exp(-abs(x)))))',
    ],
  },
  complex: (x) => complexProduct(x, sigmoidOf(x)),
  expansion: 'x * sigmoid(x)',
  remark: ([x = 0]) =>
    x < -8 ? { kind: 'saturated', param: 0, words: 'silu is flat at {x}, so hardly any gradient passes' } : undefined,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets slope·upstream = ${show(slopeAt(a))}·${factor(show(up))} = ${show(slopeAt(a) * up)}`,
  prose: {
    summary: 'x times its sigmoid: a smooth ReLU that dips below 0. Also called swish.',
    insight: 'Two paths lead from x: straight into the product, and through the sigmoid. The slope is the sum of both.',
    latex: '\\operatorname{SiLU}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.silu({x})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [0], out: 0, gradients: [0.5] },
    { inputs: [1], out: 0.7310585786300049, gradients: [0.9276705118714869] },
  ],
});
