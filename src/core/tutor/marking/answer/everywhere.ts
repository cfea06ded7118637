/**
 * Whether an answer in formulas holds for other numbers than those of the text: it is compared with the truth at further points
 * in the domain. They keep the sign of every given number and the branch of every router and switch.
 */
import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';
import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Tape } from '../../../autodiff/tape/tape.ts';
import { seededRandom } from '../../../base/seededRandom.ts';
import { showNumber, showUnwhole } from '../../../base/show.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { flowsTo, type Gate } from '../../../gates/gate.ts';
import { type Expression, partsOf } from '../../../syntax/tree.ts';
import { indexOf } from '../../../tensor/entryIndex.ts';
import { sameShape, type Tensor, zeros } from '../../../tensor/tensor.ts';
import { filled, mapped } from '../../entries.ts';
import { gradientTarget } from './noAnswer.ts';
import type { Asked } from './question.ts';
import type { WrittenAnswer } from './writtenAnswer.ts';

/** Other numbers at which a formula is not the truth. */
export interface CounterExample {
  /** Entry of the answer that differs there. */
  readonly entry: number;
  /** `x = 3`; empty where several numbers had to change. */
  readonly change: string;
  readonly yours: string;
  readonly truth: string;
}

const POINTS = 5;
/** How far the numbers of a point move, beside their size. Near a corner only small moves keep the branch. */
const REACHES = [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.2, 0.2, 0.2, 0.05, 0.05, 0.05, 0.01, 0.01, 0.01];
const STEPS = [1, -1, 2, -2, 0.5, -0.5, 0.1, -0.1];
/** Leaves whose numbers are tried one at a time for a short counter-example. */
const MOST_LEAVES = 12;
const EQUAL = 1e-7;
/** An operation in doubles is exact to about this. */
const LAST_DIGIT = 2e-15;
const SHAKEN = 1e-11;

interface Point {
  readonly answer: Tensor;
  readonly truth: Tensor;
  /** What the rounding of doubles may change in the answer. */
  readonly slack: Tensor;
}

/** Undefined where every formula in the answer holds at every point that could be found. */
export function counterExample(asked: Asked, given: WrittenAnswer): CounterExample | undefined {
  const { answerNode } = asked.result;
  const entries = given.entries.flatMap(({ isFormula }, at) => (isFormula ? [at] : []));
  if (answerNode === undefined || entries.length === 0) return undefined;
  const trial = new Trial(asked, answerNode);
  const random = seededRandom(`points ${asked.result.name}`);
  let found = 0;
  for (const reach of REACHES) {
    if (found >= POINTS) break;
    const moved = new Map(
      trial.leaves.map((leaf) => [
        leaf,
        mapped(asked.evaluation.tape.valueOf(leaf), (value) => {
          const by = reach * (random.uniform() * 1.8 - 0.6);
          return value === 0 ? by : value * (1 + by);
        }),
      ]),
    );
    const point = trial.at(moved);
    if (point === undefined) continue;
    found++;
    const entry = entries.find((at) => differs(point, at));
    if (entry !== undefined) return shortExample(asked, trial, entries) ?? { entry, change: '', yours: '', truth: '' };
  }
  return undefined;
}

/** How much the rounding of doubles may change each entry of the answer at the numbers of the text. */
export function formulaSlack(asked: Asked): Tensor | undefined {
  const { answerNode } = asked.result;
  return answerNode === undefined ? undefined : new Trial(asked, answerNode).at(new Map())?.slack;
}

function differs({ answer, truth, slack }: Point, at: number): boolean {
  const right = truth.data[at] ?? 0;
  return Math.abs((answer.data[at] ?? 0) - right) > EQUAL * Math.abs(right) + (slack.data[at] ?? 0) + 1e-300;
}

/** One number changed by a little whole number: what a learner can work out again. */
function shortExample(asked: Asked, trial: Trial, entries: readonly number[]): CounterExample | undefined {
  const { evaluation } = asked;
  for (const step of STEPS)
    for (const leaf of trial.leaves.slice(0, MOST_LEAVES)) {
      const name = evaluation.nameOf(leaf);
      const value = evaluation.tape.valueOf(leaf);
      if (name === undefined || value.data.length === 0) continue;
      const data = Float64Array.from(value.data);
      data[0] = (data[0] ?? 0) + step;
      const point = trial.at(new Map([[leaf, { shape: value.shape, data }]]));
      if (point === undefined) continue;
      for (const entry of entries) {
        const yours = showUnwhole(point.answer.data[entry] ?? 0);
        const truth = showUnwhole(point.truth.data[entry] ?? 0);
        if (!differs(point, entry) || yours === truth) continue;
        const index = value.shape.length === 0 ? '' : `[${value.shape.map(() => 0).join(', ')}]`;
        return { entry, change: `${name}${index} = ${showNumber(data[0] ?? 0)}`, yours, truth };
      }
    }
  return undefined;
}

