/** What a tape is made of. */
import type { Tensor } from '../../tensor/tensor.ts';

import type { NodeId } from './node.ts';

/** How a leaf follows from other nodes without passing gradients to them: `detach(x)`, `onehot(y, 3)`. Training computes it anew. */
export interface Derivation {
  readonly inputs: readonly NodeId[];
  /** The value for other values of the inputs; undefined where they do not fit. */
  readonly again: (inputs: readonly Tensor[]) => Tensor | undefined;
}

/** Nodes as columns of numbers, for passes over many of them; only the tape writes to them, and replaces them when it grows. */
export interface TapeColumns {
  /** See `gateCode`; without a packed rule for all but gates of one or two numbers that give a number. */
  readonly codes: Int32Array;
  /** Two for each node, −1: none. */
  readonly operands: Int32Array;
  readonly scalars: Float64Array;
}

/**
 * Columns with room for so many nodes, the first `length` of them as in `model`. They share one piece of memory: the C
 * library keeps one that is large for the next tape, where it gives several small ones back and every page costs anew.
 */
export function columnsFor(room: number, length: number, model: TapeColumns | undefined): TapeColumns {
  const memory = new ArrayBuffer(20 * room);
  const scalars = new Float64Array(memory, 0, room);
  const operands = new Int32Array(memory, 8 * room, 2 * room);
  const codes = new Int32Array(memory, 16 * room, room);
  if (model) {
    scalars.set(model.scalars.subarray(0, length));
    operands.set(model.operands.subarray(0, 2 * length));
    codes.set(model.codes.subarray(0, length));
  }
  return { codes, operands, scalars };
}
