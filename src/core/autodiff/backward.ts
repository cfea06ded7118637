import {
  FIRST_OPERAND,
  FLOWS_TO_FIRST,
  FLOWS_TO_SECOND,
  flowsTo,
  type Gate,
  MINUS_ONE,
  ONE,
  type Options,
  OUTPUT,
  SECOND_OPERAND,
  sameOptions,
} from '../gates/gate.ts';
import { scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NodeId, Tape } from './tape.ts';

/** Gradients of one output with respect to every node that feeds it through gates that pass gradients. */
export interface Gradients {
  readonly output: NodeId;
  /** Whether the output depends on the node. */
  reaches(id: NodeId): boolean;
  /** Undefined where the output does not depend on the node. Of the node's shape; must not be written to. */
  of(id: NodeId): Tensor | undefined;
  /** Of a scalar node; undefined as above. */
  scalarOf(id: NodeId): number | undefined;
  /** The nodes reached, the output first, each before its inputs: descending. */
  readonly order: Int32Array;
  /** Stands for the numbers: the same for gradients that were moved. */
  readonly pass: object;
  /** The same gradients on a tape to which the nodes were copied, `to` saying where; undefined if one was not (−1). */
  movedTo(tape: Tape, to: Int32Array): Gradients | undefined;
}

/** For each node of a tape whether it waits for its turn, and what has arrived at it; all zero between passes. */
let waiting = new Uint8Array(1024);
let arrived = new Float64Array(1024);
/** The nodes of the present pass in its order, and their gradients if they are numbers. */
let visited = new Int32Array(1024);
let found = new Float64Array(1024);

/**
 * The backward pass from `output` (shape `()`), seeded with 1, or any node seeded with a tensor of its shape. Messages
 * (local × upstream) add up at forks. Reverse-mode accumulation, one visit of each gate that feeds the output, from the
 * last to the first: when a node's turn comes, all that it feeds have sent their messages.
 */
export function backward(tape: Tape, output: NodeId, seed?: Tensor): Gradients {
  makeRoom(tape.length);
  const tensors: (Tensor | undefined)[] = [];
  const arrivedTensors = new Map<NodeId, Tensor>();
  if (tape.isScalar(output)) arrived[output] = seed?.data[0] ?? 1;
  else arrivedTensors.set(output, seed ?? ones(tape.shapeOf(output)));
  waiting[output] = 1;
  let pending = 1;
  let count = 0;
  try {
    for (let id = output; pending > 0 && id >= 0; id--) {
      if (waiting[id] === 0) continue;
      const upstream = arrived[id] ?? 0;
      waiting[id] = 0;
      arrived[id] = 0;
      pending--;
      visited[count] = id;
      found[count] = upstream;
      const rule = tape.ruleAt(id);
      if (rule === 0) {
        const tensor = tape.isScalar(id) ? undefined : arrivedTensors.get(id);
        if (tensor) tensors[count] = tensor;
        count++;
        pending += pullTensors(tape, id, tensor ?? upstream, arrivedTensors);
        continue;
      }
      count++;
      const a = tape.firstInput(id);
      const b = tape.secondInput(id);
      if ((rule & FLOWS_TO_FIRST) !== 0 && tape.isReached(a)) {
        pending += waiting[a] === 0 ? 1 : 0;
        waiting[a] = 1;
        pullScalar(tape, id, 0, rule & 7, a, b, a, upstream);
      }
      if (b >= 0 && (rule & FLOWS_TO_SECOND) !== 0 && tape.isReached(b)) {
        pending += waiting[b] === 0 ? 1 : 0;
        waiting[b] = 1;
        pullScalar(tape, id, 1, (rule >> 3) & 7, a, b, b, upstream);
      }
    }
  } catch (problem) {
    waiting.fill(0);
    arrived.fill(0);
    throw problem;
  }
  return gradientsOn(tape, visited.slice(0, count), { scalars: found.slice(0, count), tensors });
}

function makeRoom(length: number): void {
  if (waiting.length > length) return;
  const size = length * 2;
  waiting = new Uint8Array(size);
  arrived = new Float64Array(size);
  visited = new Int32Array(size);
  found = new Float64Array(size);
}

