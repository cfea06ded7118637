import { type Complex, complex, complexProduct, expOf, logOf, negated } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

/** Off the positive axis only a whole exponent has a real power; its sign is that of (−1)^b. */
function power(a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return complex(1);
  if (a.re === 0 && b.im === 0) return complex(0, slopeOfBase(0, b.re) * a.im);
  if (a.re === 0 && b.re >= 0) return complex(0, slopeOfBase(0, b.re) * a.im);
  if (a.re > 0) return expOf(complexProduct(b, logOf(a)));
  if (b.im !== 0 || !Number.isInteger(b.re)) return complex(Number.NaN, Number.NaN);
  const size = expOf(complexProduct(b, logOf(negated(a))));
  return b.re % 2 === 0 ? size : negated(size);
}

const slopeOfBase = (a: number, b: number): number => (b === 0 ? 0 : b * a ** (b - 1));

export const pow = elementwise({
  name: 'pow',
  symbol: 'pow',
  spelling: { kind: 'infix', operator: '**' },
  params: ['a', 'b'],
  pattern: 'gradient scaler',
  value: (a, b) => a ** b,
  slopes: [slopeOfBase, (a, b, _c, out) => (a === 0 && b >= 0 ? 0 : out * Math.log(a))],
  locals: ['b * a**(b - 1)', 'a**b * log(a)'],
  kernel: {
    value: 'a**b',
    slopes: ['where(b == 0, 0, b * a**(b - 1))', 'where((a == 0) * (b >= 0), 0, out * log(a))'],
  },
  complex: power,
  remark: ([a = 0, b = 0]) =>
    a === 0 && b > 0 && b < 1 ? { kind: 'kink', param: 0, words: 'the slope of {a}**{b} at 0 is infinite' } : undefined,
  chip: ({ names: [a], inputs: [x = 0, n = 0], upstream: up, show }) =>
    `power rule: ${a} gets ${show(n)}·${show(x)}${n === 2 ? '' : `^${show(n - 1)}`}·upstream = ${show(slopeOfBase(x, n) * up)}`,
  prose: {
    summary: 'Raises to a power, entry by entry.',
    insight: 'The exponent comes down in front and goes down by one. x**0 is 1 everywhere and has gradient 0.',
    latex: '{{a}}^{{b}}',
    pytorch: '{a} ** {b}',
    shapes: 'shapes are broadcast',
  },
  examples: [
    { inputs: [3, 2], out: 9, gradients: [6, 9.887510598012986] },
    { inputs: [0, 0], out: 1, gradients: [0, 0] },
  ],
});
