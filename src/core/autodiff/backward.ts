import { flowsTo, type ScalarRule } from '../gates/gate.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { hasNan, withoutCutBranches } from './cutBranches.ts';
import { DenseGradients, descending, type GradientStore, type Gradients, gradientsOn, listedOf } from './gradients.ts';
import type { NodeId } from './tape/node.ts';
import {
  FIRST_OPERAND,
  FLOWS_TO_FIRST,
  FLOWS_TO_SECOND,
  IS_KNOWN,
  IS_RULE,
  MINUS_ONE,
  ONE,
  ONE_LESS_SQUARE,
  SECOND_OPERAND,
  SECOND_SLOPE,
  SLOPE,
} from './tape/opcodes.ts';
import type { Tape } from './tape/tape.ts';
import { gradientTotal, messagesFrom } from './tensorMessages.ts';

/** For each node of a tape whether a message has come to it (1), and the sum of its messages; all zero between passes. */
let reached = new Uint8Array(1024);
let sums = new Float64Array(1024);

/**
 * Slopes and flows, and what they are where gradients flow to both operands (64 + 128): of addition, `ONE` for both (1 + 8 · 1), and of
 * multiplication, each the other (`SECOND_OPERAND`, 8 · `FIRST_OPERAND`). A rule that is neither goes the longer way, to the same numbers.
 */
const SLOPES_AND_FLOWS = SLOPE | (SLOPE << SECOND_SLOPE) | FLOWS_TO_FIRST | FLOWS_TO_SECOND;
const FLOWS_TO_BOTH = FLOWS_TO_FIRST | FLOWS_TO_SECOND;
const ADDS = ONE | (ONE << SECOND_SLOPE) | FLOWS_TO_BOTH;
const MULTIPLIES = SECOND_OPERAND | (FIRST_OPERAND << SECOND_SLOPE) | FLOWS_TO_BOTH;

/**
 * The backward pass from `output` (shape `()`), seeded with 1, or any node seeded with a tensor of its shape. Messages
 * (local × upstream) add up at forks. Reverse-mode accumulation, one visit of each gate that feeds the output, from the
 * last to the first: when a node's turn comes, all that it feeds have sent their messages.
 */
export function backward(tape: Tape, output: NodeId, seed?: Tensor): Gradients {
  makeRoom(tape.length);
  const tensors = new Map<NodeId, Tensor>();
  if (tape.isScalar(output)) sums[output] = seed?.data[0] ?? 1;
  else tensors.set(output, seed ?? ones(tape.shapeOf(output)));
  reached[output] = 1;
  const place: Place = { id: output, lowest: output, count: 0, chooses: false };
  try {
    while (place.id >= place.lowest) {
      visitKnown(tape, place);
      if (place.id >= place.lowest) visitOther(tape, place, tensors);
    }
    const found = foundBy(place, output, tensors);
    const isCut = place.chooses && hasNan(found.listed());
    return gradientsOn(tape, isCut ? withoutCutBranches(tape, found, seed ?? ones(tape.shapeOf(output))) : found);
  } finally {
    reached.fill(0, place.lowest, output + 1);
    sums.fill(0, place.lowest, output + 1);
  }
}

/** How far a pass has come: the next node, the first on the tape that is reached, how many are done, and whether it met a `where`. */
interface Place {
  id: NodeId;
  lowest: NodeId;
  count: number;
  chooses: boolean;
}

/**
 * Visits what is reached until a gate comes whose slopes have to be computed or that works on tensors. The hottest loop of
 * the language: whatever it calls would slow it down, and what it does most comes first.
 */
function visitKnown({ codes, operands, scalars }: Tape, place: Place): void {
  const [known, totals] = [reached, sums];
  let { id, lowest, count } = place;
  for (; id >= lowest; id--) {
    if (known[id] === 0) continue;
    const code = codes[id] ?? 0;
    if ((code & IS_KNOWN) === 0) break;
    count++;
    const upstream = totals[id] ?? 0;
    const a = operands[id << 1] ?? 0;
    const b = operands[(id << 1) | 1] ?? 0;
    const rule = code & SLOPES_AND_FLOWS;
    if (rule === ADDS) {
      known[a] = 1;
      known[b] = 1;
      totals[a] = (totals[a] ?? 0) + upstream;
      totals[b] = (totals[b] ?? 0) + upstream;
      if (a < lowest) lowest = a;
      if (b < lowest) lowest = b;
      continue;
    }
    if (rule === MULTIPLIES) {
      known[a] = 1;
      known[b] = 1;
      const x = scalars[a] ?? 0;
      const y = scalars[b] ?? 0;
      totals[a] = (totals[a] ?? 0) + y * upstream;
      totals[b] = (totals[b] ?? 0) + x * upstream;
      if (a < lowest) lowest = a;
      if (b < lowest) lowest = b;
      continue;
    }
    if ((code & FLOWS_TO_FIRST) !== 0) {
      known[a] = 1;
      if (a < lowest) lowest = a;
      switch (code & SLOPE) {
        case ONE:
          totals[a] = (totals[a] ?? 0) + upstream;
          break;
        case MINUS_ONE:
          totals[a] = (totals[a] ?? 0) - upstream;
          break;
        case FIRST_OPERAND:
          totals[a] = (totals[a] ?? 0) + (scalars[a] ?? 0) * upstream;
          break;
        case SECOND_OPERAND:
          totals[a] = (totals[a] ?? 0) + (scalars[b] ?? 0) * upstream;
          break;
        case ONE_LESS_SQUARE:
          totals[a] = (totals[a] ?? 0) + (1 - (scalars[id] ?? 0) * (scalars[id] ?? 0)) * upstream;
          break;
        default:
          totals[a] = (totals[a] ?? 0) + (scalars[id] ?? 0) * upstream;
      }
    }
    if ((code & FLOWS_TO_SECOND) !== 0) {
      known[b] = 1;
      if (b < lowest) lowest = b;
      switch ((code >> SECOND_SLOPE) & SLOPE) {
        case ONE:
          totals[b] = (totals[b] ?? 0) + upstream;
          break;
        case MINUS_ONE:
          totals[b] = (totals[b] ?? 0) - upstream;
          break;
        case FIRST_OPERAND:
          totals[b] = (totals[b] ?? 0) + (scalars[a] ?? 0) * upstream;
          break;
        case SECOND_OPERAND:
          totals[b] = (totals[b] ?? 0) + (scalars[b] ?? 0) * upstream;
          break;
        default:
          totals[b] = (totals[b] ?? 0) + (scalars[id] ?? 0) * upstream;
      }
    }
  }
  place.id = id;
  place.lowest = lowest;
  place.count = count;
}