/** "at x = 3 yours is 13, the gradient 18" */
export function counterWords(asked: Asked, { entry, change, yours, truth }: CounterExample): string {
  const what = asked.result.asks === 'grad' ? 'the gradient' : 'the value';
  const of = asked.shape.length === 0 ? '' : `entry [${indexOf(asked.shape, entry).join(', ')}] of `;
  return change === ''
    ? `It gives the right number here, and another one than ${what} for other numbers: a formula must hold for all of them.`
    : `It gives the right number here, but not everywhere: at ${change} ${of}yours is ${yours}, ${of === '' ? what : `that of ${what}`} ${truth}.`;
}

class Trial {
  /** Given numbers that the truth or the answer depends on, the answer's own first. */
  readonly leaves: readonly NodeId[];
  private readonly asked: Asked;
  private readonly answer: NodeId;
  private readonly root: NodeId;
  private readonly own: ReadonlySet<NodeId>;
  /** Constants `grad(q)` in the answer, with the node of that q. */
  private readonly gradients: readonly (readonly [constant: NodeId, target: NodeId])[];
  private readonly forks: readonly { readonly id: NodeId; readonly gate: Gate }[];

  constructor(asked: Asked, answer: NodeId) {
    const { evaluation, graph, node, result } = asked;
    const { tape } = evaluation;
    this.asked = asked;
    this.answer = answer;
    this.root = result.asks === 'grad' && graph ? graph.output : node;
    const own = feeding(tape, answer);
    this.own = own;
    this.gradients = [...own].flatMap((id) => {
      const target = gradientTarget(evaluation, id);
      return target === undefined ? [] : [[id, target] as const];
    });
    const { names, numbers } = partsIn(result.answerExpression);
    const all = [...own, ...[...feeding(tape, this.root)].filter((id) => !own.has(id))];
    const uses = usesIn(
      tape,
      all.toSorted((a, b) => b - a),
    );
    const sizes = sizesIn(tape, all);
    const read = readBy(evaluation, names, own);
    this.leaves = all.filter((id) => {
      const role = tape.roleOf(id);
      if ((role !== 'input' && role !== 'param') || tape.derivations.has(id)) return false;
      if (!tape.isScalar(id)) return true;
      const value = tape.scalarAt(id);
      const by = uses.get(id) ?? [];
      // The m of 1/m counts rows that are written out: it does not change without them.
      if (sizes.has(value) && by.some(({ gate, port }) => gate.name === 'div' && port === 1)) return false;
      // A factor of lists is a constant of the method, such as a rate; it may be written as its number, and so may a number that is
      // in a computed value which the formula reads.
      const isConstant = by.length > 0 && by.every(({ gate, of }) => SCALES.has(gate.name) && !tape.isScalar(of));
      const isFixed = id !== node && (isConstant || read.has(id));
      return !isFixed || names.has(evaluation.nameOf(id) ?? '') || !numbers.has(Math.abs(value));
    });
    this.forks = all.flatMap((id) => {
      const gate = tape.gateOf(id);
      return gate && branches(gate) ? [{ id, gate }] : [];
    });
  }

  /** Undefined where something is no number, or another branch is taken. */
  at(moved: ReadonlyMap<NodeId, Tensor>): Point | undefined {
    const { asked, answer, root } = this;
    const { evaluation, graph, node, pick, result } = asked;
    const { tape } = evaluation;
    const values = forwardAgain(tape, root, { pinned: moved });
    const passed =
      graph && (result.asks === 'grad' || this.gradients.length > 0)
        ? new BackwardGraph(tape, graph.output, { values })
        : undefined;
    const pinned = new Map(moved);
    for (const [constant, target] of this.gradients) {
      const gradient = passed?.gradient(target);
      if (gradient) pinned.set(constant, gradient);
    }
    const own = forwardAgain(tape, answer, { pinned });
    const given = own(answer);
    if (this.forks.some(({ id, gate }) => !sameBranch(tape, gate, id, this.own.has(id) ? own : values)))
      return undefined;
    const whole =
      result.asks === 'value' || passed === undefined
        ? values(node)
        : (passed.gradient(node) ?? zeros(tape.shapeOf(node)));
    const truth = pick(whole);
    if (!sameShape(truth.shape, given.shape)) return undefined;
    const slack = this.slackAt(pinned, given);
    if (![truth, given, slack].every(({ data }) => data.every(Number.isFinite))) return undefined;
    return { answer: given, truth, slack };
  }

  private slackAt(moved: ReadonlyMap<NodeId, Tensor>, given: Tensor): Tensor {
    const { tape } = this.asked.evaluation;
    const slack = mapped(given, () => 0);
    for (let run = 0; run < 2; run++) {
      const random = seededRandom(`formula ${run}`);
      const shaken = forwardAgain(tape, this.answer, {
        pinned: moved,
        // What gates give is shaken, not what is written: a negative number has no power of 2.00000000001.
        replace: (id, value) =>
          tape.gateOf(id) &&
          mapped(value, (entry) => entry * (1 + SHAKEN * (random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform()))),
      })(this.answer);
      for (let at = 0; at < slack.data.length; at++)
        slack.data[at] = Math.max(
          slack.data[at] ?? 0,
          (Math.abs((shaken.data[at] ?? 0) - (given.data[at] ?? 0)) * LAST_DIGIT) / SHAKEN,
        );
    }
    return slack;
  }
}

