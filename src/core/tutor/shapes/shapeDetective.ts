/** Which product of a factor, upstream and their transposes is a gradient: what shapes alone decide, and what they do not. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Edge } from '../../autodiff/wrongRule.ts';
import { showShape } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { labelOf } from '../../explain/formula/label.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { product, turned } from '../entries.ts';
import { graphOf } from '../marking/answer/question.ts';

type Convention = 'x @ W' | 'W @ x' | 'nn.Linear';

const SAYS: Readonly<Record<Convention, (rows: number, columns: number) => string>> = {
  'x @ W': (rows, columns) => `x @ W: the first index is the input, the second the output: ${rows} in, ${columns} out`,
  'W @ x': (rows, columns) => `W @ x: the first index is the output, the second the input: ${columns} in, ${rows} out`,
  'nn.Linear': (rows, columns) =>
    `nn.Linear (x @ W.T + b): the first index is the output, the second the input: ${columns} in, ${rows} out`,
};

/** What a shape of weights means in each way of writing a layer; the one that is used, if it is known, comes first. */
export function conventionWords(shape: Shape, used: Convention | undefined): string {
  const [rows = 1, columns = 1] = shape;
  const all: readonly Convention[] = ['x @ W', 'W @ x', 'nn.Linear'];
  const others = all.filter((one) => one !== used);
  const listed = others.map((one) => SAYS[one](rows, columns)).join('; ');
  return used === undefined
    ? `Weights of shape ${showShape(shape)} under ${listed}.`
    : `Weights of shape ${showShape(shape)} are used here as ${SAYS[used](rows, columns)}. Elsewhere the same shape means something else: ${listed}.`;
}

/** For the product at `node`, whose operand `port` is looked at. Undefined where no operand is a matrix of weights. */
function conventionNote(evaluation: Evaluation, node: NodeId, port: number): string | undefined {
  const { tape } = evaluation;
  const inputs = tape.inputsOf(node).slice(0, 2);
  const weightsAt = inputs.findIndex((input) => isWeights(evaluation, input));
  const at = weightsAt >= 0 ? weightsAt : port;
  const operand = inputs[at];
  if (operand === undefined || tape.shapeOf(operand).length !== 2) return undefined;
  const behind = tape.gateOf(operand)?.spelling.kind === 'transpose' ? tape.firstInput(operand) : undefined;
  if (at === 1)
    return behind === undefined
      ? conventionWords(tape.shapeOf(operand), 'x @ W')
      : conventionWords(tape.shapeOf(behind), 'nn.Linear');
  return behind === undefined ? conventionWords(tape.shapeOf(operand), 'W @ x') : undefined;
}

/** A parameter, or what is called W or w, also transposed. */
function isWeights(evaluation: Evaluation, node: NodeId): boolean {
  const { tape } = evaluation;
  const source = tape.gateOf(node)?.spelling.kind === 'transpose' ? tape.firstInput(node) : node;
  return (
    tape.shapeOf(source).length === 2 &&
    (tape.roleOf(source) === 'param' || /^(w|theta|θ)/i.test(labelOf(evaluation, source).plain.text))
  );
}

interface Candidate {
  /** `xᵀ · dh` */
  readonly text: string;
  /** Of the two factors as matrices. */
  readonly shapes: readonly [Shape, Shape];
  readonly fits: boolean;
  /** Why it does not fit; undefined where it does. */
  readonly reason: string | undefined;
  /** Whether its numbers are the gradient's; undefined where it does not fit, and where that is not to be told. */
  readonly right: boolean | undefined;
}

export interface ShapeVerdict {
  /** `W` */
  readonly operand: string;
  readonly operandShape: Shape;
  /** `x @ W` */
  readonly out: string;
  readonly candidates: readonly Candidate[];
  /** One sentence: what shapes leave, and what numbers say. */
  readonly verdict: string;
  /** Which index of the weights is input and which output, in each way of writing a layer. */
  readonly convention: string | undefined;
}

/** The product gates that use a value, through transposes. */
export function productsUsing(evaluation: Evaluation, cell: number, node: NodeId): readonly Edge[] {
  const output = evaluation.cells[cell]?.output;
  if (output === undefined) return [];
  const graph = graphOf(evaluation, output);
  const into = (id: NodeId): readonly Edge[] =>
    graph
      .edgesInto(id)
      .flatMap((edge) =>
        edge.gate.spelling.kind === 'transpose' ? into(edge.consumer) : isProduct(evaluation, edge) ? [edge] : [],
      );
  const used = into(node);
  // On the product itself both of its factors are meant.
  return used.length > 0 ? used : graph.edgesFrom(node).filter((edge) => isProduct(evaluation, edge));
}

const isProduct = ({ tape }: Evaluation, { gate, port, consumer }: Edge): boolean =>
  (gate.name === 'matmul' || gate.name === 'fc') &&
  port < 2 &&
  tape
    .inputsOf(consumer)
    .slice(0, 2)
    .every((input) => tape.shapeOf(input).length === 1 || tape.shapeOf(input).length === 2);

