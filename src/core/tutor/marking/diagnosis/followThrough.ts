import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { seededRandom } from '../../../base/seededRandom.ts';
import { sameShape, type Tensor, zeros } from '../../../tensor/tensor.ts';
import { mapped } from '../../entries.ts';
import { answerCloseness } from '../answer/closeness.ts';
import {
  type Asked,
  askedAt,
  askedIndex,
  asksToOrder,
  expectedFor,
  questionAsked,
  questionsIn,
} from '../answer/question.ts';
import { type WrittenAnswer, type WrittenNumber, writtenAnswer } from '../answer/writtenAnswer.ts';

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
  /** The statements of those questions. */
  readonly statements: readonly number[];
  /** Whether at least one of them is more than rounded. */
  readonly wrong: boolean;
  /** The backward pass at the learner's own forward values. */
  readonly graph: BackwardGraph | undefined;
  /** The asked value that follows from the own ones. */
  readonly value: Tensor;
  /** How far the own gradients may be rounded: half of their last places, by node. */
  readonly rounding: ReadonlyMap<NodeId, Tensor>;
}

/** One answer of the learner's own that differs from the truth. */
interface OwnAnswer {
  readonly earlier: Asked;
  readonly answer: Tensor;
  readonly rounding: Tensor;
  readonly text: string;
  readonly wrong: boolean;
}

/** With more own answers than this it is not asked which of them matter. */
const MOST_WEIGHED = 8;

/** Undefined where nothing of the learner's own differs from the truth on the way to this question. */
export function ownPass(asked: Asked): OwnPass | undefined {
  const all = ownAnswers(asked);
  const whole = passWith(asked, all);
  if (whole === undefined || all.length > MOST_WEIGHED) return whole;
  // What a nearer own answer hides, and values that do not matter here, do not lead to this answer.
  const leading = all.filter(
    (one) =>
      !sameNumbers(
        followedBy(asked, whole),
        followedBy(
          asked,
          passWith(
            asked,
            all.filter((other) => other !== one),
          ),
        ),
      ),
  );
  return leading.length === all.length ? whole : passWith(asked, leading);
}

/**
 * All of the learner's own results on the way, also those that the right step does not need: a slip may pass on what the right
 * rule cuts off.
 */
export const ownBase = (asked: Asked): OwnPass | undefined => passWith(asked, ownAnswers(asked));

/** What the asked value or gradient is by the own answers; by the true pass where there are none. */
function followedBy({ evaluation, graph, node, result }: Asked, own: OwnPass | undefined): Tensor | undefined {
  if (result.asks === 'value') return own?.value ?? evaluation.tape.valueOf(node);
  return own ? own.graph?.run(node, {}, {}, own.gradients).gradient : graph?.gradient(node);
}

const sameNumbers = (a: Tensor | undefined, b: Tensor | undefined): boolean =>
  a !== undefined && b !== undefined && a.data.every((entry: number, at: number) => entry === b.data[at]);

/** Answers to what lies between the asked value and the output, or feeds it; none that would make the step trivial. */
function ownAnswers(asked: Asked): readonly OwnAnswer[] {
  const { evaluation, cell, statement, graph, node, result } = asked;
  // A line that is to be put in order is judged with the true gradients that it names.
  if (asksToOrder(evaluation, cell)) return [];
  const { tape } = evaluation;
  const onTheWay = new Set(result.asks === 'grad' && graph ? graph.between(node) : []);
  return questionsIn(evaluation, cell).flatMap((other) => {
    if (other === statement) return [];
    const earlier = askedAt(evaluation, other);
    if (earlier === undefined || (earlier.node === node && earlier.result.asks === result.asks)) return [];
    const isGradient = earlier.result.asks === 'grad';
    // The gradient of the output is 1, and what is given is given: neither is a step.
    if (isGradient && (earlier.node === graph?.output || !onTheWay.has(earlier.node))) return [];
    if (!isGradient && tape.gateOf(earlier.node) === undefined) return [];
    const own = ownAnswer(earlier);
    return own ? [{ ...own, earlier }] : [];
  });
}