/** What a pass has found. Few nodes far apart are listed; else all from the first on are kept as they stand. */
function foundBy({ lowest, count }: Place, output: NodeId, tensors: ReadonlyMap<NodeId, Tensor>): GradientStore {
  const end = output + 1;
  if (end - lowest > 2 * count) return listedOf(descending(reached.subarray(lowest, end), lowest), sums, tensors, 0);
  const byPlace = new Map<number, Tensor>();
  for (const [id, tensor] of tensors) byPlace.set(id - lowest, tensor);
  return new DenseGradients(lowest, reached.slice(lowest, end), sums.slice(lowest, end), byPlace);
}

function makeRoom(length: number): void {
  if (reached.length > length) return;
  const size = length * 2;
  reached = new Uint8Array(size);
  sums = new Float64Array(size);
}

/**
 * Visits a gate whose slopes have to be computed, or that works on tensors: sends its messages. Apart from the loop above,
 * which is quicker for it.
 */
function visitOther(tape: Tape, place: Place, tensors: Map<NodeId, Tensor>): void {
  const { id } = place;
  place.id--;
  place.count++;
  const upstream = sums[id] ?? 0;
  const code = tape.codes[id] ?? 0;
  if ((code & IS_RULE) === 0) {
    pullTensors(tape, place, id, tape.isScalar(id) ? upstream : tensors.get(id), tensors);
    return;
  }
  const rule = tape.gateOf(id)?.scalar;
  if (rule === undefined) return;
  const a = tape.firstInput(id);
  const b = tape.secondInput(id);
  const x = tape.scalarAt(a);
  const y = b < 0 ? 0 : tape.scalarAt(b);
  const options = tape.optionsAt(id);
  const slope = (port: number): number => rule.slopes[port]?.(x, y, 0, tape.scalarAt(id), options) ?? 0;
  if ((code & FLOWS_TO_FIRST) !== 0) send(place, a, messageOf(rule, slope(0), upstream));
  if ((code & FLOWS_TO_SECOND) !== 0) send(place, b, messageOf(rule, slope(1), upstream));
}

function send(place: Place, to: NodeId, message: number): void {
  reached[to] = 1;
  sums[to] = (sums[to] ?? 0) + message;
  place.lowest = Math.min(place.lowest, to);
}

/** A switch that is off passes nothing, where 0 · ∞ would be nan: −0 is what leaves every sum as it is. */
const messageOf = (rule: ScalarRule, local: number, upstream: number): number =>
  local === 0 && rule.cuts ? -0 : local * upstream;

/** Sends the messages of a gate on tensors. Without upstream, as nothing but silent messages has come, its operands are reached all the same. */
function pullTensors(
  tape: Tape,
  place: Place,
  id: NodeId,
  upstream: Tensor | number | undefined,
  tensors: Map<NodeId, Tensor>,
): void {
  const gate = tape.gateOf(id);
  if (gate === undefined) return;
  if (gate.name === 'where') place.chooses = true;
  const inputs = tape.inputsOf(id);
  const messages = upstream === undefined ? [] : messagesFrom(tape, id, gate, inputs, upstream);
  for (let port = 0; port < inputs.length; port++) {
    const input = inputs[port] ?? 0;
    if (!flowsTo(gate, port) || !tape.isReached(input)) continue;
    reached[input] = 1;
    place.lowest = Math.min(place.lowest, input);
    const message = messages[port];
    if (message === undefined) continue;
    if (tape.isScalar(input)) sums[input] = (sums[input] ?? 0) + (message.data[0] ?? 0);
    else {
      const before = tensors.get(input);
      tensors.set(input, before === undefined ? message : gradientTotal(before, message));
    }
  }
}

const ones = (shape: readonly number[]): Tensor => {
  const made = zeros(shape);
  made.data.fill(1);
  return made;
};
