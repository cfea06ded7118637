/** What evaluating a document gives: a tape, and for each statement what it named and what was wrong. */

import type { Gradients } from '../autodiff/gradients.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Tape } from '../autodiff/tape/tape.ts';
import type { DataSet, FileSource } from '../makers/dataSet.ts';
import type { MentionTable } from '../semantics/mentionTable.ts';
import type { Problem } from '../semantics/problem.ts';
import type { TrainOptions } from '../semantics/trainOptions.ts';
import type { Document, Expression } from '../syntax/tree.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Everything outside the text that values depend on. */
export interface Surroundings {
  readonly dataSets: readonly DataSet[];
  readonly files: FileSource;
  /** A tensor of more elements is an error before it is made. */
  readonly maxElements: number;
  /** A graph of more nodes is an error. */
  readonly maxNodes: number;
  /** Rows of a data file that are read for annotations; training reads all. */
  readonly maxRows: number;
  /** Trained parameters by name (`Tape.paramNames`), which stand in for what the text computes where shapes agree. */
  readonly trained: ReadonlyMap<string, Tensor>;
  /** Leaves that are being scrubbed: statement index and offset of the literal in it → the value instead. */
  readonly scrubbed: ReadonlyMap<string, number>;
}

/** What one name in scope stands for. */
export interface Binding {
  readonly name: string;
  /** Statement that assigned it. */
  readonly statement: number;
  /** Undefined: that statement has an error. */
  readonly node: NodeId | undefined;
}

export interface StatementResult {
  /** One for each name assigned; for a bare expression one without a name. */
  readonly bindings: readonly Binding[];
  readonly problems: readonly Problem[];
  /** Nodes made while this statement was evaluated: `first … last − 1`. */
  readonly first: NodeId;
  readonly last: NodeId;
  /** All rows of a data file, where only the first ones are shown. */
  readonly rows?: number;
  readonly question?: QuestionResult;
  readonly training?: TrainingResult;
  /** For `backward(f)`: the node it names. */
  readonly output?: NodeId;
}

/** A question, resolved. The answer is not part of the graph of the text. */
export interface QuestionResult {
  readonly asks: 'grad' | 'value';
  readonly name: string;
  readonly node: NodeId;
  /** The entry asked for, empty for the whole. */
  readonly index: readonly number[];
  /** Undefined while the answer is `?` or has an error. */
  readonly answer: Tensor | undefined;
  /** The node of that answer: one of its own, or the one that a name stands for. */
  readonly answerNode: NodeId | undefined;
  readonly answered: boolean;
  readonly answerExpression: Expression;
}

export interface TrainingResult {
  readonly loss: NodeId;
  readonly lossName: string;
  readonly options: TrainOptions;
  readonly metric: NodeId | undefined;
  /** A scalar of the file that is reported beside the loss. */
  readonly test: NodeId | undefined;
  /** Every parameter that the loss depends on, in the order of the text. */
  readonly params: readonly NodeId[];
}

export interface CellResult {
  /** What the cell's gradients are of; undefined where nothing is to be differentiated. */
  readonly output: NodeId | undefined;
  /** As written: `f`, or the expression's text. */
  readonly outputName: string;
  /** Whether the output is the cell's own, or of a later cell that depends on this one. */
  readonly own: boolean;
}

/** By statement what it takes to copy its nodes instead of evaluating it. */
export interface Copying {
  /** 1 where its nodes depend on nothing but the values of the names that it reads. */
  readonly movable: Uint8Array;
  /** What it has added to `Context.elements` and `Context.work`. */
  readonly elements: Float64Array;
  readonly work: Float64Array;
}

/** What is known of an evaluation before its first statement. */
export interface Begun {
  readonly document: Document;
  readonly surroundings: Surroundings;
  readonly copying: Copying;
  /** Of the document's statements. */
  readonly mentions: MentionTable;
}

export interface Evaluation extends Begun {
  readonly tape: Tape;
  readonly statements: readonly StatementResult[];
  readonly cells: readonly CellResult[];
  /** Gradients of a node with respect to everything that feeds it. Computed once for each output. */
  gradients(output: NodeId): Gradients;
  /** Gradients that have been asked for so far, by output. */
  readonly known: ReadonlyMap<NodeId, Gradients>;
  /** Name that the text gives to a node, the newest. */
  nameOf(node: NodeId): string | undefined;
}
