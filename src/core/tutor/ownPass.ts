import { BackwardGraph } from '../autodiff/backwardGraph.ts';
import { forwardAgain } from '../autodiff/forwardAgain.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { sameShape, type Tensor, zeros } from '../tensor/tensor.ts';
import { type Asked, askedAt, expectedFor, flatIndex, questionsIn, questionText } from './asked.ts';
import { answerCloseness } from './closeness.ts';
import { writtenAnswer } from './writtenAnswer.ts';

/**
 * The learner's own earlier results as they reach one question: what stands between it and the output, or feeds it, and
 * differs from the truth. A person marks the next step against these.
 */
export interface OwnPass {
  /** Own gradients, by node. */
  readonly gradients: ReadonlyMap<NodeId, Tensor>;
  /** Own forward values, by node. */
  readonly values: ReadonlyMap<NodeId, Tensor>;
  /** `grad(q) = 4`, in the order of the text. */
  readonly named: readonly string[];
  /** Whether at least one of them is more than rounded. */
  readonly wrong: boolean;
  /** The backward pass at the learner's own forward values. */
  readonly graph: BackwardGraph | undefined;
  /** The asked value that follows from the own ones. */
  readonly value: Tensor;
}

/** Undefined where nothing of the learner's own differs from the truth on the way to this question. */
export function ownPass(asked: Asked): OwnPass | undefined {
  const { evaluation, cell, statement, graph, node, result } = asked;
  const gradients = new Map<NodeId, Tensor>();
  const values = new Map<NodeId, Tensor>();
  const named: string[] = [];
  let wrong = false;
  const onTheWay = new Set(result.asks === 'grad' && graph ? graph.between(node) : []);
  for (const other of questionsIn(evaluation, cell)) {
    if (other === statement) continue;
    const earlier = askedAt(evaluation, other);
    if (earlier === undefined || (earlier.node === node && earlier.result.asks === result.asks)) continue;
    if (earlier.result.asks === 'grad' && !onTheWay.has(earlier.node)) continue;
    const own = ownAnswer(earlier);
    if (own === undefined) continue;
    const into = earlier.result.asks === 'grad' ? gradients : values;
    into.set(earlier.node, patched(earlier, into.get(earlier.node), own.answer));
    named.push(`${questionText(earlier.result)} = ${own.text}`);
    if (own.wrong) wrong = true;
  }
  if (gradients.size === 0 && values.size === 0) return undefined;
  const last = result.asks === 'grad' && graph ? graph.output : node;
  const moved = values.size > 0 ? forwardAgain(evaluation.tape, last, { pinned: values }) : undefined;
  const value = moved?.(node) ?? evaluation.tape.valueOf(node);
  const own = moved && graph ? new BackwardGraph(evaluation.tape, graph.output, { values: moved }) : graph;
  return { gradients, values, named, wrong, graph: own, value };
}

/** An answer that can stand in for the truth and differs from it. */
function ownAnswer(
  earlier: Asked,
): { readonly answer: Tensor; readonly text: string; readonly wrong: boolean } | undefined {
  const { evaluation, statement, result, shape } = earlier;
  const text = evaluation.document.statements[statement]?.text ?? '';
  const given = writtenAnswer(result, text);
  const expected = expectedFor(earlier);
  if (given === undefined || expected === undefined || !sameShape(given.shape, shape)) return undefined;
  if (given.entries.some(({ value }) => !Number.isFinite(value))) return undefined;
  if (given.entries.every(({ value }, at) => value === expected.data[at])) return undefined;
  const { from, to } = result.answerExpression;
  return {
    answer: given.tensor,
    text: text.slice(from, to).trim(),
    wrong: answerCloseness(given, expected) === 'no',
  };
}

function patched({ evaluation, graph, node, result }: Asked, before: Tensor | undefined, answer: Tensor): Tensor {
  if (result.index.length === 0) return answer;
  const shape = evaluation.tape.shapeOf(node);
  const whole =
    before ?? (result.asks === 'value' ? evaluation.tape.valueOf(node) : (graph?.gradient(node) ?? zeros(shape)));
  const data = Float64Array.from(whole.data);
  data[flatIndex(shape, result.index)] = answer.data[0] ?? 0;
  return { shape, data };
}
