import type { Gradients } from '../autodiff/gradients.ts';
import { messagesOf } from '../autodiff/messages.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import { steadyDigits } from '../base/printedArithmetic.ts';
import { showNumber } from '../base/show.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { flowsTo, type Gate } from '../gates/gate.ts';
import { broadcastTo } from '../tensor/broadcast.ts';
import { sameShape, type Tensor } from '../tensor/tensor.ts';
import { type Application, applicationAt, isAllNumbers, localGradient } from './application.ts';
import { usesOf } from './consumers.ts';
import { fillWords } from './formula/formula.ts';
import { labelOf } from './formula/label.ts';

export const isAllZero = ({ data }: Tensor): boolean => data.every((entry) => entry === 0);

/** Why no gradient comes to a node at all, in the learner's words. */
export function whyNone(evaluation: Evaluation, output: NodeId, node: NodeId): string {
  const { tape } = evaluation;
  const role = tape.roleOf(node);
  if (role === 'labels') return 'these are labels: no gradient flows to them';
  if (role === 'constant')
    return tape.derivations.has(node)
      ? 'a fixed value: no gradient flows through it'
      : 'a constant: it does not change';
  if (role === 'gate' && !tape.isReached(node))
    return 'nothing that can change feeds it through gates that pass gradients';
  const f = labelOf(evaluation, output).plain.text;
  const x = labelOf(evaluation, node).plain.text;
  const block = blockBetween(evaluation, output, node);
  return block === undefined
    ? (shownOnly(evaluation, output, node) ?? `${f} does not depend on ${x}`)
    : `${f} depends on ${x} only ${block}, and no gradient flows there`;
}

/**
 * A value that a fused gate works out for itself, or that is made from one: of `p = softmax(s)` beside `L = cross_entropy(s, y)`,
 * and of `q = p[2]`, the learner would say that L is made from them. Undefined where that is not so.
 */
export function shownOnly(evaluation: Evaluation, output: NodeId, node: NodeId): string | undefined {
  const { tape } = evaluation;
  const gradients = evaluation.gradients(output);
  const byMoves = (one: NodeId): boolean => tape.gateOf(one)?.moves !== undefined;
  const usersOf = (one: NodeId): readonly NodeId[] =>
    gradients.reaches(one) ? usesOf(evaluation, gradients, one).map(({ consumer }) => consumer) : [];
  for (const made of linked(node, (one) => (gradients.reaches(one) ? [] : tape.inputsOf(one)))) {
    const gate = tape.gateOf(made);
    const [source] = gate ? tape.inputsOf(made) : [];
    if (gate === undefined || source === undefined) continue;
    // The same entries in another arrangement: `cross_entropy([s], …)`, `softmax(reshape(s, -1))`.
    for (const start of linked(source, (one) => (byMoves(one) ? tape.inputsOf(one) : []))) {
      const users = linked(start, (one) => usersOf(one).filter(byMoves)).flatMap(usersOf);
      const by = users
        .map((user) => tape.gateOf(user))
        .find((one) => one?.expansion && new RegExp(`\\b(log_)?${gate.name}\\b`).test(one.expansion));
      if (by === undefined) continue;
      const [s, p] = [start, node].map((one) => labelOf(evaluation, one).plain.text);
      return `${by.name} works from ${s}; ${p} is only shown`;
    }
  }
  return undefined;
}

/** What is further away says nothing to a reader. */
const MOST_LINKS = 20;

/** A node, and what is linked to it over any number of links, nearest first. */
function linked(node: NodeId, links: (node: NodeId) => readonly NodeId[]): readonly NodeId[] {
  const found = new Set([node]);
  for (const one of found) {
    if (found.size >= MOST_LINKS) break;
    for (const link of links(one)) found.add(link);
  }
  return [...found];
}

/** The first place on a way from a node to the output where the gradient is stopped; undefined where there is no way. */
function blockBetween({ tape }: Evaluation, output: NodeId, node: NodeId): string | undefined {
  if (node > output) return undefined;
  const touched = new Set([node]);
  const blocked = new Map<NodeId, string>();
  for (let id = node + 1; id <= output; id++) {
    const gate = tape.gateOf(id);
    const derivation = tape.derivations.get(id);
    const inputs = gate ? tape.inputsOf(id) : (derivation?.inputs ?? []);
    const port = inputs.findIndex((input) => touched.has(input));
    if (port < 0) continue;
    touched.add(id);
    const before = blocked.get(inputs[port] ?? -1);
    const expression = tape.expressionOf(id);
    if (before !== undefined) blocked.set(id, before);
    else if (derivation)
      blocked.set(id, expression?.kind === 'call' ? `through ${expression.callee.name}(…)` : 'through a fixed value');
    else if (gate && !flowsTo(gate, port)) blocked.set(id, operandWords(gate, port));
  }
  return touched.has(output) ? (blocked.get(output) ?? 'through steps that pass no gradient') : undefined;
}

