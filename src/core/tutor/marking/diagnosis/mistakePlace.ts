/** The evidence behind a sentence about a mistake: the numbers of the very pass on which it was found. */
import type { BackwardGraph } from '../../../autodiff/backwardGraph.ts';

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Edge, Sending, WrongRule } from '../../../autodiff/wrongRule.ts';
import { lineTable } from '../../../base/lineTable.ts';
import { isPrinted, numbersIn, read } from '../../../base/printedArithmetic.ts';
import { showShape, showUnwhole } from '../../../base/show.ts';
import { applicationAt } from '../../../explain/application.ts';
import { labelOf } from '../../../explain/formula/label.ts';
import { plainTensor } from '../../../explain/formula/plain.ts';
import { partial } from '../../../explain/formula/written.ts';
import { localWords } from '../../../explain/gradientTerm.ts';
import { flowsTo } from '../../../gates/gate.ts';
import { sameShape, type Tensor, zeros } from '../../../tensor/tensor.ts';
import { zipped } from '../../entries.ts';
import type { ForkPlace, GatePlace, MistakeQuantity, Place, UpdatePlace } from '../../mistakes/mistake.ts';
import { type Asked, expectedFor } from '../answer/question.ts';
import type { WrittenAnswer } from '../answer/writtenAnswer.ts';
import { openAnswers, type Secrets } from '../integrity/secrets.ts';
import type { Found } from './diagnosis.ts';
import { valuesBy } from './updateDiagnosis.ts';
import { updateLines } from './updateLines.ts';

const DIGITS = 4;
const UNKNOWN = '?';

export const shown = (tensor: Tensor | undefined): string =>
  tensor === undefined ? UNKNOWN : readable(tensor, DIGITS);

/** With more digits, for what was rounded. */
export const inFull = (tensor: Tensor): string => readable(tensor, 6);

/** What a sentence is about: the question, what was found, and the answer as it was written. */
export interface Case {
  readonly asked: Asked;
  readonly found: Found;
  readonly given: WrittenAnswer;
  /** The answer as a sentence writes it. */
  readonly written: string;
  readonly digits: number;
}

/** Undefined where no place can be named. */
export function placeOf(of: Case): Place | undefined {
  const { found } = of;
  if (found.pass === undefined) return updatePlace(of);
  if (found.base === undefined) return undefined;
  const fork = found.pass.forks.at(-1);
  if (fork !== undefined) return found.variant.rule?.recursion ? undefined : forkPlace(of, found.base.graph, fork);
  const edge = found.pass.edges.at(-1);
  return edge && gatePlace(of, found.base.graph, edge);
}

/** A number beside the true one: it is the learner's own where the two are told apart by what is printed. */
function quantity(name: string, used: Tensor | undefined, truth: Tensor | undefined, digits: number): MistakeQuantity {
  if (used === undefined || !used.data.every((entry) => Number.isFinite(entry)))
    return { name, number: undefined, own: false };
  const text = readable(used, digits);
  const own = truth === undefined || !sameShape(truth.shape, used.shape) || text !== readable(truth, digits);
  return { name, number: text.startsWith('(') ? undefined : text, own };
}

/** What is printed whole is whole: 4.99999 keeps its next digits. */
const readable = (tensor: Tensor, digits: number): string =>
  tensor.shape.length === 0
    ? showUnwhole(tensor.data[0] ?? 0, digits)
    : plainTensor(tensor, digits, 9, showUnwhole).text;

const hide = (of: MistakeQuantity, hidden: boolean): MistakeQuantity => (hidden ? { ...of, number: undefined } : of);

/** Every number that a practice cell still asks for, this question's own among them: none is printed, under whatever name. */
export function openNumbers(asked: Asked): readonly number[] {
  const { evaluation, statement, cell } = asked;
  if (evaluation.document.cells[cell]?.kind !== 'practice') return [];
  const { values, gradients } = openAnswers(evaluation, statement);
  const right = expectedFor(asked);
  return [
    ...[...values].map((node) => evaluation.tape.valueOf(node)),
    ...[...gradients].flatMap((node) => asked.graph?.gradient(node) ?? []),
    ...(right ? [right] : []),
  ].flatMap(({ data }) => [...data]);
}

/** Whether a text prints one of these numbers, with either sign. `written` is the learner's own answer. */
export const prints = (text: string, numbers: readonly number[], written: string): boolean =>
  numbers.length > 0 &&
  numbersIn(text).some(
    (number) =>
      read(number) !== 0 &&
      number !== written &&
      numbers.some((answer) => isPrinted(answer, number) || isPrinted(-answer, number)),
  );

