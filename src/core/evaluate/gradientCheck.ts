/**
 * Gradients by three methods: the backward pass, forward-mode derivatives (exact), centred differences. The relative
 * error is CS231n's, |a − n| / max(floor, |a| + |n|).
 */

import { BackwardGraph } from '../autodiff/backwardGraph.ts';
import { Replay } from '../autodiff/replay.ts';
import type { NodeId } from '../autodiff/tape/node.ts';
import type { Tape } from '../autodiff/tape/tape.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { finish, type Work } from '../base/work.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { sizeOf, zeros } from '../tensor/tensor.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * `agrees`: all three do. `kink`: centred differences step over a place where the slope jumps. `rounding`: the change is
 * lost in the output's last digits (a saturated gate, or a very large output). `wrong`: the backward pass is not the
 * gradient. `not-finite`: there is no number to compare.
 */
export type CheckVerdict = 'agrees' | 'kink' | 'rounding' | 'wrong' | 'not-finite';

export interface GradientCheck {
  readonly cell: number;
  readonly name: string;
  readonly node: NodeId;
  /** Largest relative error of the backward pass beside forward mode; of the size of what was summed, where that cancels. */
  readonly exactError: number;
  /** Largest relative error of the backward pass beside centred differences, floor 1e-8, h = 1e-5. */
  readonly differenceError: number;
  readonly verdict: CheckVerdict;
  readonly explanation: string;
  /** The entry with the largest disagreement, flat. */
  readonly entry: number;
  readonly backprop: number;
  readonly exact: number;
  readonly difference: number;
  /** How many entries were looked at, of how many. */
  readonly looked: number;
  readonly entries: number;
}

export const STEP = 1e-5;
const MOST_ENTRIES = 48;
const FEWEST_ENTRIES = 3;
/** Products and sums that a whole check may take: a second or two of one thread. */
const BUDGET = 3e8;
/** What running a gate costs beside its arithmetic, in products. */
const GATE = 100;
const FEWEST_LEAVES = 24;
/** Forward passes that one entry takes: the exact derivative as much as two, and one on each side. */
const PASSES = 4;
const EXACT_LIMIT = 1e-7;
const DIFFERENCE_LIMIT = 1e-4;
/** A gradient this small beside what was summed is what rounding leaves of 0. */
const CANCELLED = 1e-12;

const relativeError = (a: number, n: number, floor: number): number =>
  a === n ? 0 : Math.abs(a - n) / Math.max(floor, Math.abs(a) + Math.abs(n));

interface CheckedCell {
  readonly checks: readonly GradientCheck[];
  /** How many leaves the output depends on; of very many only some are checked. */
  readonly leaves: number;
}

/** All at once. */
export const checkGradients = (evaluation: Evaluation, cell: number): readonly GradientCheck[] =>
  finish(gradientChecks(evaluation, cell)).checks;

/**
 * Checks every named leaf that the cell's output depends on; of a large tensor some entries, and of a program whose passes are
 * expensive some leaves, drawn by a fixed seed.
 */
export function* gradientChecks(evaluation: Evaluation, cell: number): Work<CheckedCell> {
  const output = evaluation.cells[cell]?.output;
  if (output === undefined) return { checks: [], leaves: 0 };
  const { tape } = evaluation;
  const gradients = evaluation.gradients(output);
  const replay = new Replay(tape, output);
  const leaves = [...gradients.order].filter((node) => tape.gateOf(node) === undefined).reverse();
  const passes = BUDGET / (PASSES * passCost(tape, gradients.order));
  const drawn = drawnOf(leaves, Math.max(FEWEST_LEAVES, Math.floor(passes)));
  const looked = Math.max(FEWEST_ENTRIES, Math.min(MOST_ENTRIES, Math.floor(passes / Math.max(1, drawn.length))));
  const checks: GradientCheck[] = [];
  for (const [done, node] of drawn.entries()) {
    for (const share of checkLeaf(evaluation, cell, replay, node, looked, checks)) yield (done + share) / drawn.length;
  }
  return { checks, leaves: leaves.length };
}

