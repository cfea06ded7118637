import { type Complex, complex, complexProduct, complexScaled } from '../tensor/complex.ts';
import { erfc } from '../tensor/erf.ts';
import { elementwise } from './elementwise.ts';

/** How much of the standard normal distribution lies below x. */
const below = (x: number): number => 0.5 * erfc(-x * Math.SQRT1_2);
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** erfc to first order in the imaginary part, which at the complex step's size is all there is. */
const belowOf = (x: Complex): Complex => complex(below(x.re), x.im * density(x.re));

/** Hendrycks and Gimpel 2016, the exact form. */
export const gelu = elementwise({
  name: 'gelu',
  symbol: 'GELU',
  params: ['x'],
  pattern: 'gradient switch',
  value: (x) => x * below(x),
  slopes: [(x) => below(x) + x * density(x)],
  locals: ['out / x + x * exp(-x**2 / 2) / sqrt(2 * 3.141592653589793)'],
  kernel: {
    value: 'x * (0.5 * erfc(-0.7071067811865476 * x))',
    slopes: ['0.5 * erfc(-0.7071067811865476 * x) + x * (0.3989422804014327 * exp(-0.5 * (x * x)))'],
  },
  complex: (x) => complexScaled(complexProduct(x, belowOf(x)), 1),
  remark: ([x = 0]) =>
    x < -6 ? { kind: 'saturated', param: 0, words: 'gelu is flat at {x}, so hardly any gradient passes' } : undefined,
  prose: {
    summary: 'x times the share of a normal distribution that lies below x: a smooth ReLU that dips below 0.',
    insight:
      'Nearly a switch: off far below 0, on far above. Between −2 and 0 it falls, and a little gradient turns its sign.',
    latex: '\\operatorname{GELU}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.gelu({x})',
    shapes: 'keeps the shape',
  },
  examples: [
    { inputs: [0], out: 0, gradients: [0.5] },
    { inputs: [1], out: 0.8413447460685429, gradients: [1.0833154705876864] },
  ],
});
