import type { Gradients } from '../../autodiff/gradients.ts';
import { messagesOf } from '../../autodiff/messages.ts';

import type { NodeId } from '../../autodiff/tape/node.ts';
import { showNumber } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import { partsOf } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Evaluation } from '../evaluation.ts';
import { textOfNode } from '../places.ts';

import type { Hint } from './hint.ts';

/** So many nodes of backward passes are looked through at most, so that a text with very many outputs stays quick. */
const MOST_NODES = 200_000;

/** For each output the first gate, seen from the output, that turns finite numbers into a gradient that is not. */
export function infiniteSlopes(evaluation: Evaluation): readonly Hint[] {
  const hints: Hint[] = [];
  const told = new Set<NodeId>();
  let left = MOST_NODES;
  for (const { output, own, outputName } of evaluation.cells) {
    if (output === undefined || !own || left < 0) continue;
    const gradients = evaluation.gradients(output);
    left -= gradients.order.length;
    if (leavesAreFinite(evaluation, gradients)) continue;
    const found = firstInfinite(evaluation, gradients);
    if (found === undefined || told.has(found.node)) continue;
    told.add(found.node);
    hints.push({
      statement: evaluation.tape.statementOf(found.node),
      problem: {
        code: 'gradient-not-finite',
        severity: 'warning',
        ...placeOf(evaluation, found.node),
        message: messageFor(evaluation, gradients, found, outputName),
      },
    });
  }
  return hints;
}

interface Infinite {
  readonly node: NodeId;
  readonly port: number;
  readonly message: Tensor;
}

const finite = new WeakMap<Tensor, boolean>();
function allFinite(value: Tensor): boolean {
  let all = finite.get(value);
  if (all === undefined) {
    all = value.data.every((entry) => Number.isFinite(entry));
    finite.set(value, all);
  }
  return all;
}

/** By `Gradients.pass`: numbers that were moved are not looked at again. */
const finitePasses = new WeakSet<object>();

function leavesAreFinite({ tape }: Evaluation, gradients: Gradients): boolean {
  if (finitePasses.has(gradients.pass)) return true;
  for (const node of gradients.order) {
    if (tape.gateOf(node) !== undefined) continue;
    const scalar = tape.isScalar(node);
    const gradient = scalar ? undefined : gradients.of(node);
    if (scalar ? !Number.isFinite(gradients.scalarOf(node)) : gradient && !allFinite(gradient)) return false;
  }
  finitePasses.add(gradients.pass);
  return true;
}

/** Undefined too where a value that is not finite is the cause: that has a warning of its own. */
function firstInfinite({ tape }: Evaluation, gradients: Gradients): Infinite | undefined {
  for (const node of gradients.order) {
    const upstream = gradients.of(node);
    if (tape.gateOf(node) === undefined || upstream === undefined || !allFinite(upstream)) continue;
    const messages = messagesOf(tape, gradients, node);
    const port = messages.findIndex((message) => message !== undefined && !allFinite(message));
    const message = messages[port];
    if (message === undefined) continue;
    const around = [tape.valueOf(node), ...tape.inputsOf(node).map((input) => tape.valueOf(input))];
    return around.every(allFinite) ? { node, port, message } : undefined;
  }
  return undefined;
}

/** In a def's body the place is the outermost call, which the reader sees in the statement. */
function placeOf({ tape }: Evaluation, node: NodeId): Span {
  let place: Span | undefined = tape.expressionOf(node);
  for (let box = tape.boxAt(node); box >= 0; box = tape.boxes[box]?.parent ?? -1)
    place = tape.boxes[box]?.call ?? place;
  return { from: place?.from ?? 0, to: place?.to ?? 0 };
}

function messageFor(
  evaluation: Evaluation,
  gradients: Gradients,
  { node, port, message }: Infinite,
  outputName: string,
): string {
  const { tape, document } = evaluation;
  const expression = tape.expressionOf(node);
  let part = expression && partsOf(expression)[port];
  while (part?.kind === 'group') part = part.inner;
  const start = document.starts[tape.withinOf(node)] ?? 0;
  const operand = part
    ? document.text.slice(start + part.from, Math.min(part.to, part.from + 30) + start)
    : 'its operand';
  const input = tape.inputsOf(node)[port] ?? node;
  const rule = tape.gateOf(node)?.scalar;
  const at = tape.isScalar(input) ? ` at ${operand} = ${showNumber(tape.scalarAt(input))}` : '';
  const isNan = message.data.some((entry) => Number.isNaN(entry));
  const [a = 0, b = 0, c = 0] = tape.inputsOf(node).map((one) => tape.scalarAt(one));
  const slope = tape.isScalar(node)
    ? rule?.slopes[port]?.(a, b, c, tape.scalarAt(node), tape.optionsAt(node))
    : undefined;
  const word = isNan ? 'nan' : 'infinite';
  const cause =
    slope !== undefined && Number.isFinite(slope)
      ? `is larger than any number can be`
      : `is ${word}: the slope of ${textOfNode(evaluation, node)}${at} is infinite`;
  const zero = isNan
    ? ', and the 0 that arrives there times infinity has no value'
    : meetsZero(evaluation, gradients, node)
      ? '; further back it meets a 0, and 0 · ∞ has no value (nan)'
      : '';
  return `all values are finite, but from here back the gradient of ${outputName} ${cause}${zero}`;
}

function meetsZero({ tape }: Evaluation, gradients: Gradients, from: NodeId): boolean {
  for (const node of gradients.order)
    if (node < from && tape.gateOf(node) === undefined && gradients.of(node)?.data.some((entry) => Number.isNaN(entry)))
      return true;
  return false;
}
