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

const exchanged = by(({ a, b, upstream, port }) =>
  port === 0 ? product(turned(b), upstream) : product(upstream, turned(a)),
);
const exchangedPlain = by(({ a, b, upstream, port }) => (port === 0 ? product(b, upstream) : product(upstream, a)));
const outerExchanged = by(({ right, inner }) => (inner === 1 && !right.shape.includes(1) ? turned(right) : undefined));

/** `outer(b, upstream)` for the gradient of an outer product. */
const outerGate = (sending: Sending): Tensor | undefined => {
  const { gate, inputs, port, upstream, right } = sending;
  const other = inputs[1 - port];
  if (gate.name !== 'outer' || other === undefined) return undefined;
  const [rows, columns] = upstream.shape;
  if (rows !== columns) return undefined;
  const up = port === 0 ? turned(upstream) : upstream;
  return fittedShape(product(up, { shape: [other.data.length, 1], data: other.data }), right.shape);
};

export const orderSwapped: Mistake = {
  code: 'order-swapped',
  title: 'the factors of a matrix product were exchanged',
  prior: 0.5,
  variants: [
    { name: 'factors', share: 1, rule: { message: exchanged } },
    { name: 'outer', share: 1, rule: { message: outerExchanged } },
    { name: 'factors, not transposed', share: 0.5, rule: { message: exchangedPlain } },
    { name: 'outer gate', share: 0.5, rule: { message: outerGate } },
  ],
  general: 'the order of the factors of a matrix product matters',
  say: atGate(
    ({ operand, operandShape, other, out }) =>
      `the factors are the wrong way round. At ${out.name} the gradient of ${operand.name} has its shape, ${operandShape}; only one order of upstream and ${other?.name ?? 'the other factor'} gives each entry its own row and column.`,
  ),
};
