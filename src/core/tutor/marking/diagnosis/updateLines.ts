/** Update lines found by their structure: a velocity `β·v0 + dW` and a step `W − lr·v`. */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import type { Tape } from '../../../autodiff/tape/tape.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

interface Velocity {
  readonly node: NodeId;
  /** β·v0 */
  readonly past: NodeId;
  readonly beta: NodeId;
  readonly before: NodeId;
  readonly gradient: NodeId;
}
export interface UpdateStep {
  readonly node: NodeId;
  readonly weights: NodeId;
  readonly lr: NodeId;
  /** The velocity or the gradient that lr multiplies. */
  readonly change: NodeId;
}
interface UpdateLines {
  readonly velocities: ReadonlyMap<NodeId, Velocity>;
  readonly steps: ReadonlyMap<NodeId, UpdateStep>;
  /** The learning rate that goes with a velocity, from the step that uses it, else from any step. */
  lrOf(velocity: NodeId): NodeId | undefined;
  isVelocity(node: NodeId): boolean;
}

/** How a wrong update differs; undefined: the right value. Values that come in may already be wrong themselves. */
export interface UpdateRule {
  readonly velocity?: (at: {
    readonly past: Tensor;
    readonly gradient: Tensor;
    readonly beta: number;
    readonly lr: number | undefined;
  }) => Tensor | undefined;
  readonly step?: (at: {
    readonly weights: Tensor;
    readonly change: Tensor;
    readonly lr: number;
  }) => Tensor | undefined;
}

const known = new WeakMap<Tape, UpdateLines>();

export function updateLines(tape: Tape): UpdateLines {
  const before = known.get(tape);
  if (before) return before;
  const velocities = new Map<NodeId, Velocity>();
  const steps = new Map<NodeId, UpdateStep>();
  for (let node = 0; node < tape.length; node++) {
    const gate = tape.gateOf(node)?.name;
    if (gate === 'add') {
      const velocity = velocityAt(tape, node);
      if (velocity) velocities.set(node, velocity);
    } else if (gate === 'sub') {
      const step = stepAt(tape, node);
      if (step) steps.set(node, step);
    }
  }
  const lines: UpdateLines = {
    velocities,
    steps,
    lrOf(velocity) {
      const all = [...steps.values()];
      return (all.find(({ change }) => through(tape, change) === velocity) ?? all[0])?.lr;
    },
    isVelocity: (node) => velocities.has(through(tape, node)),
  };
  known.set(tape, lines);
  return lines;
}

/** A copy gate's own operand. */
const through = (tape: Tape, node: NodeId): NodeId =>
  tape.gateOf(node)?.spelling.kind === 'unwritten' ? tape.firstInput(node) : node;

function scaledAt(tape: Tape, node: NodeId): { readonly factor: NodeId; readonly of: NodeId } | undefined {
  if (tape.gateOf(node)?.name !== 'mul') return undefined;
  const [a = -1, b = -1] = tape.inputsOf(node);
  if (isNumber(tape, a)) return { factor: a, of: b };
  return isNumber(tape, b) ? { factor: b, of: a } : undefined;
}

const isNumber = (tape: Tape, node: NodeId): boolean => tape.isScalar(node) && tape.gateOf(node) === undefined;

function velocityAt(tape: Tape, node: NodeId): Velocity | undefined {
  const [a = -1, b = -1] = tape.inputsOf(node);
  for (const [past, gradient] of [
    [a, b],
    [b, a],
  ] as const) {
    const scaled = scaledAt(tape, past);
    if (scaled === undefined) continue;
    const beta = tape.scalarAt(scaled.factor);
    if (beta > 0 && beta < 1) return { node, past, beta: scaled.factor, before: scaled.of, gradient };
  }
  return undefined;
}

function stepAt(tape: Tape, node: NodeId): UpdateStep | undefined {
  const [weights = -1, taken = -1] = tape.inputsOf(node);
  const scaled = scaledAt(tape, taken);
  return scaled && tape.scalarAt(scaled.factor) > 0
    ? { node, weights, lr: scaled.factor, change: scaled.of }
    : undefined;
}
