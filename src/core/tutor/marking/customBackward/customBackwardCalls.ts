/** The calls at which a learner's own backward pass can be tried, and the points it is tried at. */
import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';
import { Replay } from '../../../autodiff/replay.ts';
import type { CallBox, NodeId } from '../../../autodiff/tape/node.ts';
import { seededRandom } from '../../../base/seededRandom.ts';
import { type LearnedPass, learnedPassOf } from '../../../evaluate/calls/customBackward.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { type Tensor, zeros } from '../../../tensor/tensor.ts';
import { filled, mapped } from '../../entries.ts';
import { graphOf } from '../answer/question.ts';

export interface LearnedCall {
  readonly box: CallBox;
  readonly pass: LearnedPass;
}

/** Every call that uses the rule in a statement; of all rules where it is left out. */
export const learnedCalls = ({ tape }: Evaluation, rule?: number): readonly LearnedCall[] =>
  tape.boxes.flatMap((box) => {
    const gate = box.body >= 0 ? tape.gateOf(box.output) : undefined;
    const pass = gate && learnedPassOf(gate);
    return pass && (rule === undefined || pass.rule === rule) ? [{ box, pass }] : [];
  });

/** One set of operands and one upstream at which the pass is compared with the truth. */
export interface Trial {
  /** `here`: the numbers of the text; the others are tried beside them, so that a lucky 1 hides nothing. */
  readonly kind: 'here' | 'other upstream' | 'other numbers';
  readonly inputs: readonly Tensor[];
  readonly upstream: Tensor;
  /** The backward pass of the body, with the call's arguments as leaves. */
  readonly graph: BackwardGraph;
  readonly values: (node: NodeId) => Tensor;
}

export function trialsOf(evaluation: Evaluation, { box }: LearnedCall): readonly Trial[] {
  const { tape } = evaluation;
  const random = seededRandom(`${box.name} ${box.output}`);
  const leaves = new Set(box.args);
  const here = (node: NodeId): Tensor => tape.valueOf(node);
  const arrived = upstreamAt(evaluation, box.output);
  const probe = mapped(tape.valueOf(box.body), () => random.normal() + (random.uniform() < 0.5 ? -1 : 1));
  const moved = new Map(
    box.args
      .filter((arg) => tape.isReached(arg))
      .map((arg) => [
        arg,
        mapped(tape.valueOf(arg), (entry) => entry * (1 + 0.1 * random.normal()) + 0.05 * random.normal()),
      ]),
  );
  const there = forwardAgain(tape, box.body, { pinned: moved });
  const trial = (kind: Trial['kind'], upstream: Tensor, values: (node: NodeId) => Tensor): Trial => ({
    kind,
    upstream,
    values,
    inputs: box.args.map(values),
    graph: new BackwardGraph(tape, box.body, { leaves, seed: upstream, values }),
  });
  return [
    trial('here', arrived ?? filled(tape.shapeOf(box.body), 1), here),
    trial('other upstream', probe, here),
    trial('other numbers', probe, there),
  ].filter(({ values }) => values(box.body).data.every(Number.isFinite));
}

/** What arrives at the call on the way back from the first output that depends on it. */
function upstreamAt(evaluation: Evaluation, call: NodeId): Tensor | undefined {
  for (const { output } of evaluation.cells) {
    const graph = output === undefined ? undefined : graphOf(evaluation, output);
    if (graph?.reaches(call)) return graph.gradient(call);
  }
  return undefined;
}

/** The true gradient of one argument, by the body's gates; forward mode where nothing that can change feeds it. */
export function truthFor(evaluation: Evaluation, { box }: LearnedCall, trial: Trial, arg: NodeId): Tensor {
  const { tape } = evaluation;
  if (tape.isReached(arg)) return trial.graph.gradient(arg) ?? zeros(tape.shapeOf(arg));
  const replay = new Replay(tape, box.body);
  return mapped(tape.valueOf(arg), (_, at) => {
    const direction = zeros(tape.shapeOf(arg));
    direction.data[at] = 1;
    return contracted(replay.tangent(arg, direction), trial.upstream);
  });
}

const STEP = 1e-5;

/** Centred difference of upstream · body for one entry of an argument. */
export function differenceFor(
  { tape }: Evaluation,
  { box }: LearnedCall,
  trial: Trial,
  arg: NodeId,
  at: number,
): number {
  const value = (by: number): number => {
    const pinned = new Map(box.args.map((other, i) => [other, trial.inputs[i] ?? tape.valueOf(other)]));
    const own = pinned.get(arg) ?? tape.valueOf(arg);
    pinned.set(
      arg,
      mapped(own, (entry, i) => (i === at ? entry + by : entry)),
    );
    return contracted(forwardAgain(tape, box.body, { pinned })(box.body), trial.upstream);
  };
  return (value(STEP) - value(-STEP)) / (2 * STEP);
}

const contracted = (a: Tensor, b: Tensor): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] ?? 0) * (b.data[i] ?? 0);
  return sum;
};