function gatePlace(of: Case, graph: BackwardGraph, edge: Edge): GatePlace | undefined {
  const { asked, found, given, written, digits } = of;
  const { evaluation } = asked;
  const { tape } = evaluation;
  const open = openAnswers(evaluation, asked.statement);
  const secret = openNumbers(asked);
  const keep = (of: MistakeQuantity): MistakeQuantity =>
    hide(of, of.number !== undefined && prints(of.number, secret, ''));
  const label = (node: NodeId): string => labelOf(evaluation, node).plain.text;
  const value = (node: NodeId): MistakeQuantity =>
    keep(hide(quantity(label(node), graph.valueOf(node), tape.valueOf(node), digits), open.values.has(node)));
  const arrived = found.pass?.arrived.get(edge.consumer);
  if (arrived === undefined) return undefined;
  const inputs = tape.inputsOf(edge.consumer);
  const at = inputs.findIndex((_, port) => port !== edge.port && flowsTo(edge.gate, port));
  const other = inputs[at];
  const truth = asked.graph?.gradient(edge.consumer);
  const upstream = quantity(
    partial(labelOf(evaluation, graph.output), labelOf(evaluation, edge.consumer)).plain.text,
    arrived,
    truth,
    digits,
  );
  const hidden = open.gradients.has(edge.consumer);
  const pinned = found.base?.pinned?.has(edge.consumer) ?? false;
  const edges = found.pass?.edges ?? [];
  const isHere = edge.operand === asked.node && graph.edgesInto(asked.node).length === 1;
  const isScalar = tape.isScalar(edge.operand) && inputs.every((input) => tape.isScalar(input));
  const sending = graph.sending(edge, arrived);
  return {
    kind: 'gate',
    gate: edge.gate.name,
    operand: value(edge.operand),
    other: other === undefined ? undefined : value(other),
    out: value(edge.consumer),
    upstream: keep(hide(upstream, hidden)),
    local: localOf(of, sending, isScalar, open, keep),
    isHere,
    given: isHere && isScalar && given.shape.length === 0 ? written : undefined,
    also: [...new Set(edges.filter((one) => one.consumer !== edge.consumer).map(({ consumer }) => label(consumer)))],
    should: upstream.own && !pinned && !hidden && truth ? quantity(upstream.name, truth, truth, digits) : undefined,
    operandShape: showShape(graph.valueOf(edge.operand).shape),
    outShape: showShape(graph.valueOf(edge.consumer).shape),
    count: Math.round(graph.valueOf(edge.consumer).data.length / Math.max(1, graph.valueOf(edge.operand).data.length)),
    sending,
    times: timesTooLarge(of),
  };
}

function localOf(
  { asked, digits }: Case,
  sending: Sending,
  isScalar: boolean,
  open: Secrets,
  keep: (of: MistakeQuantity) => MistakeQuantity,
): MistakeQuantity | undefined {
  const { gate, consumer, port, inputs, out, options, tape } = sending;
  const form = gate.locals?.[Math.min(port, gate.locals.length - 1)];
  if (form === undefined) return undefined;
  const { evaluation } = asked;
  const application = applicationAt(evaluation, consumer, undefined);
  const name = (application && localWords(application, port)?.plain.text) ?? form;
  const slope = gate.scalar?.slopes[port];
  const isOpen = tape.inputsOf(consumer).some((input) => open.values.has(input)) || open.values.has(consumer);
  if (!isScalar || slope === undefined || isOpen) return { name, number: undefined, own: false };
  const slopeFor = (values: readonly Tensor[], result: Tensor): Tensor => {
    const [a = 0, b = 0, c = 0] = values.map(({ data }) => data[0] ?? 0);
    return { shape: [], data: Float64Array.of(slope(a, b, c, result.data[0] ?? 0, options)) };
  };
  const truth = slopeFor(
    tape.inputsOf(consumer).map((input) => tape.valueOf(input)),
    tape.valueOf(consumer),
  );
  return keep(quantity(name, slopeFor(inputs, out), truth, digits));
}

/** By how much all entries that are not 0 are too large, where that is one number. */
function timesTooLarge({ asked, given }: Case): number | undefined {
  const right = asked.graph?.gradient(asked.node);
  const truth = right && asked.pick(right);
  if (truth === undefined || !sameShape(truth.shape, given.shape)) return undefined;
  let times: number | undefined;
  for (const [at, { value }] of given.entries.entries()) {
    const entry = truth.data[at] ?? 0;
    if (entry === 0 && value === 0) continue;
    const here = value / entry;
    if (!Number.isFinite(here) || (times !== undefined && Math.abs(here - times) > 0.01 * Math.abs(times)))
      return undefined;
    times ??= here;
  }
  return times;
}