/**
 * The way a gradient flows back, as far as reasons for a zero are read from it. Tape and drawing each give one: a drawing has copy
 * gates and opened gates that the tape has not.
 */
export interface GradientFlow<Node> {
  readonly output: string;
  readonly digits: number;
  label(node: Node): string;
  gradient(node: Node): Tensor | undefined;
  /** What comes back to a node, in the order of the backward pass. */
  arrivals(node: Node): readonly Arrival<Node>[];
  /** Undefined for a gate that only copies or for what has no gate. */
  application(node: Node): Application | undefined;
}

interface Arrival<Node> {
  readonly to: Node;
  readonly port: number;
  readonly message: Tensor;
}

/** Why gradients, or single messages, are exactly 0. */
export interface ZeroReasons<Node> {
  ofNode(node: Node): string;
  ofMessage(to: Node, port: number): string;
}

/** More messages than these have their reasons left out. */
const MOST_REASONS = 3;

/**
 * A node whose gradient is 0 gets the reason at the gate that cut the gradient off, however far away that is: several, where
 * several uses were cut off at different gates. The reason is empty where more than `most` gates lie between.
 */
export function zeroReasons<Node>(flow: GradientFlow<Node>, most = 10_000): ZeroReasons<Node> {
  const known = new Map<Node, string>();
  return { ofNode, ofMessage };

  function ofNode(start: Node): string {
    // A stack, because chains of thousands of gates would overflow a recursion.
    const pending = [start];
    let visited = 0;
    for (let node = pending.at(-1); node !== undefined; node = pending.at(-1)) {
      const behind = flow.arrivals(node).slice(0, MOST_REASONS);
      const missing = known.has(node) ? [] : behind.filter(({ to }) => isCutOff(to) && !known.has(to));
      if (missing.length > 0) {
        if (++visited > most) return '';
        pending.push(...missing.map(({ to }) => to));
        continue;
      }
      if (!known.has(node)) known.set(node, reasonOf(node));
      pending.pop();
    }
    return known.get(start) ?? '';
  }

  function isCutOff(node: Node): boolean {
    const gradient = flow.gradient(node);
    return gradient !== undefined && isAllZero(gradient);
  }

  function reasonOf(node: Node): string {
    const arrivals = flow.arrivals(node);
    if (arrivals.length === 0) return `${flow.output} does not depend on ${flow.label(node)}`;
    const messages = arrivals.flatMap(({ message }) => (isAllZero(message) ? [] : [message]));
    if (messages.length > 0) return cancelling(messages, flow.digits);
    return joined(
      arrivals.slice(0, MOST_REASONS).map(({ to, port }) => (isCutOff(to) ? (known.get(to) ?? '') : local(to, port))),
    );
  }

  function ofMessage(to: Node, port: number): string {
    if (flow.gradient(to) === undefined) return `${flow.output} does not depend on it`;
    if (!isCutOff(to)) return local(to, port);
    const reason = ofNode(to);
    if (flow.application(to) === undefined) return reason;
    return `nothing arrives at ${flow.label(to)}${reason === '' ? '' : ` (${reason})`}`;
  }

  function local(to: Node, port: number): string {
    const application = flow.application(to);
    return application ? localReason(application, port, flow.digits) : COPIES_CANCEL;
  }
}

const joined = (reasons: readonly string[]): string =>
  [...new Set(reasons)].filter((reason) => reason !== '').join('; ');

/** `the messages of its uses cancel: 3 + (−3) = 0` */
function cancelling(messages: readonly Tensor[], digits: number): string {
  const plain = 'the messages of its uses cancel';
  if (messages.length > 6 || messages.some(({ shape }) => shape.length > 0)) return plain;
  const sum = (of: number): string => {
    const terms = messages.map(({ data }) => showNumber(data[0] ?? 0, of));
    return `${terms.map((term, i) => (i > 0 && term.startsWith('−') ? `(${term})` : term)).join(' + ')} = 0`;
  };
  const steady = steadyDigits(sum, digits);
  return steady === undefined ? plain : `${plain}: ${sum(steady)}`;
}

