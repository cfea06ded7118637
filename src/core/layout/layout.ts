/**
 * The contract of the layout: a layered picture from left to right, as on a blackboard, or from top to bottom where there is
 * more height than width. Lengths are in pixels at zoom 1, x to the right, y downwards, the origin at the picture's top left
 * corner. Pure and deterministic.
 *
 * Sizes of nodes, labels and titles are given along the flow: `width` is the extent in its direction, `above` and `below` are
 * those to the left and the right of somebody who looks along it from the far end: for a flow downwards to the left and right.
 */

/** Where values flow: to the right, or down. */
export type Flow = 'right' | 'down';

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  /** Room above and below the line on which its edges arrive and leave. */
  readonly above: number;
  readonly below: number;
  /** Radius of the cap at its left end, where edges arrive: a circle's radius, 0 for a flat side. */
  readonly cap: number;
  /** A leaf stands flush right, with its name at the start of its edge. */
  readonly leaf: boolean;
  /** A leaf with nothing written on its edge stands right beside its consumer, if it has only one. */
  readonly close?: boolean;
  /** Innermost open box that it stands in. */
  readonly box?: string;
}

export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Operands of one node are drawn in this order, top to bottom. */
  readonly port: number;
  /** Room reserved for what is written on the edge, next to its consumer. */
  readonly label: LabelRoom;
}

export interface LabelRoom {
  readonly width: number;
  readonly above: number;
  readonly below: number;
}

/** An open box: drawn as a frame around its nodes, and around nothing else. */
export interface LayoutBox {
  readonly id: string;
  readonly parent?: string;
  /** Room for the title along the frame's upper edge, as it is read: `width` is the length of its text. */
  readonly title: { readonly width: number; readonly height: number };
}

export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
  readonly boxes: readonly LayoutBox[];
  /** To the right where it is not given. */
  readonly flow?: Flow;
  /** Where things stood before: of two orders with equally many crossings the one nearer to this wins. */
  readonly before?: Layout;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a node stands: its rectangle, and the line through it: its height, or in a flow downwards how far right it runs. */
export interface PlacedNode extends Rect {
  readonly line: number;
}

/** A straight piece (no control points) or a cubic Bézier curve. */
export interface PathPart {
  readonly curve?: readonly [Point, Point];
  readonly to: Point;
}

export interface EdgePath {
  readonly start: Point;
  readonly parts: readonly PathPart[];
}

export interface PlacedEdge {
  readonly path: EdgePath;
  /** The reserved room. What is written is centred in it, on both sides of `line`. */
  readonly label: PlacedNode;
}

export interface Layout {
  readonly flow: Flow;
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly edges: ReadonlyMap<string, PlacedEdge>;
  readonly boxes: ReadonlyMap<string, Rect>;
  /** Pairs of edges that cross. */
  readonly crossings: number;
}
