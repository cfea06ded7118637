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
 * A place in a layer: a node, or a point where a trunk passes through. `position` is its index from the top.
 */
export interface Slot {
  readonly index: number;
  readonly layer: number;
  /** Index of its node, -1 for a point of a trunk. A frame has a slot in each layer that it stretches over. */
  readonly node: number;
  readonly ins: Piece[];
  readonly outs: Piece[];
  position: number;
}

/** A piece of an edge or a trunk between neighbouring layers. */
export interface Piece {
  readonly index: number;
  readonly from: Slot;
  readonly to: Slot;
  /** Joins two slots of one frame: nothing may cross it. */
  readonly body: boolean;
  /** The edge that ends here, -1 when the trunk goes on. */
  readonly edge: number;
  /** An edge that runs along it. */
  readonly carries: number;
  /** Where it leaves and arrives on its slots: between -0.5 (top) and 0.5 (bottom). */
  readonly leaves: number;
  readonly arrives: number;
}

/** An edge runs along the first pieces of a trunk, which it shares, and then along a last piece of its own. */
export interface Route {
  readonly trunk: readonly Piece[];
  readonly length: number;
  readonly last: Piece;
}

/** The level cut into layers: every piece joins neighbouring layers. */
export interface Layers {
  readonly slots: readonly Slot[];
  readonly layers: Slot[][];
  /** The first layer of each node. */
  readonly first: Int32Array;
  /** The way of each edge; undefined where it does not lead from left to right. */
  readonly routes: readonly (Route | undefined)[];
}