/** Roughly the products and sums of one forward pass. */
function passCost(tape: Tape, order: Iterable<NodeId>): number {
  let cost = 1;
  for (const node of order) {
    const gate = tape.gateOf(node);
    const shape = tape.shapeOf(node);
    const operands = gate === undefined ? [] : tape.inputsOf(node).map((input) => tape.shapeOf(input));
    const products = gate?.work?.(operands, shape) ?? 0;
    cost += GATE + Math.max(products, sizeOf(shape), ...operands.map(sizeOf));
  }
  return cost;
}

/** Adds the check of one leaf to `checks`. */
function* checkLeaf(
  evaluation: Evaluation,
  cell: number,
  replay: Replay,
  node: NodeId,
  most: number,
  checks: GradientCheck[],
): Work<void> {
  const { tape } = evaluation;
  const value = tape.valueOf(node);
  const gradient = evaluation.gradients(replay.output).of(node) ?? zeros(value.shape);
  let exactError = 0;
  let differenceError = 0;
  let worst = { entry: 0, backprop: gradient.data[0] ?? 0, exact: 0, difference: 0, error: -1 };
  let finite = true;
  let summed: Tensor | undefined;
  /** The size of what was summed up to an entry: where it cancels, the last digits of the sum are all that is left. */
  const summedAt = (entry: number): number => {
    summed ??= summedSizes(tape, replay.output, node);
    return summed.data[entry] ?? 0;
  };
  const chosen = drawnOf(
    Array.from({ length: value.data.length }, (_, entry) => entry),
    most,
  );
  for (const [done, entry] of chosen.entries()) {
    const backprop = gradient.data[entry] ?? 0;
    const direction = zeros(value.shape);
    direction.data[entry] = 1;
    const exact = replay.tangent(node, direction).data[0] ?? 0;
    const difference = centredDifference(replay, node, value, entry, STEP);
    if (!Number.isFinite(backprop) || !Number.isFinite(exact)) finite = false;
    const apart = relativeError(backprop, exact, 1e-300);
    const exactHere = apart > EXACT_LIMIT ? relativeError(backprop, exact, summedAt(entry)) : apart;
    const far = relativeError(backprop, difference, 1e-8);
    const cancels = far > DIFFERENCE_LIMIT && Math.abs(backprop) < CANCELLED * summedAt(entry);
    const differenceHere = cancels ? relativeError(backprop, difference, summedAt(entry)) : far;
    exactError = Math.max(exactError, exactHere);
    differenceError = Math.max(differenceError, differenceHere);
    const error = Math.max(exactHere > EXACT_LIMIT ? 2 + exactHere : 0, differenceHere);
    if (error > worst.error) worst = { entry, backprop, exact, difference, error };
    yield (done + 1) / chosen.length;
  }
  const verdict = !finite
    ? 'not-finite'
    : exactError > EXACT_LIMIT
      ? 'wrong'
      : differenceError <= DIFFERENCE_LIMIT
        ? 'agrees'
        : crossesKink(replay, node, value, worst.entry)
          ? 'kink'
          : 'rounding';
  const name = evaluation.nameOf(node) ?? tape.paramNames.get(node) ?? 'a value';
  const counts = { looked: chosen.length, entries: value.data.length };
  checks.push({
    cell,
    name,
    node,
    exactError,
    differenceError,
    verdict,
    explanation: explain(verdict, name),
    ...worst,
    ...counts,
  });
}

const SHAKEN = 1e-9;
const RUNS = 3;

