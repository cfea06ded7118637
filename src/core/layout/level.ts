import type { Lists } from './lists.ts';

/** One level of the picture: the nodes of one box (or of the whole), where an open box inside counts as one node. */

export interface LevelNode {
  readonly id: string;
  readonly kind: 'node' | 'frame' | 'entry' | 'exit';
  readonly width: number;
  readonly above: number;
  readonly below: number;
  readonly cap: number;
  readonly leaf: boolean;
  readonly close: boolean;
  /** Layers that it stretches over: more than one for a frame with several layers inside. */
  readonly span: number;
}

export interface LevelEdge {
  readonly id: string;
  /** Indices into the level's nodes. */
  readonly from: number;
  readonly to: number;
  readonly port: number;
  /** Edges of one node that share an outlet share a trunk. */
  readonly outlet: number;
  /** Distance of the outlet and the inlet from the line of their node: 0 but for frames. */
  readonly outOffset: number;
  readonly inOffset: number;
  readonly label: { readonly width: number; readonly above: number; readonly below: number };
}

export interface Level {
  readonly nodes: readonly LevelNode[];
  readonly edges: readonly LevelEdge[];
}

/**
 * The level cut into layers, so that every piece of an edge joins neighbouring layers. In flat arrays: a long edge has a
 * slot in every layer that it passes, and a large graph has many of them.
 *
 * A slot is a place in a layer: a node, or a point where a trunk passes through. A frame has a slot in each layer that
 * it stretches over.
 */
export interface Layers {
  /** By slot: its layer, and its node or -1. */
  readonly layerOf: Int32Array;
  readonly nodeOf: Int32Array;
  /** The first slot of each node; those of a frame follow one another. */
  readonly headOf: Int32Array;
  /** The slots of each layer from top to bottom. */
  readonly layers: number[][];
  readonly pieces: Pieces;
  /** The pieces that arrive at each slot, top to bottom, and those that leave it. */
  readonly ins: Lists;
  readonly outs: Lists;
  readonly routes: Routes;
}

/** Pieces of edges and trunks between neighbouring layers. */
export interface Pieces {
  /** The slots that each joins. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where both are slots of one frame: nothing may cross it. */
  readonly body: Uint8Array;
  /** The edge that ends here, -1 when the trunk goes on. */
  readonly edge: Int32Array;
  /** An edge that runs along it. */
  readonly carries: Int32Array;
  /** Where it leaves and arrives on its slots: between -0.5 (top) and 0.5 (bottom). */
  readonly leaves: Float64Array;
  readonly arrives: Float64Array;
}

/**
 * By edge: it runs along the first `length` pieces of its trunk, which it shares with others of its outlet and which
 * follow one another from `trunk`, and then along a `last` piece of its own: -1 where it does not lead rightwards.
 */
export interface Routes {
  readonly trunk: Int32Array;
  readonly length: Int32Array;
  readonly last: Int32Array;
}