/** The message of a gate on numbers to one of its operands, `to`. */
function pullScalar(
  tape: Tape,
  id: NodeId,
  port: number,
  slope: number,
  a: NodeId,
  b: NodeId,
  to: NodeId,
  upstream: number,
): void {
  const before = arrived[to] ?? 0;
  switch (slope) {
    case ONE:
      arrived[to] = before + upstream;
      return;
    case MINUS_ONE:
      arrived[to] = before - upstream;
      return;
    case FIRST_OPERAND:
      arrived[to] = before + tape.scalarAt(a) * upstream;
      return;
    case SECOND_OPERAND:
      arrived[to] = before + tape.scalarAt(b) * upstream;
      return;
    case OUTPUT:
      arrived[to] = before + tape.scalarAt(id) * upstream;
      return;
  }
  const rule = tape.gateOf(id)?.scalar;
  const y = b < 0 ? 0 : tape.scalarAt(b);
  const local = rule?.slopes[port]?.(tape.scalarAt(a), y, 0, tape.scalarAt(id), tape.optionsAt(id)) ?? 0;
  // A switch that is off passes nothing, where 0 · ∞ would be nan.
  if (local !== 0 || !rule?.cuts) arrived[to] = before + local * upstream;
}

/** What a pass has found, in the order of its nodes. */
interface Pass {
  readonly scalars: Float64Array;
  readonly tensors: readonly (Tensor | undefined)[];
}

function gradientsOn(tape: Tape, order: Int32Array, pass: Pass): Gradients {
  const { scalars, tensors } = pass;
  const placeOf = (id: NodeId): number => placeIn(order, id);
  return {
    output: order[0] ?? -1,
    order,
    pass,
    reaches: (id) => placeOf(id) >= 0,
    of(id) {
      const place = placeOf(id);
      if (place < 0) return undefined;
      return tape.isScalar(id) ? scalar(scalars[place] ?? 0) : (tensors[place] ?? zeros(tape.shapeOf(id)));
    },
    scalarOf(id) {
      const place = placeOf(id);
      return place < 0 ? undefined : (scalars[place] ?? 0);
    },
    movedTo(other, to) {
      const moved = new Int32Array(order.length);
      for (let k = 0; k < order.length; k++) {
        const copy = to[order[k] ?? 0] ?? -1;
        if (copy < 0) return undefined;
        moved[k] = copy;
      }
      return gradientsOn(other, moved, pass);
    },
  };
}

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

/** Sends the messages of a gate on tensors; answers to how many nodes nothing had been sent before. */
function pullTensors(tape: Tape, id: NodeId, upstream: Tensor | number, arrivedTensors: Map<NodeId, Tensor>): number {
  const gate = tape.gateOf(id);
  if (gate === undefined) return 0;
  const inputs = tape.inputsOf(id);
  const isEmpty = typeof upstream === 'number' && !tape.isScalar(id);
  const messages = isEmpty ? [] : messagesFrom(tape, id, gate, inputs, upstream);
  let fresh = 0;
  for (let port = 0; port < inputs.length; port++) {
    const input = inputs[port] ?? 0;
    if (!flowsTo(gate, port) || !tape.isReached(input)) continue;
    if (waiting[input] === 0) fresh++;
    waiting[input] = 1;
    const message = messages[port];
    if (message === undefined) continue;
    if (tape.isScalar(input)) arrived[input] = (arrived[input] ?? 0) + (message.data[0] ?? 0);
    else {
      const before = arrivedTensors.get(input);
      arrivedTensors.set(input, before === undefined ? message : sumOf(before, message));
    }
  }
  return fresh;
}

function messagesFrom(
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

function sumOf(a: Tensor, b: Tensor): Tensor {
  const known = sums.get(a);
  if (known?.other === b) return known.sum;
  const data = Float64Array.from(a.data);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + (b.data[i] ?? 0);
  const sum = { shape: a.shape, data };
  sums.set(a, { other: b, sum });
  return sum;
}

const ones = (shape: readonly number[]): Tensor => {
  const made = zeros(shape);
  made.data.fill(1);
  return made;
};

/** Index of a node in a descending list, −1 where it is not in it. */
function placeIn(order: Int32Array, id: NodeId): number {
  let low = 0;
  let high = order.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = order[middle] ?? -1;
    if (here === id) return middle;
    if (here > id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
