/** Messages of gates on tensors. */
import { flowsTo, type Gate, type Options, sameOptions } from '../gates/gate.ts';
import { scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** Messages of a gate on tensors, and sums of messages, kept while the very same operands and upstream gradient recur. */
interface KeptMessages {
  readonly gate: Gate;
  readonly options: Options;
  readonly inputs: readonly (Tensor | number)[];
  readonly upstream: Tensor | number;
  readonly wanted: number;
  readonly messages: readonly (Tensor | undefined)[];
}
const messagesOfTensor = new WeakMap<Tensor, KeptMessages[]>();
const sums = new WeakMap<Tensor, { readonly other: Tensor; readonly sum: Tensor }>();
/** How many passes may differ at one gate (several outputs of one document) before the oldest is forgotten. */
const MOST_KEPT = 4;

/** One for each operand that wants one. */
export function messagesFrom(
  tape: Tape,
  id: NodeId,
  gate: Gate,
  inputs: readonly NodeId[],
  upstream: Tensor | number,
): readonly (Tensor | undefined)[] {
  let wanted = 0;
  for (let port = 0; port < inputs.length; port++)
    if (tape.isReached(inputs[port] ?? 0) && flowsTo(gate, port)) wanted |= 1 << Math.min(port, 30);
  const options = tape.optionsAt(id);
  const operands = inputs.map((input) => (tape.isScalar(input) ? tape.scalarAt(input) : tape.valueOf(input)));
  const key = tape.tensorAt(id) ?? operands.find((operand) => typeof operand !== 'number');
  const kept = typeof key === 'object' ? messagesOfTensor.get(key) : undefined;
  const known = kept?.find(
    (one) =>
      one.gate === gate &&
      sameOptions(one.options, options) &&
      one.wanted === wanted &&
      Object.is(one.upstream, upstream) &&
      one.inputs.length === operands.length &&
      one.inputs.every((operand, port) => Object.is(operand, operands[port])),
  );
  if (known) return known.messages;
  const into = inputs.map((input, port) =>
    tape.isReached(input) && flowsTo(gate, port) ? zeros(tape.shapeOf(input)) : undefined,
  );
  const values = inputs.map((input) => tape.valueOf(input));
  const arriving = typeof upstream === 'number' ? scalar(upstream) : upstream;
  gate.pullback({ inputs: values, out: tape.valueOf(id), upstream: arriving, options }, into);
  if (typeof key === 'object') {
    const fresh: KeptMessages = { gate, options, inputs: operands, upstream, wanted, messages: into };
    messagesOfTensor.set(key, kept ? [fresh, ...kept.slice(0, MOST_KEPT - 1)] : [fresh]);
  }
  return into;
}

/** The sum of two messages, the very tensor of before while they recur. */
export function gradientTotal(a: Tensor, b: Tensor): Tensor {
  const known = sums.get(a);
  if (known?.other === b) return known.sum;
  const data = Float64Array.from(a.data);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + (b.data[i] ?? 0);
  const sum = { shape: a.shape, data };
  sums.set(a, { other: b, sum });
  return sum;
}
