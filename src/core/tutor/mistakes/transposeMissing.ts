import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { fittedShape, type ProductParts, product, productParts, turned } from './matrixRules.ts';
import { atGate, type Mistake } from './mistake.ts';

const by =
  (make: (parts: ProductParts) => Tensor | undefined) =>
  (sending: Sending): Tensor | undefined => {
    const parts = productParts(sending);
    return parts && fittedShape(make(parts), sending.right.shape);
  };

const notTurned = by(({ a, b, upstream, port }) => (port === 0 ? product(upstream, b) : product(a, upstream)));
const wrongTurned = by(({ a, b, upstream, port }) =>
  port === 0 ? product(turned(upstream), b) : product(a, turned(upstream)),
);
const bothTurned = by(({ a, b, upstream, port }) =>
  port === 0 ? product(turned(upstream), turned(b)) : product(turned(a), turned(upstream)),
);
/** The result lies the other way round. An outer product does so when its factors are exchanged. */
const resultTurned = by(({ right, inner }) => (inner > 1 && !right.shape.includes(1) ? turned(right) : undefined));

/** Behind `x.T` the gradient was not turned back. */
const stillTurned = (sending: Sending): Tensor | undefined =>
  sending.gate.spelling.kind === 'transpose' && sending.right.shape.length === 2 ? sending.upstream : undefined;

export const transposeMissing: Mistake = {
  code: 'transpose-missing',
  title: 'a matrix was not transposed',
  prior: 0.7,
  variants: [
    { name: 'factor', share: 1, rule: { message: notTurned } },
    { name: 'result', share: 0.9, rule: { message: resultTurned } },
    { name: 'wrong factor', share: 0.5, rule: { message: wrongTurned } },
    { name: 'both', share: 0.4, rule: { message: bothTurned } },
    { name: 'not turned back', share: 0.8, rule: { message: stillTurned } },
  ],
  general: 'the shapes of a matrix product’s gradients say which factor is transposed',
  say: atGate(({ operand, operandShape, other, out }, variant) =>
    variant === 'not turned back'
      ? `the gradient was not transposed back at ${out.name}: a gradient has the shape of its value, ${operandShape}.`
      : `a transpose is missing. At ${out.name} the gradient of ${operand.name} is upstream times ${other?.name ?? 'the other factor'} transposed (or ${other?.name ?? 'the other factor'} transposed times upstream), and it has ${operand.name}’s shape ${operandShape}.`,
  ),
};
