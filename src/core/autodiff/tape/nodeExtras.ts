import type { Gate, Options } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { NodeId } from './tape.ts';

/** What only some nodes of a tape have; a node's code says which. */
export class NodeExtras {
  readonly tensors = new Map<NodeId, Tensor>();
  readonly options = new Map<NodeId, Options>();
  /** All inputs of nodes with more than two. */
  readonly inputs = new Map<NodeId, readonly NodeId[]>();
  /** Gates that the file makes for itself. */
  readonly gates = new Map<NodeId, Gate>();

  /** Takes over what a node of another tape has that is `copy` here; `to` says where its inputs are, undefined: where they were. */
  copy(from: NodeExtras, id: NodeId, copy: NodeId, to: Int32Array | undefined): void {
    const tensor = from.tensors.get(id);
    if (tensor) this.tensors.set(copy, tensor);
    const options = from.options.get(id);
    if (options) this.options.set(copy, options);
    const inputs = from.inputs.get(id);
    if (inputs) this.inputs.set(copy, to ? inputs.map((input) => to[input] ?? -1) : inputs);
  }
}