/** Broadcasting copies a value to many entries: what comes back to it is a sum. */
const COPIES_CANCEL = 'the messages of its copies cancel';

/** Why a gate whose upstream is not 0 sends 0 back to operand `port`. */
function localReason(application: Application, port: number, digits: number): string {
  const { gate, operands, out, upstream } = application;
  const names = operands.map(({ words }) => words.plain.text);
  const param = Math.min(port, gate.params.length - 1);
  const factor = gate.params.indexOf(gate.locals?.[param] ?? '');
  if (!isAllNumbers(application)) {
    const words = commonRemark(application, param);
    if (words !== undefined) return `${words}, wherever something arrives`;
    const zero = operands.find(({ value }, i) => i !== port && isAllZero(value));
    if (gate.pattern === 'swap multiplier' && zero) return `it is multiplied by ${zero.words.plain.text}, which is 0`;
    const operand = operands[port];
    if (gate.scalar && operand && !sameShape(operand.value.shape, out.value.shape)) return COPIES_CANCEL;
    return `the local gradient of ${gate.name} is 0 wherever something arrives`;
  }
  const numbers = operands.map(({ value }) => value.data[0] ?? Number.NaN);
  const remark = gate.remark?.(numbers, out.value.data[0] ?? Number.NaN, application.options);
  const about = remark?.param === param || remark?.kind === 'kink' ? remark : undefined;
  const words = about && fillWords(about.words, gate, names);
  if (words !== undefined && about?.kind === 'off') return words;
  const slope = localGradient(application, port);
  if (slope !== 0) {
    const arrived = showNumber(upstream?.data[0] ?? Number.NaN, digits);
    return `${showNumber(slope, digits)} · (${arrived}) is too small for a number: it rounds to 0`;
  }
  if (words !== undefined) return about?.kind === 'saturated' ? `${words}: its slope rounds to 0` : words;
  if (factor >= 0) return `it is multiplied by ${names[factor] ?? 'a factor'}, which is 0`;
  return `the local gradient of ${gate.name} is 0 at ${names[param] ?? 'its operand'} = ${showNumber(numbers[param] ?? Number.NaN, digits)}`;
}

/** The remark that holds for the operand at every entry at which upstream is not 0. */
function commonRemark({ gate, options, operands, out, upstream }: Application, param: number): string | undefined {
  if (gate.scalar === undefined || gate.remark === undefined) return undefined;
  const columns = operands.map(({ value }) => broadcastTo(value, out.value.shape).data);
  let common: string | undefined;
  for (let i = 0; i < out.value.data.length; i++) {
    if ((upstream?.data[i] ?? 0) === 0) continue;
    const entries = columns.map((column) => column[i] ?? Number.NaN);
    const remark = gate.remark(entries, out.value.data[i] ?? Number.NaN, options);
    if (remark === undefined || remark.param !== param || (common !== undefined && common !== remark.words))
      return undefined;
    common = remark.words;
  }
  return (
    common &&
    fillWords(
      common,
      gate,
      operands.map(({ words }) => words.plain.text),
    )
  );
}

/** Why the gradient at a node of the tape is 0 in every entry. */
export function whyZero(evaluation: Evaluation, gradients: Gradients, node: NodeId, digits = 4, most?: number): string {
  const { tape } = evaluation;
  const flow: GradientFlow<NodeId> = {
    output: labelOf(evaluation, gradients.output).plain.text,
    digits,
    label: (one) => labelOf(evaluation, one).plain.text,
    gradient: (one) => gradients.of(one),
    arrivals: (one) =>
      usesOf(evaluation, gradients, one).flatMap(({ consumer, port }) => {
        const message = messagesOf(tape, gradients, consumer)[port];
        return message ? [{ to: consumer, port, message }] : [];
      }),
    application: (one) => applicationAt(evaluation, one, gradients),
  };
  return zeroReasons(flow, most).ofNode(node);
}

/** `as the labels of cross_entropy`, `through a comparison (>)` */
function operandWords(gate: Gate, port: number): string {
  if (gate.spelling.kind === 'infix') return `through a comparison (${gate.symbol})`;
  const param = gate.params[Math.min(port, gate.params.length - 1)] ?? '';
  return gate.params.length > 1 ? `as the ${param} of ${gate.name}` : `through ${gate.name}`;
}
