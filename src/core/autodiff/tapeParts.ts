/** What a tape is made of. */
import type { Tensor } from '../tensor/tensor.ts';
import type { NodeId } from './tape.ts';

/** How a leaf follows from other nodes without passing gradients to them: `detach(x)`, `onehot(y, 3)`. Training computes it anew. */
export interface Derivation {
  readonly inputs: readonly NodeId[];
  /** The value for other values of the inputs; undefined where they do not fit. */
  readonly again: (inputs: readonly Tensor[]) => Tensor | undefined;
}

/** Where a node comes from. */
export interface Origin {
  /** Index of the statement that was being evaluated. */
  readonly statement: number;
  /** Statement whose tree holds the expression: the same, or a def's. */
  readonly within: number;
  readonly box: number;
}
/** Of a node that is on no tape. */
export const NOWHERE: Origin = { statement: -1, within: -1, box: -1 };

/** Nodes as columns of numbers, for passes over many of them; must not be written to, and are replaced when the tape grows. */
export interface Columns {
  /** See `gateCode`; without a packed rule for all but gates of one or two numbers that give a number. */
  readonly codes: Int32Array;
  /** Two for each node, −1: none. */
  readonly operands: Int32Array;
  readonly scalars: Float64Array;
}
