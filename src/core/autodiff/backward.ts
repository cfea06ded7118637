import {
  FIRST_OPERAND,
  FLOWS_TO_FIRST,
  FLOWS_TO_SECOND,
  flowsTo,
  IS_KNOWN,
  IS_RULE,
  MINUS_ONE,
  ONE,
  ONE_LESS_SQUARE,
  type ScalarRule,
  SECOND_OPERAND,
  SECOND_SLOPE,
  SLOPE,
} from '../gates/gate.ts';
import { scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NodeId, Tape } from './tape.ts';
import { messagesFrom, sumOf } from './tensorMessages.ts';

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
  try {
    const count = sweep(tape, output, tensors, arrivedTensors);
    return gradientsOn(tape, visited.slice(0, count), { scalars: found.slice(0, count), tensors });
  } catch (problem) {
    waiting.fill(0);
    arrived.fill(0);
    throw problem;
  }
}

/** Visits what waits, from the output down; answers how many nodes it has found. */
function sweep(
  tape: Tape,
  output: NodeId,
  tensors: (Tensor | undefined)[],
  arrivedTensors: Map<NodeId, Tensor>,
): number {
  const place: Place = { id: output, lowest: output, count: 0 };
  for (;;) {
    visitKnown(tape, place);
    const { id, lowest, count } = place;
    if (id < lowest) return count;
    visited[count] = id;
    found[count] = arrived[id] ?? 0;
    waiting[id] = 0;
    arrived[id] = 0;
    place.lowest = Math.min(lowest, pullOther(tape, id, count, tensors, arrivedTensors));
    place.id = id - 1;
    place.count = count + 1;
  }
}

/** How far a pass has come: the next node, the first on the tape that waits, and how many have been found. */
interface Place {
  id: NodeId;
  lowest: NodeId;
  count: number;
}

/**
 * Visits what waits until a gate comes whose slopes have to be computed or that works on tensors. The hottest loop of the
 * language: whatever it calls would slow it down.
 */
function visitKnown({ codes, operands, scalars }: Tape, place: Place): void {
  const [waits, sums, order, gradients] = [waiting, arrived, visited, found];
  let { id, lowest, count } = place;
  for (; id >= lowest; id--) {
    if (waits[id] === 0) continue;
    const code = codes[id] ?? 0;
    if ((code & IS_KNOWN) === 0) break;
    const upstream = sums[id] ?? 0;
    waits[id] = 0;
    sums[id] = 0;
    order[count] = id;
    gradients[count] = upstream;
    count++;
    const a = operands[2 * id] ?? 0;
    const b = operands[2 * id + 1] ?? 0;
    if ((code & FLOWS_TO_FIRST) !== 0) {
      waits[a] = 1;
      if (a < lowest) lowest = a;
      switch (code & SLOPE) {
        case ONE:
          sums[a] = (sums[a] ?? 0) + upstream;
          break;
        case MINUS_ONE:
          sums[a] = (sums[a] ?? 0) - upstream;
          break;
        case FIRST_OPERAND:
          sums[a] = (sums[a] ?? 0) + (scalars[a] ?? 0) * upstream;
          break;
        case SECOND_OPERAND:
          sums[a] = (sums[a] ?? 0) + (scalars[b] ?? 0) * upstream;
          break;
        case ONE_LESS_SQUARE:
          sums[a] = (sums[a] ?? 0) + (1 - (scalars[id] ?? 0) * (scalars[id] ?? 0)) * upstream;
          break;
        default:
          sums[a] = (sums[a] ?? 0) + (scalars[id] ?? 0) * upstream;
      }
    }
    if ((code & FLOWS_TO_SECOND) !== 0) {
      waits[b] = 1;
      if (b < lowest) lowest = b;
      switch ((code >> SECOND_SLOPE) & SLOPE) {
        case ONE:
          sums[b] = (sums[b] ?? 0) + upstream;
          break;
        case MINUS_ONE:
          sums[b] = (sums[b] ?? 0) - upstream;
          break;
        case FIRST_OPERAND:
          sums[b] = (sums[b] ?? 0) + (scalars[a] ?? 0) * upstream;
          break;
        case SECOND_OPERAND:
          sums[b] = (sums[b] ?? 0) + (scalars[b] ?? 0) * upstream;
          break;
        default:
          sums[b] = (sums[b] ?? 0) + (scalars[id] ?? 0) * upstream;
      }
    }
  }
  place.id = id;
  place.lowest = lowest;
  place.count = count;
}

