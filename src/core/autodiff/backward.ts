import { flowsTo, type Gate, type Options, sameOptions } from '../gates/gate.ts';
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

/** For each node of a tape its place in the present pass, from 1; all zero between passes, so that a pass costs what it reaches. */
let places = new Int32Array(1024);

/**
 * The backward pass from `output` (shape `()`), seeded with 1, or any node seeded with a tensor of its shape. Messages
 * (local × upstream) add up at forks. Reverse-mode accumulation, one visit of each gate that feeds the output.
 */
export function backward(tape: Tape, output: NodeId, seed?: Tensor): Gradients {
  const order = ancestors(tape, output);
  const scalars = new Float64Array(order.length);
  const tensors: (Tensor | undefined)[] = [];
  for (let k = 0; k < order.length; k++) places[order[k] ?? 0] = k + 1;
  try {
    if (tape.isScalar(output)) scalars[0] = seed?.data[0] ?? 1;
    else tensors[0] = seed ?? ones(tape.shapeOf(output));
    for (let k = 0; k < order.length; k++) {
      const id = order[k] ?? 0;
      const gate = tape.gateOf(id);
      if (gate === undefined) continue;
      const rule = gate.scalar;
      if (rule === undefined || gate.params.length > 2 || !tape.isScalar(id)) {
        pullTensors(tape, id, k, scalars, tensors);
        continue;
      }
      const a = tape.firstInput(id);
      const b = tape.secondInput(id);
      const upstream = scalars[k] ?? 0;
      const x = tape.scalarAt(a);
      const y = b < 0 ? 0 : tape.scalarAt(b);
      const out = tape.scalarAt(id);
      const options = tape.optionsAt(id);
      const toA = gate.differentiable[0] ? (places[a] ?? 0) - 1 : -1;
      if (toA >= 0) {
        const local = rule.slopes[0]?.(x, y, 0, out, options) ?? 0;
        // A switch that is off passes nothing, where 0 · ∞ would be nan.
        if (local !== 0 || !rule.cuts) scalars[toA] = (scalars[toA] ?? 0) + local * upstream;
      }
      const toB = b >= 0 && gate.differentiable[1] ? (places[b] ?? 0) - 1 : -1;
      if (toB >= 0) {
        const local = rule.slopes[1]?.(x, y, 0, out, options) ?? 0;
        if (local !== 0 || !rule.cuts) scalars[toB] = (scalars[toB] ?? 0) + local * upstream;
      }
    }
  } finally {
    for (let k = 0; k < order.length; k++) places[order[k] ?? 0] = 0;
  }
  return gradientsOn(tape, order, { scalars, tensors });
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

function pullTensors(
  tape: Tape,
  id: NodeId,
  place: number,
  scalars: Float64Array,
  tensors: (Tensor | undefined)[],
): void {
  const gate = tape.gateOf(id);
  const upstream = tape.isScalar(id) ? (scalars[place] ?? 0) : tensors[place];
  if (gate === undefined || upstream === undefined) return;
  const inputs = tape.inputsOf(id);
  const messages = messagesFrom(tape, id, gate, inputs, upstream);
  for (let port = 0; port < inputs.length; port++) {
    const input = inputs[port] ?? 0;
    const message = messages[port];
    const to = (places[input] ?? 0) - 1;
    if (message === undefined || to < 0) continue;
    if (tape.isScalar(input)) scalars[to] = (scalars[to] ?? 0) + (message.data[0] ?? 0);
    else {
      const before = tensors[to];
      tensors[to] = before === undefined ? message : sumOf(before, message);
    }
  }
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
    if ((places[inputs[port] ?? 0] ?? 0) > 0 && flowsTo(gate, port)) wanted |= 1 << Math.min(port, 30);
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
    (places[input] ?? 0) > 0 && flowsTo(gate, port) ? zeros(tape.shapeOf(input)) : undefined,
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

/** Nodes that feed `output` through gates that pass gradients and that an input reaches; the output first, descending. */
export function ancestors(tape: Tape, output: NodeId): Int32Array {
  if (places.length <= tape.length) places = new Int32Array(tape.length * 2);
  const marks = places;
  marks[output] = 1;
  let pending = 1;
  let found = new Int32Array(64);
  let count = 0;
  for (let id = output; pending > 0 && id >= 0; id--) {
    if (marks[id] === 0) continue;
    marks[id] = 0;
    pending--;
    if (count === found.length) {
      const grown = new Int32Array(count * 2);
      grown.set(found);
      found = grown;
    }
    found[count++] = id;
    const gate = tape.gateOf(id);
    if (gate === undefined) continue;
    if (gate.params.length <= 2 && !gate.variadic) {
      const a = tape.firstInput(id);
      if (gate.differentiable[0] && marks[a] === 0 && tape.isReached(a)) {
        marks[a] = 1;
        pending++;
      }
      const b = tape.secondInput(id);
      if (b >= 0 && gate.differentiable[1] && marks[b] === 0 && tape.isReached(b)) {
        marks[b] = 1;
        pending++;
      }
    } else {
      const inputs = tape.inputsOf(id);
      for (let port = 0; port < inputs.length; port++) {
        const input = inputs[port] ?? 0;
        if (flowsTo(gate, port) && marks[input] === 0 && tape.isReached(input)) {
          marks[input] = 1;
          pending++;
        }
      }
    }
  }
  return found.slice(0, count);
}