/**
 * For operand `port` of the product at `node`. `tell`: whether the numbers may say which of several is right; one that alone
 * fits is right by its shape. Undefined for gates that are no product of matrices, and where no gradient arrives.
 */
export function shapeDetective(
  evaluation: Evaluation,
  cell: number,
  node: NodeId,
  port: number,
  tell: boolean,
): ShapeVerdict | undefined {
  const output = evaluation.cells[cell]?.output;
  const graph = output === undefined ? undefined : graphOf(evaluation, output);
  const edge = graph?.edgesFrom(node).find((one) => one.port === port);
  const upstream = graph?.gradient(node);
  if (graph === undefined || edge === undefined || upstream === undefined || !isProduct(evaluation, edge))
    return undefined;
  const [left = 0, right = 0] = evaluation.tape.inputsOf(node);
  const a = asMatrix(graph.valueOf(left), false);
  const b = asMatrix(graph.valueOf(right), true);
  const mine = port === 0 ? a : b;
  const name = (id: NodeId): string => labelOf(evaluation, id).plain.text;
  const other: Factor = { name: bracketed(name(port === 0 ? right : left)), tensor: port === 0 ? b : a };
  const up: Factor = {
    name: `d${bracketed(name(node))}`,
    tensor: { shape: [a.shape[0] ?? 1, b.shape[1] ?? 1], data: upstream.data },
  };
  const truth: Tensor = { shape: mine.shape, data: graph.message(edge).data };
  const operand = name(edge.operand);
  const tried = orders(other, up).map(([first, second]) => judged(first, second, truth, operand));
  const fitting = tried.filter(({ fits }) => fits).length;
  const candidates = tell || fitting === 1 ? tried : tried.map((one) => ({ ...one, right: undefined }));
  return {
    operand,
    operandShape: evaluation.tape.shapeOf(edge.operand),
    out: name(node),
    candidates,
    verdict: verdictOf(candidates, operand, tell),
    convention: conventionNote(evaluation, node, port),
  };
}

interface Factor {
  readonly name: string;
  readonly tensor: Tensor;
}

const asMatrix = ({ shape, data }: Tensor, column: boolean): Tensor =>
  shape.length === 2 ? { shape, data } : { shape: column ? [data.length, 1] : [1, data.length], data };

const bracketed = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `(${name})`);

function orders(x: Factor, up: Factor): readonly (readonly [Factor, Factor])[] {
  const both = (factor: Factor): readonly Factor[] => [
    factor,
    { name: `${factor.name}ᵀ`, tensor: turned(factor.tensor) },
  ];
  return both(x).flatMap((one) =>
    both(up).flatMap((two): readonly (readonly [Factor, Factor])[] => [
      [one, two],
      [two, one],
    ]),
  );
}

const NEAR = 1e-9;

function judged(first: Factor, second: Factor, truth: Tensor, operand: string): Candidate {
  const a = first.tensor.shape;
  const b = second.tensor.shape;
  const text = `${first.name} · ${second.name}`;
  const shapes = [a, b] as const;
  const made: Shape = [a[0] ?? 1, b[1] ?? 1];
  const inner = a[1] === b[0];
  const fits = inner && made[0] === truth.shape[0] && made[1] === truth.shape[1];
  if (!fits)
    return {
      text,
      shapes,
      fits,
      right: undefined,
      reason: inner
        ? `it gives ${showShape(made)}, and ${operand} is ${showShape(truth.shape)}`
        : `the inner sizes ${a[1]} and ${b[0]} differ`,
    };
  const numbers = product(first.tensor, second.tensor)?.data;
  const right = truth.data.every(
    (entry: number, at: number) =>
      Math.abs(entry - (numbers?.[at] ?? Number.NaN)) <= NEAR * Math.max(1, Math.abs(entry)),
  );
  return { text, shapes, fits, right, reason: undefined };
}

function verdictOf(candidates: readonly Candidate[], operand: string, tell: boolean): string {
  const fitting = candidates.filter(({ fits }) => fits);
  const right = fitting.filter((one) => one.right);
  const [only] = fitting;
  if (fitting.length === 1 && only) return `Shapes leave one way: d${operand} = ${only.text}.`;
  if (!tell)
    return `${fitting.length} of them have the right shape, so shapes do not decide: ask which row of one factor meets which column of the other, and try small numbers.`;
  const texts = right.map(({ text }) => text).join(' and ');
  if (right.length === 1)
    return `${fitting.length} of them have the right shape; the numbers settle it: d${operand} = ${texts}.`;
  return right.length === 0
    ? `${fitting.length} of them have the right shape, and none is the gradient at these numbers.`
    : `${fitting.length} of them have the right shape, and at these numbers ${texts} give the same: try other numbers to tell them apart.`;
}