function makeRoom(length: number): void {
  if (waiting.length > length) return;
  const size = length * 2;
  waiting = new Uint8Array(size);
  arrived = new Float64Array(size);
  visited = new Int32Array(size);
  found = new Float64Array(size);
}

/**
 * Sends the messages of a gate whose slopes have to be computed, or that works on tensors; its gradient has place `at` in
 * the order. Answers the first node on the tape that gets one. Apart from the loop above, which is quicker for it.
 */
function pullOther(
  tape: Tape,
  id: NodeId,
  at: number,
  tensors: (Tensor | undefined)[],
  arrivedTensors: Map<NodeId, Tensor>,
): NodeId {
  const upstream = found[at] ?? 0;
  const code = tape.codes[id] ?? 0;
  if ((code & IS_RULE) === 0) {
    const tensor = tape.isScalar(id) ? undefined : arrivedTensors.get(id);
    if (tensor) tensors[at] = tensor;
    return pullTensors(tape, id, tensor ?? upstream, arrivedTensors);
  }
  const rule = tape.gateOf(id)?.scalar;
  if (rule === undefined) return id;
  const a = tape.firstInput(id);
  const b = tape.secondInput(id);
  const x = tape.scalarAt(a);
  const y = b < 0 ? 0 : tape.scalarAt(b);
  const options = tape.optionsAt(id);
  let lowest = id;
  if ((code & FLOWS_TO_FIRST) !== 0) {
    const local = rule.slopes[0]?.(x, y, 0, tape.scalarAt(id), options) ?? 0;
    lowest = send(a, messageOf(rule, local, upstream), lowest);
  }
  if ((code & FLOWS_TO_SECOND) !== 0) {
    const local = rule.slopes[1]?.(x, y, 0, tape.scalarAt(id), options) ?? 0;
    lowest = send(b, messageOf(rule, local, upstream), lowest);
  }
  return lowest;
}

function send(to: NodeId, message: number, lowest: NodeId): NodeId {
  waiting[to] = 1;
  arrived[to] = (arrived[to] ?? 0) + message;
  return Math.min(lowest, to);
}

/** A switch that is off passes nothing, where 0 · ∞ would be nan: −0 is what leaves every sum as it is. */
const messageOf = (rule: ScalarRule, local: number, upstream: number): number =>
  local === 0 && rule.cuts ? -0 : local * upstream;

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
      let k = 0;
      while (k < order.length && to[order[k] ?? 0] === order[k]) k++;
      if (k === order.length) return gradientsOn(other, order, pass);
      const moved = order.slice();
      for (; k < order.length; k++) {
        const copy = to[order[k] ?? 0] ?? -1;
        if (copy < 0) return undefined;
        moved[k] = copy;
      }
      return gradientsOn(other, moved, pass);
    },
  };
}

/** Sends the messages of a gate on tensors; answers the first node on the tape that gets one, the gate's own without any. */
function pullTensors(tape: Tape, id: NodeId, upstream: Tensor | number, arrivedTensors: Map<NodeId, Tensor>): number {
  const gate = tape.gateOf(id);
  if (gate === undefined) return id;
  const inputs = tape.inputsOf(id);
  const isEmpty = typeof upstream === 'number' && !tape.isScalar(id);
  const messages = isEmpty ? [] : messagesFrom(tape, id, gate, inputs, upstream);
  let lowest = id;
  for (let port = 0; port < inputs.length; port++) {
    const input = inputs[port] ?? 0;
    if (!flowsTo(gate, port) || !tape.isReached(input)) continue;
    waiting[input] = 1;
    lowest = Math.min(lowest, input);
    const message = messages[port];
    if (message === undefined) continue;
    if (tape.isScalar(input)) arrived[input] = (arrived[input] ?? 0) + (message.data[0] ?? 0);
    else {
      const before = arrivedTensors.get(input);
      arrivedTensors.set(input, before === undefined ? message : sumOf(before, message));
    }
  }
  return lowest;
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
