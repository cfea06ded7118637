/**
 * The graph as it is drawn, with whole tensors: the snapshot for the panel, the cards, the grids and the stories of
 * entries are all read from it. It differs from the tape in three ways. A value used more than once passes a copy gate;
 * a value that broadcasting stretches passes a copy gate that makes the rows; a gate with an expansion is opened into
 * the gates behind it.
 */

import type { NodeRole } from '../../../protocol/graph.ts';

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Span } from '../../base/span.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { WrittenPiece } from '../../explain/formula/written.ts';
import type { Gate, Options } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { GraphRequest } from './target.ts';

export interface Drawing {
  readonly evaluation: Evaluation;
  readonly request: GraphRequest;
  readonly title: string;
  /** What the gradients are of, as written. */
  readonly outputName: string;
  readonly output: DrawnNode;
  /** Every node after all that feed it. */
  readonly nodes: readonly DrawnNode[];
  readonly byId: ReadonlyMap<string, DrawnNode>;
  readonly boxes: readonly DrawnBox[];
  readonly notes: readonly string[];
  readonly unfinished: boolean;
}

export interface DrawnNode {
  readonly id: string;
  readonly role: NodeRole;
  /** Undefined for leaves, for what is computed without a gate (`detach`, `onehot`) and for drawn copy gates. */
  readonly gate: Gate | undefined;
  readonly options: Options;
  /** A drawn copy gate: for several `uses`, or for the `rows` that broadcasting stretches a value to. */
  readonly copies: 'uses' | 'rows' | undefined;
  /** The node of the document's tape whose value this is; undefined inside an opened gate. */
  readonly node: NodeId | undefined;
  readonly value: Tensor;
  /** Undefined where nothing flows. */
  readonly gradient: Tensor | undefined;
  /** Why nothing flows; empty where something does. */
  readonly whyNone: string;
  readonly symbol: string;
  readonly name: string | undefined;
  /** How formulas call it: its name, else its expression, cut from the inside where that is long. */
  readonly words: WrittenPiece;
  /** The same as plain text, for sentences. */
  readonly label: string;
  readonly text: string;
  /** In the whole text. */
  readonly span: Span | undefined;
  readonly box: DrawnBox | undefined;
  readonly hidden: { readonly value: boolean; readonly gradient: boolean };
  /** A constant, data or labels. */
  readonly quiet: boolean;
  /** Edges that arrive, in the order of the operands. */
  readonly into: readonly DrawnEdge[];
  /** Edges that leave, in forward order of their ends. */
  readonly out: readonly DrawnEdge[];
}

export interface DrawnEdge {
  readonly id: string;
  readonly from: DrawnNode;
  readonly to: DrawnNode;
  readonly port: number;
  /** Local × upstream at `to` for this operand; undefined where nothing flows. */
  readonly message: Tensor | undefined;
}

/** An edge along which a gradient comes back. */
export interface Arrival extends DrawnEdge {
  readonly message: Tensor;
}

/**
 * What comes back to a node, in the order of the backward pass: the last use sends first. Every sentence, formula, ledger and
 * story about a fork reads its messages here, so that all of them list the same terms in the same order.
 */
export const arrivalsAt = ({ out }: DrawnNode): Arrival[] =>
  out.filter((edge): edge is Arrival => edge.message !== undefined).reverse();

export interface DrawnBox {
  readonly id: string;
  readonly kind: 'def' | 'gate' | 'run' | 'lines';
  readonly parent: DrawnBox | undefined;
  readonly title: string;
  readonly symbol: string;
  /** Of an opened gate. */
  readonly gate: Gate | undefined;
  readonly options: Options;
  /** In the order of the params, as far as they are drawn. */
  readonly operands: readonly DrawnNode[];
  /** Id of the node inside whose value is the box's. */
  readonly output: string;
  readonly span: Span | undefined;
  /** Nodes inside, however deep. */
  readonly size: number;
}
