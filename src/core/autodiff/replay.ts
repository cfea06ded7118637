import type { Tensor } from '../tensor/tensor.ts';
import { sameShape, scalar, zeros } from '../tensor/tensor.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/**
 * Runs the gates that feed one node again, with some leaves at other values. The forward pass of a call with a learner's
 * own backward pass is its body's, so that numerical gradients see the true function.
 */
export class Replay {
  readonly output: NodeId;
  private readonly tape: Tape;
  /** Nodes that feed the output in any way, ascending. */
  private readonly order: readonly NodeId[];
  private readonly scalars: Float64Array;
  private readonly moved: Uint8Array;

  constructor(tape: Tape, output: NodeId) {
    this.tape = tape;
    this.output = output;
    this.order = feeders(tape, output);
    this.scalars = new Float64Array(output + 1);
    this.moved = new Uint8Array(output + 1);
  }

  /** Value of the output with the leaves in `changed` at these values; shapes must be theirs. */
  value(changed: ReadonlyMap<NodeId, Tensor>): Tensor {
    const { tape, scalars, moved } = this;
    const tensors = new Map<NodeId, Tensor>();
    moved.fill(0);
    const of = (id: NodeId): Tensor =>
      moved[id] === 1 ? (tensors.get(id) ?? scalar(scalars[id] ?? 0)) : tape.valueOf(id);
    const number = (id: NodeId): number => (moved[id] === 1 ? (scalars[id] ?? 0) : tape.scalarAt(id));
    const keep = (id: NodeId, value: Tensor): void => {
      moved[id] = 1;
      if (value.shape.length === 0) scalars[id] = value.data[0] ?? Number.NaN;
      else tensors.set(id, value);
    };
    for (const id of this.order) {
      const leaf = changed.get(id);
      if (leaf) {
        keep(id, leaf);
        continue;
      }
      const gate = tape.gateOf(id);
      if (gate === undefined) continue;
      const body = tape.bodies.get(id);
      if (body !== undefined) {
        if (moved[body] === 1) keep(id, of(body));
        continue;
      }
      const a = tape.firstInput(id);
      const b = tape.secondInput(id);
      if (gate.scalar && gate.params.length <= 2 && tape.isScalar(id)) {
        if (moved[a] !== 1 && (b < 0 || moved[b] !== 1)) continue;
        moved[id] = 1;
        scalars[id] = gate.scalar.value(number(a), b < 0 ? 0 : number(b), 0, tape.optionsAt(id));
        continue;
      }
      const inputs = tape.inputsOf(id);
      if (!inputs.some((input) => moved[input] === 1)) continue;
      const out = zeros(tape.shapeOf(id));
      gate.value(inputs.map(of), out, tape.optionsAt(id));
      keep(id, out);
    }
    return of(this.output);
  }

  /** Change of the output when `leaf` moves along `direction`, to first order: forward-mode, a second exact method. */
  tangent(leaf: NodeId, direction: Tensor): Tensor {
    const tangents = new Map<NodeId, Tensor>([[leaf, direction]]);
    for (const id of this.order) {
      if (id === leaf) continue;
      const gate = this.tape.gateOf(id);
      if (gate === undefined) continue;
      const body = this.tape.bodies.get(id);
      if (body !== undefined) {
        const moved = tangents.get(body);
        if (moved) tangents.set(id, moved);
        continue;
      }
      const inputs = this.tape.inputsOf(id);
      if (!inputs.some((input) => tangents.has(input))) continue;
      const out = zeros(this.tape.shapeOf(id));
      gate.tangent(
        {
          inputs: inputs.map((input) => this.tape.valueOf(input)),
          out: this.tape.valueOf(id),
          options: this.tape.optionsAt(id),
        },
        inputs.map((input) => tangents.get(input)),
        out,
      );
      tangents.set(id, out);
    }
    const moved = tangents.get(this.output);
    return moved && sameShape(moved.shape, this.tape.shapeOf(this.output))
      ? moved
      : zeros(this.tape.shapeOf(this.output));
  }
}

function feeders(tape: Tape, output: NodeId): readonly NodeId[] {
  const marks = new Uint8Array(output + 1);
  marks[output] = 1;
  const found: NodeId[] = [];
  for (let id = output; id >= 0; id--) {
    if (marks[id] !== 1) continue;
    found.push(id);
    const body = tape.bodies.get(id);
    if (body !== undefined) marks[body] = 1;
    else for (const input of tape.inputsOf(id)) marks[input] = 1;
  }
  return found.reverse();
}