function passWith(asked: Asked, all: readonly OwnAnswer[]): OwnPass | undefined {
  if (all.length === 0) return undefined;
  const { evaluation, graph, node, result } = asked;
  const gradients = new Map<NodeId, Tensor>();
  const values = new Map<NodeId, Tensor>();
  const rounding = new Map<NodeId, Tensor>();
  for (const { earlier, answer, rounding: by } of all) {
    const into = earlier.result.asks === 'grad' ? gradients : values;
    into.set(earlier.node, patched(earlier, into.get(earlier.node), answer));
    if (earlier.result.asks === 'grad' && !earlier.isEntry) rounding.set(earlier.node, by);
  }
  const last = result.asks === 'grad' && graph ? graph.output : node;
  const moved = values.size > 0 ? forwardAgain(evaluation.tape, last, { pinned: values }) : undefined;
  const value = moved?.(node) ?? evaluation.tape.valueOf(node);
  const own = moved && graph ? new BackwardGraph(evaluation.tape, graph.output, { values: moved }) : graph;
  return {
    gradients,
    values,
    named: all.map(({ earlier, text }) => {
      const question = questionAsked(earlier.result);
      return text.length > LONGEST ? question : `${question} = ${text}`;
    }),
    statements: all.map(({ earlier }) => earlier.statement),
    wrong: all.some((one) => one.wrong),
    graph: own,
    value,
    rounding,
  };
}

/** An answer that can stand in for the truth and differs from it. */
function ownAnswer(earlier: Asked): Omit<OwnAnswer, 'earlier'> | undefined {
  const { evaluation, statement, result, shape } = earlier;
  const text = evaluation.document.statements[statement]?.text ?? '';
  const given = writtenAnswer(result, text);
  const expected = expectedFor(earlier);
  if (given === undefined || expected === undefined || !sameShape(given.shape, shape)) return undefined;
  if (given.entries.some(({ value }) => !Number.isFinite(value))) return undefined;
  if (given.entries.every(({ value }, at) => value === expected.data[at])) return undefined;
  // From nothing nothing follows.
  if (given.entries.every(({ value }) => value === 0)) return undefined;
  const { from, to } = result.answerExpression;
  return {
    answer: given.tensor,
    rounding: mapped(given.tensor, (_, at) => halfPlace(given.entries[at])),
    text: text.slice(from, to).trim(),
    wrong: answerCloseness(given, expected) === 'no',
  };
}

const LONGEST = 20;

/** A whole number was not rounded. */
const halfPlace = (entry: WrittenNumber | undefined): number =>
  entry?.unit !== undefined && entry.unit < 1 && entry.digits > 1 ? entry.unit / 2 : 0;

function patched({ evaluation, graph, node, result }: Asked, before: Tensor | undefined, answer: Tensor): Tensor {
  if (result.index.length === 0) return answer;
  const shape = evaluation.tape.shapeOf(node);
  const whole =
    before ?? (result.asks === 'value' ? evaluation.tape.valueOf(node) : (graph?.gradient(node) ?? zeros(shape)));
  const data = Float64Array.from(whole.data);
  data[askedIndex(shape, result.index)] = answer.data[0] ?? 0;
  return { shape, data };
}

const RUNS = 6;

/**
 * How much the gradient that follows from the own answers may change, if those were rounded when they were written down:
 * the learner went on with more digits than stand in the text.
 */
export function roundingSlack(
  { node, pick }: Asked,
  { graph, gradients, rounding }: OwnPass,
  given: WrittenAnswer,
): Tensor | undefined {
  const follows = graph?.run(node, {}, {}, gradients).gradient;
  if (graph === undefined || follows === undefined) return undefined;
  const slack = mapped(follows, () => 0);
  for (let run = 0; run < RUNS; run++) {
    const random = seededRandom(`rounding ${run}`);
    const shaken = new Map(
      [...gradients].map(([id, own]) => {
        const by = rounding.get(id);
        return [id, mapped(own, (entry, at) => entry + (random.uniform() < 0.5 ? -1 : 1) * (by?.data[at] ?? 0))];
      }),
    );
    const moved = graph.run(node, {}, {}, shaken).gradient;
    for (let at = 0; at < slack.data.length; at++)
      slack.data[at] = Math.max(slack.data[at] ?? 0, 1.5 * Math.abs((moved?.data[at] ?? 0) - (follows.data[at] ?? 0)));
  }
  return mapped(pick(slack), (entry, at) => (entry === 0 ? 0 : entry + halfPlace(given.entries[at])));
}
