import { factor } from '../base/show.ts';
import { complex, expOf, logOf, negated, plus } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import { sigmoidAt } from './sigmoid.ts';

export const softplus = elementwise({
  name: 'softplus',
  symbol: 'soft+',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  slopes: [(x) => sigmoidAt(x)],
  locals: ['sigmoid(x)'],
  kernel: {
    value:
      'max(x, 0) + where(1 + exp(-abs(x)) == 1, exp(-abs(x)), log(1 + exp(-abs(x))) * (exp(-abs(x)) / (1 + exp(-abs(x)) - 1)))',
    slopes: ['where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x)))'],
  },
  complex: (x) => (x.re > 0 ? plus(x, logOf(plus(complex(1), expOf(negated(x))))) : logOf(plus(complex(1), expOf(x)))),
  expansion: 'log(1 + exp(x))',
  remark: ([x = 0]) =>
    x < -6
      ? { kind: 'saturated', param: 0, words: 'softplus is flat at {x}, so hardly any gradient passes' }
      : undefined,
  chip: ({ names: [x], inputs: [a = 0], upstream: up, show }) =>
    `${x} gets σ(${show(a)})·upstream = ${show(sigmoidAt(a))}·${factor(show(up))} = ${show(sigmoidAt(a) * up)}`,
  prose: {
    summary: 'A smooth ReLU: log(1 + e^x).',
    insight: 'Its slope is the sigmoid: off far below 0, on far above, and soft in between.',
    latex: '\\ln\\left(1 + e^{{x}}\\right)',
    pytorch: 'torch.logaddexp({x}, torch.zeros_like({x}))',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [0], out: Math.LN2, gradients: [0.5] }],
});
