/** Contracts of a backward pass that can be told to do something wrong: the tutor's instrument. */
import type { Gate, Options } from '../gates/gate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** One use of a value: operand `port` of the gate at `consumer`. Gradient flows along it from the consumer to the operand. */
export interface Edge {
  readonly consumer: NodeId;
  readonly port: number;
  readonly operand: NodeId;
  readonly gate: Gate;
}

/** All that a gate knows when it sends a message to one of its operands. */
export interface Sending extends Edge {
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  /** The gradient that has arrived at the gate, of `out`'s shape; where rules are wrong, the wrong one. */
  readonly upstream: Tensor;
  readonly options: Options;
  /** The right message: local × upstream, of the operand's shape. */
  readonly right: Tensor;
  /** The uses of the gate's own value. */
  readonly onward: readonly Edge[];
  readonly tape: Tape;
  /** The same with another message taken for the right one: for two mistakes at one gate. */
  withRight(right: Tensor): Sending;
}

/** How one wrong rule of the backward pass differs from the right one. */
export interface WrongRule {
  /**
   * What is sent instead; undefined: the right message. It may have another shape than the operand: then it can be what a
   * learner wrote for that operand, but nothing flows on from there.
   */
  readonly message?: (sending: Sending) => Tensor | undefined;
  /** What two or more messages at a fork come to, in the order of the text; undefined: their sum. */
  readonly fork?: (messages: readonly Tensor[]) => Tensor | undefined;
  /**
   * The backward pass as a plain recursion, without topological order: a node passes on what it has collected so far each time
   * a message comes. The other two are not asked then.
   */
  readonly recursion?: Recursion;
}

/** How such a recursion walks: `once` visits an operand that a gate uses twice once only; `reversed` takes the last operand first. */
export interface Recursion {
  readonly once: boolean;
  readonly reversed: boolean;
}

/** Where a wrong rule is applied. Left out: everywhere. */
export interface Places {
  readonly edge?: (edge: Edge) => boolean;
  readonly fork?: (node: NodeId) => boolean;
}

export interface WrongPass {
  /** What came to the node; undefined where shapes do not let the messages add up. */
  readonly gradient: Tensor | undefined;
  /** Where the rule gave something else than the right one, nearest to the output first. */
  readonly edges: readonly Edge[];
  readonly forks: readonly NodeId[];
  /** What came to each node on the way, in this pass. */
  readonly arrived: ReadonlyMap<NodeId, Tensor | undefined>;
}
