import type { Expression } from '../../syntax/tree.ts';
import type { NodeId } from './tape.ts';

/** A call of a `def`: its gates fold into one box. */
export interface CallBox {
  /** The def's name. */
  readonly name: string;
  /** Box that the call stands in; −1 at the top. */
  readonly parent: number;
  /** Statement that holds the def, and the call's own expression. */
  readonly definedIn: number;
  readonly call: Expression;
  /** Nodes of the arguments, in order. */
  readonly args: readonly NodeId[];
  /** First node made for the body, and one past the last. Nodes of arguments come before. */
  first: NodeId;
  last: NodeId;
  /** The node whose value the call has. */
  output: NodeId;
  /** The node of the body's own value, where the learner's backward pass stands in for the body's gates; else −1. */
  body: NodeId;
}
