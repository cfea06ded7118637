import type { Tensor } from '../tensor/tensor.ts';
import { sameShape, zeros } from '../tensor/tensor.ts';
import type { NodeId, Tape } from './tape.ts';

/**
 * Runs the gates that feed one node again, with some leaves at other values. The forward pass of a call with a learner's
 * own backward pass is its body's, so that numerical gradients see the true function.
 */
export class Replay {
  readonly output: NodeId;
  private readonly tape: Tape;
  /** Nodes that feed the output in any way, ascending. */
  private readonly order: readonly NodeId[];

  constructor(tape: Tape, output: NodeId) {
    this.tape = tape;
    this.output = output;
    this.order = feeders(tape, output);
  }

  /** Value of the output with the leaves in `changed` at these values; shapes must be theirs. */
  value(changed: ReadonlyMap<NodeId, Tensor>): Tensor {
    const values = new Map<NodeId, Tensor>();
    const of = (id: NodeId): Tensor => values.get(id) ?? this.tape.valueOf(id);
    for (const id of this.order) {
      const leaf = changed.get(id);
      if (leaf) {
        values.set(id, leaf);
        continue;
      }
      const gate = this.tape.gateOf(id);
      if (gate === undefined) continue;
      const body = this.tape.bodies.get(id);
      if (body !== undefined) {
        if (values.has(body)) values.set(id, of(body));
        continue;
      }
      const inputs = this.tape.inputsOf(id);
      if (!inputs.some((input) => values.has(input))) continue;
      const out = zeros(this.tape.shapeOf(id));
      gate.value(inputs.map(of), out, this.tape.optionsAt(id));
      values.set(id, out);
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