const SCALES: ReadonlySet<string> = new Set(['mul', 'div']);

interface UseAt {
  readonly gate: Gate;
  readonly port: number;
  /** The gate's other operand. */
  readonly of: NodeId;
}

/** Where each node is used, what only hands a number on or multiplies it by another given one looked through. */
function usesIn(tape: Tape, all: readonly NodeId[]): ReadonlyMap<NodeId, readonly UseAt[]> {
  const direct = new Map<NodeId, UseAt[]>();
  for (const consumer of all) {
    const gate = tape.gateOf(consumer);
    if (gate === undefined) continue;
    const inputs = tape.inputsOf(consumer);
    const isGiven = (id: NodeId): boolean => tape.isScalar(id) && tape.gateOf(id) === undefined;
    const handsOn =
      tape.isScalar(consumer) &&
      (gate.pattern === 'gradient adder' || (SCALES.has(gate.name) && inputs.every(isGiven)));
    for (const [port, id] of inputs.entries()) {
      const divides = gate.name === 'div' && port === 1;
      const uses = handsOn && !divides ? (direct.get(consumer) ?? []) : [{ gate, port, of: inputs[1 - port] ?? id }];
      direct.set(id, [...(direct.get(id) ?? []), ...uses]);
    }
  }
  return direct;
}

/** What goes into the computed values whose names stand in an answer. */
function readBy(evaluation: Evaluation, names: ReadonlySet<string>, own: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const { tape } = evaluation;
  const named = [...own].filter((id) => tape.gateOf(id) !== undefined && names.has(evaluation.nameOf(id) ?? ''));
  return new Set(named.flatMap((id) => [...feeding(tape, id)]));
}

/** Sides and sizes of the lists of a program, from 2. */
function sizesIn(tape: Tape, all: readonly NodeId[]): ReadonlySet<number> {
  const sizes = new Set<number>();
  for (const id of all) {
    const shape = tape.shapeOf(id);
    for (const size of [...shape, shape.reduce((product, side) => product * side, 1)]) if (size > 1) sizes.add(size);
  }
  return sizes;
}

function partsIn(expression: Expression): {
  readonly names: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
} {
  const names = new Set<string>();
  const numbers = new Set<number>();
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'number') numbers.add(Math.abs(part.value));
    if (part.kind === 'name') names.add(part.name);
    pending.push(...partsOf(part));
  }
  return { names, numbers };
}

/** Everything that a change can reach a node from. */
function feeding(tape: Tape, last: NodeId): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const pending = [last];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const body = tape.bodies.get(id);
    if (body !== undefined) pending.push(body);
    const gate = tape.gateOf(id);
    const passes = (port: number): boolean => gate === undefined || branches(gate) || flowsTo(gate, port);
    pending.push(...tape.inputsOf(id).filter((_, port) => passes(port)));
    pending.push(
      ...(tape.derivations.get(id)?.inputs ?? []).filter((input) => gate === undefined && isDetached(tape, id, input)),
    );
  }
  return found;
}

/** A derived leaf that is a copy of what it comes from: `detach(x)`. Labels, which others come from, do not move. */
const isDetached = (tape: Tape, id: NodeId, input: NodeId): boolean => sameShape(tape.shapeOf(id), tape.shapeOf(input));

/** Gates that do something else on the other side of a corner; comparisons, which are all corner, pass nothing. */
const branches = (gate: Gate): boolean =>
  gate.pattern === 'gradient router' ||
  gate.pattern === 'gradient switch' ||
  gate.name === 'hinge' ||
  (gate.scalar !== undefined && gate.differentiable.every((flows) => !flows));

function sameBranch(tape: Tape, gate: Gate, id: NodeId, values: (node: NodeId) => Tensor): boolean {
  const before = branchOf(tape, gate, id, (node) => tape.valueOf(node));
  const after = branchOf(tape, gate, id, values);
  return before.every((side, at) => side === after[at]);
}

/** Which entries pass, and with which sign; of a comparison what it says. */
function branchOf(tape: Tape, gate: Gate, id: NodeId, of: (node: NodeId) => Tensor): readonly number[] {
  const inputs = tape.inputsOf(id).map(of);
  const out = of(id);
  if (gate.differentiable.every((flows) => !flows)) return Array.from(out.data);
  const into = inputs.map((input, port) => (flowsTo(gate, port) ? zeros(input.shape) : undefined));
  gate.pullback({ inputs, out, upstream: filled(out.shape, 1), options: tape.optionsAt(id) }, into);
  return into.flatMap((tensor) =>
    Array.from(tensor?.data ?? [], (slope) => Math.sign(slope) * (Math.abs(slope) > 0.1 ? 2 : 1)),
  );
}
