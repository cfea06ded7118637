import type { Lists } from './lists.ts';

/** What a cell is. */
export const NODE = 0;
export const FRAME = 1;
export const LABEL = 2;
export const TRUNK = 3;
/** The place in its layer of a leaf that stands further right, beside its consumer. */
export const ABSENT = 4;

/**
 * Things that take up height in a column: nodes, the room of labels, trunks passing through. In flat arrays, numbered
 * column by column and from top to bottom.
 */
export interface LayoutCells {
  readonly kind: Uint8Array;
  /** Its node and its edge in the level, or -1. */
  readonly node: Int32Array;
  readonly edge: Int32Array;
  readonly column: Int32Array;
  /** Its columns: several for a frame, which has a cell in each. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly width: Float64Array;
  /** Room for an edge and what is written on it to the right of a leaf that stands close to its consumer. */
  readonly stub: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** The distance that it keeps between its line and that of the cell above it. */
  readonly gap: Float64Array;
  /** Height of the line through it. */
  readonly y: Float64Array;
}

/** Two cells in neighbouring columns whose lines an edge joins; it wants to run straight. */
export interface Ties {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** How much further down the line of its second cell lies than that of its first when it runs straight. */
  readonly lean: Float64Array;
  /** How strongly it pulls at both its cells. */
  readonly weight: Float64Array;
  /** Straightened before others are: the higher the sooner, 0 never. */
  readonly priority: Uint8Array;
}

/** Columns alternate: nodes, labels, nodes, … The labels of an edge stand in the column before its consumer. */
export interface Columns {
  /** The cells of column `k` are those from `start[k]` up to `start[k + 1]`. */
  readonly start: Int32Array;
  readonly cells: LayoutCells;
  readonly ties: Ties;
  /** The ties that arrive at each cell, and those that leave it. */
  readonly ins: Lists;
  readonly outs: Lists;
  /** The first cell of each node; the cell of each slot, and of each piece between them. */
  readonly ofNode: Int32Array;
  readonly ofSlot: Int32Array;
  readonly between: Int32Array;
}

export function makeCells(count: number): LayoutCells {
  const [numbers, heights] = [() => new Int32Array(count), () => new Float64Array(count)];
  return {
    kind: new Uint8Array(count),
    node: numbers(),
    edge: numbers(),
    column: numbers(),
    first: numbers(),
    last: numbers(),
    width: heights(),
    stub: heights(),
    above: heights(),
    below: heights(),
    gap: heights(),
    y: heights(),
  };
}

export function makeTies(count: number): Ties {
  return {
    from: new Int32Array(count),
    to: new Int32Array(count),
    lean: new Float64Array(count),
    weight: new Float64Array(count),
    priority: new Uint8Array(count),
  };
}

/** The distance that two neighbours in a column keep between their lines. */
export function distanceOf({ kind, above, below }: LayoutCells, upper: number, lower: number): number {
  const [first, second] = [kind[upper], kind[lower]];
  if (first === ABSENT || second === ABSENT) return below[upper]! + above[lower]! + 8;
  const loose = first === TRUNK || second === TRUNK ? 7 : first === NODE ? 14 : 11;
  const gap = first === FRAME || second === FRAME ? 16 : loose;
  return below[upper]! + above[lower]! + gap;
}

/** How far from straight a tie runs, in pixels; one that joins nothing to be seen does not run. */
export function climbOf({ y }: LayoutCells, { from, to, lean, weight }: Ties, tie: number): number {
  if (weight[tie] === 0) return 0;
  return Math.abs(y[from[tie]!]! + lean[tie]! - y[to[tie]!]!);
}
