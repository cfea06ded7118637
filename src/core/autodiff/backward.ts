import { flowsTo } from '../gates/gate.ts';
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
  /** The nodes reached, the output first, each before its inputs. */
  readonly order: Int32Array;
}

/**
 * The backward pass from `output` (shape `()`), seeded with 1, or any node seeded with a tensor of its shape. Messages
 * (local × upstream) add up at forks. Reverse-mode accumulation, one visit of each gate that feeds the output.
 */
export function backward(tape: Tape, output: NodeId, seed?: Tensor): Gradients {
  const order = ancestors(tape, output);
  const lowest = order[order.length - 1] ?? output;
  const scalars = new Float64Array(output - lowest + 1);
  const tensors: (Tensor | undefined)[] = [];
  const slotOf = (id: NodeId): number => id - lowest;
  const member = new Uint8Array(output - lowest + 1);
  for (let k = 0; k < order.length; k++) member[slotOf(order[k] ?? 0)] = 1;

  if (tape.isScalar(output)) scalars[slotOf(output)] = seed?.data[0] ?? 1;
  else tensors[slotOf(output)] = seed ?? ones(tape.shapeOf(output));

  for (let k = 0; k < order.length; k++) {
    const id = order[k] ?? 0;
    const gate = tape.gateOf(id);
    if (gate === undefined) continue;
    const a = tape.firstInput(id);
    const b = tape.secondInput(id);
    const rule = gate.scalar;
    if (rule !== undefined && tape.isScalar(id) && gate.params.length <= 2) {
      const upstream = scalars[slotOf(id)] ?? 0;
      const x = tape.scalarAt(a);
      const y = b < 0 ? 0 : tape.scalarAt(b);
      const out = tape.scalarAt(id);
      const options = tape.optionsAt(id);
      if (member[a - lowest] === 1 && gate.differentiable[0]) {
        const slope = rule.slopes[0];
        const local = slope?.(x, y, 0, out, options) ?? 0;
        // A switch that is off passes nothing, where 0 · ∞ would be nan.
        if (local !== 0 || !rule.cuts) scalars[a - lowest] = (scalars[a - lowest] ?? 0) + local * upstream;
      }
      if (b >= 0 && member[b - lowest] === 1 && gate.differentiable[1]) {
        const slope = rule.slopes[1];
        const local = slope?.(x, y, 0, out, options) ?? 0;
        if (local !== 0 || !rule.cuts) scalars[b - lowest] = (scalars[b - lowest] ?? 0) + local * upstream;
      }
      continue;
    }
    pullInto(id);
  }

  function pullInto(id: NodeId): void {
    const gate = tape.gateOf(id);
    if (gate === undefined) return;
    const inputs = tape.inputsOf(id);
    const upstream = tape.isScalar(id) ? scalar(scalars[slotOf(id)] ?? 0) : tensors[slotOf(id)];
    if (upstream === undefined) return;
    const into = inputs.map((input, port) => {
      if (member[input - lowest] !== 1 || !flowsTo(gate, port)) return undefined;
      if (tape.isScalar(input)) return zeros([]);
      const slot = slotOf(input);
      tensors[slot] ??= zeros(tape.shapeOf(input));
      return tensors[slot];
    });
    gate.pullback(
      {
        inputs: inputs.map((input) => tape.valueOf(input)),
        out: tape.valueOf(id),
        upstream,
        options: tape.optionsAt(id),
      },
      into,
    );
    inputs.forEach((input, port) => {
      const message = into[port];
      if (message !== undefined && tape.isScalar(input))
        scalars[slotOf(input)] = (scalars[slotOf(input)] ?? 0) + (message.data[0] ?? 0);
    });
  }

  const reaches = (id: NodeId): boolean => id >= lowest && id <= output && member[id - lowest] === 1;
  return {
    output,
    order,
    reaches,
    of(id) {
      if (!reaches(id)) return undefined;
      return tape.isScalar(id) ? scalar(scalars[slotOf(id)] ?? 0) : (tensors[slotOf(id)] ?? zeros(tape.shapeOf(id)));
    },
    scalarOf: (id) => (reaches(id) ? (scalars[slotOf(id)] ?? 0) : undefined),
  };
}

const ones = (shape: readonly number[]): Tensor => {
  const made = zeros(shape);
  made.data.fill(1);
  return made;
};

/** Nodes that feed `output` through gates that pass gradients and that an input reaches; the output first. */
export function ancestors(tape: Tape, output: NodeId): Int32Array {
  const marks = new Uint8Array(output + 1);
  marks[output] = 1;
  let pending = 1;
  let found = new Int32Array(64);
  let count = 0;
  const mark = (input: NodeId): void => {
    if (input >= 0 && marks[input] === 0 && tape.isReached(input)) {
      marks[input] = 1;
      pending++;
    }
  };
  for (let id = output; pending > 0; id--) {
    if (marks[id] === 0) continue;
    pending--;
    if (count === found.length) {
      const grown = new Int32Array(count * 2);
      grown.set(found);
      found = grown;
    }
    found[count++] = id;
    const gate = tape.gateOf(id);
    if (gate === undefined) continue;
    const { differentiable } = gate;
    if (gate.params.length <= 2 && !gate.variadic) {
      if (differentiable[0]) mark(tape.firstInput(id));
      if (differentiable[1]) mark(tape.secondInput(id));
    } else
      tape.inputsOf(id).forEach((input, port) => {
        if (flowsTo(gate, port)) mark(input);
      });
  }
  return found.slice(0, count);
}
