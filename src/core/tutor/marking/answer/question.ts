/** A question with all that its marking needs, resolved once. */
import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Span } from '../../../base/span.ts';
import type { Evaluation, QuestionResult } from '../../../evaluate/evaluation.ts';
import { isOrdering } from '../../../syntax/cells.ts';
import type { Document, ParsedStatement, Question } from '../../../syntax/tree.ts';
import { type Shape, scalar, type Tensor, zeros } from '../../../tensor/tensor.ts';

export interface Asked {
  readonly evaluation: Evaluation;
  readonly statement: number;
  readonly cell: number;
  readonly tree: Question;
  readonly result: QuestionResult;
  readonly node: NodeId;
  /** What the cell's gradients are of. */
  readonly output: NodeId | undefined;
  /** The backward pass of that output; undefined where there is none. */
  readonly graph: BackwardGraph | undefined;
  /** Shape of the answer: `()` for one entry. */
  readonly shape: Shape;
  readonly isEntry: boolean;
  /** The asked entry of a tensor of the value's shape, or all of it. */
  readonly pick: (tensor: Tensor) => Tensor;
}

const graphs = new WeakMap<Evaluation, Map<NodeId, BackwardGraph>>();

/** The backward pass of an output, kept with the evaluation. */
export function graphOf(evaluation: Evaluation, output: NodeId): BackwardGraph {
  const known = graphs.get(evaluation) ?? new Map<NodeId, BackwardGraph>();
  graphs.set(evaluation, known);
  const graph = known.get(output) ?? new BackwardGraph(evaluation.tape, output);
  known.set(output, graph);
  return graph;
}

export const cellAsked = ({ document }: Evaluation, statement: number): number =>
  document.cells.findIndex(({ first, last }) => first <= statement && statement < last);

/** Whether the lines of a cell are to be put in order. */
export function asksToOrder({ document }: Evaluation, cell: number): boolean {
  const found = document.cells[cell];
  return found !== undefined && isOrdering(found);
}

/** Undefined where the statement is no question, or one with an error. */
export function askedAt(evaluation: Evaluation, statement: number): Asked | undefined {
  const tree = evaluation.document.statements[statement]?.tree;
  const result = evaluation.statements[statement]?.question;
  if (tree?.kind !== 'question' || result === undefined) return undefined;
  const cell = cellAsked(evaluation, statement);
  const output = evaluation.cells[cell]?.output;
  const whole = evaluation.tape.shapeOf(result.node);
  return {
    evaluation,
    statement,
    cell,
    tree,
    result,
    node: result.node,
    output,
    graph: output === undefined ? undefined : graphOf(evaluation, output),
    shape: result.index.length > 0 ? [] : whole,
    isEntry: result.index.length > 0,
    pick: (tensor) => (result.index.length > 0 ? scalar(tensor.data[askedIndex(whole, result.index)] ?? 0) : tensor),
  };
}

export function askedIndex(shape: Shape, index: readonly number[]): number {
  let flat = 0;
  for (const [axis, at] of index.entries()) flat = flat * (shape[axis] ?? 1) + at;
  return flat;
}

/** Where the answer of a question stands in its statement: to the end, where it cannot be read. */
export function answerSpan({ tree, text, problems }: ParsedStatement): Span | undefined {
  if (tree.kind !== 'question') return undefined;
  const { from, to } = tree.answer;
  return { from, to: problems.some(({ severity }) => severity === 'error') ? Math.max(to, text.trimEnd().length) : to };
}

/** `grad(W)[0, 1]` */
export const questionAsked = ({ asks, name, index }: QuestionResult): string =>
  `${asks}(${name})${index.length > 0 ? `[${index.join(', ')}]` : ''}`;

/** The right answer; undefined where gradients are asked for and the cell has no output. */
export function expectedFor(asked: Asked): Tensor | undefined {
  const { evaluation, result, node, graph, pick } = asked;
  if (result.asks === 'value') return pick(evaluation.tape.valueOf(node));
  return graph && pick(graph.gradient(node) ?? zeros(evaluation.tape.shapeOf(node)));
}

/** Statements of the questions of a cell. */
export function questionsIn({ document }: Pick<Evaluation, 'document'>, cell: number): readonly number[] {
  const known = questions.get(document) ?? new Map<number, readonly number[]>();
  questions.set(document, known);
  const before = known.get(cell);
  if (before) return before;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  const found = Array.from({ length: last - first }, (_, i) => first + i).filter(
    (statement) => document.statements[statement]?.tree.kind === 'question',
  );
  known.set(cell, found);
  return found;
}

const questions = new WeakMap<Document, Map<number, readonly number[]>>();

/** How many questions a cell asks: lines that are to be put in order count once for each gradient. */
export const gradientsAsked = (evaluation: Evaluation, cell: number): number =>
  asksToOrder(evaluation, cell)
    ? new Set(
        questionsIn(evaluation, cell).map((statement) => {
          const question = evaluation.statements[statement]?.question;
          return question ? questionAsked(question) : statement;
        }),
      ).size
    : questionsIn(evaluation, cell).length;