/** Of what size the messages are that a gradient is summed of: the backward pass is shaken at every gate, and the sum moves by so much. */
function summedSizes(tape: Tape, output: NodeId, node: NodeId): Tensor {
  const sizes = zeros(tape.shapeOf(node));
  const graph = new BackwardGraph(tape, output);
  // Not the gradient that is checked: a backward pass of the learner's own is in that one.
  const right = graph.gradient(node) ?? sizes;
  for (let run = 0; run < RUNS; run++) {
    // Signs from a linear congruence (Numerical Recipes), by its highest bit: better random numbers would take most of the time.
    let state = run + 1;
    const shaken = ({ shape, data }: Tensor): Tensor => {
      const moved = Float64Array.from(data);
      for (let at = 0; at < moved.length; at++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        moved[at] = (moved[at] ?? 0) * (state < 0 ? 1 - SHAKEN : 1 + SHAKEN);
      }
      return { shape, data: moved };
    };
    const { gradient } = graph.run(node, {
      message: (sending) => shaken(graph.sending(sending, shaken(sending.upstream)).right),
    });
    for (let at = 0; at < sizes.data.length; at++)
      sizes.data[at] = Math.max(
        sizes.data[at] ?? 0,
        Math.abs((gradient?.data[at] ?? 0) - (right.data[at] ?? 0)) / SHAKEN,
      );
  }
  return sizes;
}

/** (f(x + h) − f(x − h)) / 2h for one entry. */
function centredDifference(replay: Replay, node: NodeId, value: Tensor, entry: number, h: number): number {
  const moved = (by: number): number => {
    const data = Float64Array.from(value.data);
    data[entry] = (data[entry] ?? 0) + by;
    return replay.value(new Map([[node, { shape: value.shape, data }]])).data[0] ?? Number.NaN;
  };
  return (moved(h) - moved(-h)) / (2 * h);
}

/** Whether the slopes just left and right of the point differ: the sign of a kink. */
function crossesKink(replay: Replay, node: NodeId, value: Tensor, entry: number): boolean {
  const at = (by: number): number => {
    const data = Float64Array.from(value.data);
    data[entry] = (data[entry] ?? 0) + by;
    return replay.value(new Map([[node, { shape: value.shape, data }]])).data[0] ?? Number.NaN;
  };
  const here = at(0);
  const right = (at(STEP) - here) / STEP;
  const left = (here - at(-STEP)) / STEP;
  return (
    Math.abs(right - left) > 0.01 * Math.max(Math.abs(right), Math.abs(left)) &&
    Math.abs(right - left) * STEP > 64 * Number.EPSILON * Math.abs(here)
  );
}

const explain = (verdict: CheckVerdict, name: string): string => {
  switch (verdict) {
    case 'agrees':
      return 'all three agree';
    case 'kink':
      return `the numerical step crosses a kink (relu, max, abs) at ${name}; there the slope jumps, and the convention decides, so the gradient is not wrong`;
    case 'rounding':
      return `moving ${name} by ${STEP} changes the output by less than its last digits can hold, so the numerical gradient is rounding noise; both exact methods agree`;
    case 'wrong':
      return 'the backward pass is not the gradient of the forward pass';
    case 'not-finite':
      return 'there is no finite gradient to compare';
  }
};

/** At most `most` of a list, in its order. */
function drawnOf<One>(all: readonly One[], most: number): readonly One[] {
  if (all.length <= most) return all;
  const random = seededRandom('gradient check');
  const chosen = new Set<number>();
  while (chosen.size < most) chosen.add(random.below(all.length));
  return all.filter((_, at) => chosen.has(at));
}

/** Relative error of centred differences for steps from 1e-1 down to 1e-11: a V whose left arm is rounding. */
export function* errorCurve(evaluation: Evaluation, check: GradientCheck): Work<readonly StepError[]> {
  const output = evaluation.cells[check.cell]?.output;
  if (output === undefined) return [];
  const replay = new Replay(evaluation.tape, output);
  const value = evaluation.tape.valueOf(check.node);
  const curve: StepError[] = [];
  for (let i = 1; i <= CURVE_STEPS; i++) {
    const h = 10 ** -i;
    const difference = centredDifference(replay, check.node, value, check.entry, h);
    curve.push({ h, error: relativeError(check.exact, difference, 1e-300) });
    yield i / CURVE_STEPS;
  }
  return curve;
}

const CURVE_STEPS = 11;

interface StepError {
  readonly h: number;
  readonly error: number;
}
