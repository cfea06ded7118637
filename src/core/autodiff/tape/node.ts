import type { Expression } from '../../syntax/tree.ts';

/** Index of a node on the tape. */
export type NodeId = number;

/** How often a loop goes round; one object for all its turns. */
export interface TurnCount {
  readonly inputs: readonly NodeId[];
  /** For the numbers that the inputs have. */
  readonly count: (inputs: readonly number[]) => number;
}

/** A call of a `def`, or one turn of a loop: its gates fold into one box. */
export interface CallBox {
  /** The def's name; of a turn `t = 0`. */
  readonly name: string;
  readonly kind: 'call' | 'turn';
  /** Box that the call stands in; −1 at the top. */
  readonly parent: number;
  /** Statement that holds the def or the loop, and the call's own expression; of a turn what the loop goes over. */
  readonly definedIn: number;
  readonly call: Expression;
  /** Of a turn: what the number of turns follows from. */
  readonly turns?: TurnCount | undefined;
  /** Nodes of the arguments, in order. */
  readonly args: readonly NodeId[];
  /** First node made for the body, and one past the last. Nodes of arguments come before. */
  first: NodeId;
  last: NodeId;
  /** The node whose value the call has; of several results the last. −1: none. */
  output: NodeId;
  /** What the names inside stand for at the end. */
  locals: ReadonlyMap<string, NodeId>;
  /** The node of the body's own value, where the learner's backward pass stands in for the body's gates; else −1. */
  body: NodeId;
}
