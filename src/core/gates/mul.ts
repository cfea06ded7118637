import { factor } from '../base/show.ts';
import { complexProduct } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';

export const mul = elementwise({
  name: 'mul',
  symbol: '×',
  spelling: { kind: 'infix', operator: '*' },
  params: ['a', 'b'],
  pattern: 'swap multiplier',
  value: (a, b) => a * b,
  slopes: [(_a, b) => b, (a) => a],
  locals: ['b', 'a'],
  complex: complexProduct,
  chip: ({ names: [a, b], inputs: [x = 0, y = 0], upstream: up, show }) =>
    `swap multiplier: ${a} gets ${b}·upstream = ${show(y)}·${factor(show(up))} = ${show(y * up)}, ` +
    `${b} gets ${a}·upstream = ${show(x)}·${factor(show(up))} = ${show(x * up)}`,
  prose: {
    summary: 'Multiplies entry by entry.',
    insight:
      'The swap multiplier: each input gets the other input times upstream, so a small input gives the other a small gradient.',
    latex: '{a} \\cdot {b}',
    pytorch: '{a} * {b}',
    shapes: 'shapes are broadcast: (64, 3) * (3,) gives (64, 3)',
  },
  examples: [
    { inputs: [3, -4], out: -12, gradients: [-4, 3] },
    { inputs: [[1, 2], 10], out: [10, 20], gradients: [[10, 10], 3] },
  ],
});
