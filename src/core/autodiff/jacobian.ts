import { type Tensor, zeros } from '../tensor/tensor.ts';
import { backward } from './backward.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/**
 * The matrix of ∂y_i/∂x_j, of shape (entries of y, entries of x): one backward pass for each entry of y, seeded with 1 there.
 * Entries count row by row; what y does not depend on gives zeros.
 */
export function jacobianOf(tape: Tape, y: NodeId, x: NodeId): Tensor {
  const shape = tape.shapeOf(y);
  const rows = tape.valueOf(y).data.length;
  const columns = tape.valueOf(x).data.length;
  const out = zeros([rows, columns]);
  for (let row = 0; row < rows; row++) {
    const seed = zeros(shape);
    seed.data[row] = 1;
    const found = backward(tape, y, seed).of(x);
    if (found !== undefined) out.data.set(found.data, row * columns);
  }
  return out;
}