function forkPlace(of: Case, graph: BackwardGraph, node: NodeId): ForkPlace | undefined {
  const { asked, found, given, written, digits } = of;
  const { evaluation } = asked;
  const arrived = found.pass?.arrived;
  const rule = found.variant.rule;
  const edges = graph.edgesInto(node);
  const isAsked = node === asked.node;
  const pick = isAsked ? asked.pick : (tensor: Tensor): Tensor => tensor;
  const tensors: Tensor[] = [];
  const messages = edges.map((edge, i) => {
    const upstream = arrived?.get(edge.consumer) ?? zeros(graph.valueOf(edge.consumer).shape);
    const sending = graph.sending(edge, upstream);
    const sent = messageBy(rule, found, edge, sending);
    const truth = asked.graph?.edgesInto(node)[i];
    tensors.push(pick(sent));
    return {
      through: through(of, edges, edge),
      message: quantity('', pick(sent), truth && asked.graph && pick(asked.graph.message(truth)), digits),
      isNothing: sent.data.every((entry) => entry === 0),
    };
  });
  const isTrue = messages.every(({ message }) => !message.own && message.number !== undefined);
  const total = tensors.reduce<Tensor | undefined>(
    (sum, one) => (sum === undefined ? one : zipped(sum, one, (a, b) => a + b)),
    undefined,
  );
  return {
    kind: 'fork',
    value: labelOf(evaluation, node).plain.text,
    asked: isAsked,
    messages,
    total: isTrue && total ? readable(total, digits) : undefined,
    given: isAsked && given.shape.length === 0 ? written : undefined,
    also: (found.pass?.forks ?? []).filter((fork) => fork !== node).map((fork) => labelOf(evaluation, fork).plain.text),
  };
}

const messageBy = (rule: WrongRule | undefined, { places }: Found, edge: Edge, sending: Sending): Tensor =>
  (rule?.message && (places.edge?.(edge) ?? true) ? rule.message(sending) : undefined) ?? sending.right;

/** `f`; where one gate uses the value more than once, by which of its operands: `the first factor of f`. */
function through({ asked: { evaluation } }: Case, edges: readonly Edge[], edge: Edge): string {
  const label = (node: NodeId): string => labelOf(evaluation, node).plain.text;
  const own = label(edge.consumer);
  const isTwin = edges.some(({ consumer }) => consumer !== edge.consumer && label(consumer) === own);
  const { document, tape } = evaluation;
  const start = document.starts[tape.statementOf(edge.consumer)] ?? 0;
  const name = isTwin ? `${own} (line ${lineTable(document.text).at(start).line + 1})` : own;
  if (edges.filter(({ consumer }) => consumer === edge.consumer).length < 2) return name;
  const kind = { mul: 'factor', add: 'term', sub: 'term' }[edge.gate.name] ?? 'operand';
  const which = ['first', 'second', 'third', 'fourth', 'fifth'][edge.port] ?? `${edge.port + 1}th`;
  return `the ${which} ${kind} of ${name}`;
}

function updatePlace(of: Case): UpdatePlace | undefined {
  const { asked, found, given, written, digits } = of;
  const { evaluation, node } = asked;
  const { tape } = evaluation;
  const lines = updateLines(tape);
  const { update } = found.variant;
  if (update === undefined) return undefined;
  const used = valuesBy(asked, update, found.pinned);
  const step = lines.steps.get(node);
  const velocity = lines.velocities.get(step?.change ?? node) ?? lines.velocities.get(node);
  const rate = step?.lr ?? (velocity && lines.lrOf(velocity.node));
  if (step === undefined && velocity === undefined) return undefined;
  const open = openAnswers(evaluation, asked.statement);
  const named = (id: NodeId | undefined): MistakeQuantity | undefined =>
    id === undefined
      ? undefined
      : hide(quantity(labelOf(evaluation, id).plain.text, used(id), tape.valueOf(id), digits), open.values.has(id));
  return {
    kind: 'update',
    past: named(velocity?.past),
    gradient: named(velocity?.gradient),
    beta: named(velocity?.beta),
    lr: named(rate),
    weights: named(step?.weights),
    change: named(step?.change),
    asks: step ? 'step' : velocity?.node === node ? 'velocity' : 'other',
    given: given.shape.length === 0 ? written : undefined,
  };
}
