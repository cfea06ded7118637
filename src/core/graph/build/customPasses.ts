import { backward } from '../../autodiff/backward.ts';
import { messagesOf } from '../../autodiff/messages.ts';
import type { CallBox, NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { agree } from './agree.ts';
import type { DrawnNode } from './drawing.ts';

const kept = new WeakMap<Evaluation, ReadonlyMap<NodeId, CallBox>>();

/** The call whose backward pass the learner has written, where a node is one. */
export function learnedCallAt(evaluation: Evaluation, node: NodeId): CallBox | undefined {
  let calls = kept.get(evaluation);
  if (calls === undefined) {
    calls = new Map(evaluation.tape.boxes.filter(({ body }) => body >= 0).map((call) => [call.output, call]));
    kept.set(evaluation, calls);
  }
  return calls.get(node);
}

/**
 * Whether the learner's gradients equal those that the body's gates would have sent for the same upstream. Undefined where
 * nothing arrives, so that nothing can be compared.
 */
export function agreesWithBody({ tape }: Evaluation, call: CallBox, drawn: DrawnNode): boolean | undefined {
  const upstream = drawn.gradient;
  if (upstream === undefined || !tape.isReached(call.body)) return undefined;
  const through = backward(tape, call.body, upstream);
  const sums = new Map<NodeId, Tensor>();
  const add = (node: NodeId, message: Tensor): void => {
    const sum = sums.get(node) ?? zeros(message.shape);
    for (let i = 0; i < message.data.length; i++) sum.data[i] = (sum.data[i] ?? 0) + (message.data[i] ?? 0);
    sums.set(node, sum);
  };
  if (call.body < call.first) add(call.body, upstream);
  for (let id = call.first; id <= call.body; id++)
    messagesOf(tape, through, id).forEach((message, port) => {
      const input = tape.inputsOf(id)[port] ?? -1;
      if (message && input < call.first) add(input, message);
    });
  const own = new Map<NodeId, Tensor>();
  for (const { from, message } of drawn.into) {
    const node = from.node;
    if (node === undefined || message === undefined) continue;
    const sum = own.get(node) ?? zeros(message.shape);
    for (let i = 0; i < message.data.length; i++) sum.data[i] = (sum.data[i] ?? 0) + (message.data[i] ?? 0);
    own.set(node, sum);
  }
  return [...own].every(([node, message]) => agree(message, sums.get(node) ?? zeros(message.shape), 1e-7));
}
