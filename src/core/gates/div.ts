import { over } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const div = elementwise({
  name: 'div',
  symbol: '÷',
  spelling: { kind: 'infix', operator: '/' },
  params: ['a', 'b'],
  pattern: 'gradient scaler',
  value: (a, b) => a / b,
  slopes: [(_a, b) => 1 / b, (_a, b, _c, out) => -out / b],
  locals: ['1 / b', '-a / b**2'],
  rules: ['upstream / b', '-upstream * a / b**2'],
  kernel: { value: 'a / b', slopes: ['1 / b', '-out / b'] },
  complex: over,
  chip: ({ names: [a, b], inputs: [, y = 0], out, upstream: up, show }) =>
    `${a} gets upstream/${b} = ${show(up)}/${show(y)} = ${show(up / y)}, ` +
    `${b} gets −out/${b}·upstream = ${show((-out / y) * up)}`,
  prose: {
    summary: 'Divides entry by entry.',
    insight: 'The divisor gets a minus sign and a square: 1/x has the slope −1/x².',
    latex: '\\frac{{a}}{{b}}',
    pytorch: '{a} / {b}',
    shapes: 'shapes are broadcast: (64, 3) / (3,) gives (64, 3)',
  },
  examples: [{ inputs: [6, 2], out: 3, gradients: [0.5, -1.5] }],
});
