import type { Gradients } from '../autodiff/gradients.ts';
import { messagesOf } from '../autodiff/messages.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import { showNumber } from '../base/show.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { flowsTo, type Gate } from '../gates/gate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { usesOf } from './consumers.ts';
import { labelOf } from './formula/label.ts';
import { partial } from './formula/written.ts';
import { remarksAt } from './remarks.ts';

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
 * A value that a fused gate works out for itself: of `p = softmax(s)` beside `L = cross_entropy(s, y)` the learner would say
 * that L is made from p. Undefined where that is not so.
 */
function shownOnly(evaluation: Evaluation, output: NodeId, node: NodeId): string | undefined {
  const { tape } = evaluation;
  const gate = tape.gateOf(node);
  const [source] = gate ? tape.inputsOf(node) : [];
  if (gate === undefined || source === undefined) return undefined;
  const gradients = evaluation.gradients(output);
  const fused = usesOf(evaluation, gradients, source).find(({ consumer }) => {
    const expansion = tape.gateOf(consumer)?.expansion;
    return expansion !== undefined && consumer !== node && new RegExp(`\\b(log_)?${gate.name}\\b`).test(expansion);
  });
  const by = fused && tape.gateOf(fused.consumer);
  if (!by) return undefined;
  const [s, p] = [source, node].map((one) => labelOf(evaluation, one).plain.text);
  return `${by.name} works from ${s}; ${p} is only shown`;
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

/** Why a gradient that was computed is zero in every entry: the gate that cut it off, as near to the node as possible. */
export function whyZero(
  evaluation: Evaluation,
  gradients: Gradients,
  node: NodeId,
  digits = 4,
  mostHops = 10_000,
): string {
  const { tape } = evaluation;
  for (let at = node, hops = 0; hops < mostHops; hops++) {
    const uses = usesOf(evaluation, gradients, at);
    const messages = uses.map(({ consumer, port }) => messagesOf(tape, gradients, consumer)[port]);
    if (messages.length > 1 && messages.some((message) => message && !isAllZero(message))) {
      const shown = messages.map((message) =>
        message && message.data.length === 1 ? showNumber(message.data[0] ?? 0, digits) : '…',
      );
      return tape.isScalar(at)
        ? `the messages of its uses cancel: ${shown.join(', ')}`
        : 'the messages of its uses cancel';
    }
    const [use] = uses;
    if (use === undefined) return '';
    const upstream = gradients.of(use.consumer);
    if (upstream && isAllZero(upstream)) {
      at = use.consumer;
      continue;
    }
    const off = remarksAt(evaluation, use.consumer, use.port).find((remark) => remark.kind !== 'saturated');
    if (off) return off.words;
    const local = partial(labelOf(evaluation, use.consumer), labelOf(evaluation, at)).plain.text;
    return `the local gradient ${local} is 0 here`;
  }
  return '';
}

/** `as the labels of cross_entropy`, `through a comparison (>)` */
function operandWords(gate: Gate, port: number): string {
  if (gate.spelling.kind === 'infix') return `through a comparison (${gate.symbol})`;
  const param = gate.params[Math.min(port, gate.params.length - 1)] ?? '';
  return gate.params.length > 1 ? `as the ${param} of ${gate.name}` : `through ${gate.name}`;
}
