/** What a tape is made of. */
import type { Options, OptionValue } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { NodeId } from './node.ts';

/** How a leaf follows from other nodes without passing gradients to them: `detach(x)`, `onehot(y, 3)`. Training computes it anew. */
export interface Derivation {
  readonly inputs: readonly NodeId[];
  /** The value for other values of the inputs; undefined where they do not fit. */
  readonly again: (inputs: readonly Tensor[]) => Tensor | undefined;
  /** Whether it looks at the shapes of the inputs alone: `len(x)`. */
  readonly ofShape?: true;
  /** Where it is the length of one axis of its input: which. */
  readonly axis?: number;
}

/** Options of a gate that follow from nodes: `reshape(x, len(x), -1)`. Training works them out for each number of rows. */
export interface Setting {
  readonly inputs: readonly NodeId[];
  /** For each input where its numbers go. */
  readonly slots: readonly OptionSlot[];
}

/** An option that is a number, or the place in one that is a list from which on numbers stand. */
export interface OptionSlot {
  readonly option: string;
  readonly at: number | undefined;
}

/** The options with these numbers in the slots. */
export function optionsWith(options: Options, slots: readonly OptionSlot[], values: readonly Tensor[]): Options {
  const made: Record<string, OptionValue> = { ...options };
  for (const [i, { option, at }] of slots.entries()) {
    const numbers = values[i]?.data ?? [];
    const before = made[option];
    if (at === undefined || typeof before !== 'object') made[option] = numbers[0] ?? Number.NaN;
    else made[option] = before.map((number, place) => numbers[place - at] ?? number);
  }
  return made;
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
