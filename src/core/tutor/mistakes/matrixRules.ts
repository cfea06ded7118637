/** Matrix products with a factor turned or exchanged: what `transpose-missing` and `order-swapped` have in common. */
import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { product, reshaped, turned } from '../entries.ts';

/** `(m, k) @ (k, n) = (m, n)`, vectors as one row on the left and one column on the right. */
export interface ProductParts {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly upstream: Tensor;
  /** Which of the two the message goes to. */
  readonly port: 0 | 1;
  /** The right message as a matrix, an outer product where `inner` is 1. */
  readonly right: Tensor;
  readonly inner: number;
}

const asMatrix = ({ shape, data }: Tensor, column: boolean): Tensor =>
  shape.length === 2 ? { shape, data } : { shape: column ? [data.length, 1] : [1, data.length], data };

/** Undefined for gates that are no product of two matrices, and for batches of them. */
export function productParts({ gate, inputs, upstream, port, right }: Sending): ProductParts | undefined {
  const [left, rightFactor] = inputs;
  if ((gate.name !== 'matmul' && gate.name !== 'fc') || port > 1 || !left || !rightFactor) return undefined;
  if (left.shape.length > 2 || rightFactor.shape.length > 2) return undefined;
  const a = asMatrix(left, false);
  const b = asMatrix(rightFactor, true);
  const [m = 1] = a.shape;
  const [, n = 1] = b.shape;
  const up = { shape: [m, n], data: upstream.data };
  return {
    a,
    b,
    upstream: up,
    port: port === 0 ? 0 : 1,
    right: { shape: port === 0 ? a.shape : b.shape, data: right.data },
    inner: port === 0 ? n : m,
  };
}

/** A made matrix as the operand's own kind: a vector where the operand is one. */
export function fittedShape(made: Tensor | undefined, shape: Shape): Tensor | undefined {
  if (made === undefined || shape.length === 2) return made;
  return made.shape.includes(1) ? (reshaped(made, shape) ?? reshaped(made, [made.data.length])) : made;
}

export { product, turned };
