import { sameShape, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** What differs from the pass that is on the tape. */
interface OtherValues {
  /** Values that stand in for what the tape holds; of the node's shape. */
  readonly pinned?: ReadonlyMap<NodeId, Tensor>;
  /** What a gate gives instead, from its value by the right rule; undefined: that value. */
  readonly replace?: (node: NodeId, value: Tensor, of: (node: NodeId) => Tensor) => Tensor | undefined;
}

/** The forward pass up to `last` again, with other values. Answers the value of any node that feeds `last`. */
export function forwardAgain(tape: Tape, last: NodeId, { pinned, replace }: OtherValues): (node: NodeId) => Tensor {
  const values = new Map<NodeId, Tensor>(pinned ?? []);
  const of = (node: NodeId): Tensor => values.get(node) ?? tape.valueOf(node);
  for (const id of feeders(tape, last)) {
    if (pinned?.has(id)) continue;
    const value = computed(tape, id, values, of);
    const instead = replace?.(id, value ?? tape.valueOf(id), of);
    const fresh = instead ?? value;
    if (fresh !== undefined) values.set(id, fresh);
  }
  return of;
}

/** Undefined where nothing that feeds the node has changed. */
function computed(
  tape: Tape,
  id: NodeId,
  values: ReadonlyMap<NodeId, Tensor>,
  of: (node: NodeId) => Tensor,
): Tensor | undefined {
  const body = tape.bodies.get(id);
  if (body !== undefined) return values.get(body);
  const gate = tape.gateOf(id);
  const derivation = tape.derivations.get(id);
  const inputs = gate ? tape.inputsOf(id) : (derivation?.inputs ?? []);
  if (!inputs.some((input) => values.has(input))) return undefined;
  if (gate === undefined) {
    const again = derivation?.again(inputs.map(of));
    return again && sameShape(again.shape, tape.shapeOf(id)) ? again : undefined;
  }
  const out = zeros(tape.shapeOf(id));
  gate.value(inputs.map(of), out, tape.optionsAt(id));
  return out;
}

/** Everything that feeds a node, through gates, bodies of calls and derived leaves; ascending. */
function feeders(tape: Tape, last: NodeId): readonly NodeId[] {
  const marks = new Uint8Array(last + 1);
  marks[last] = 1;
  const found: NodeId[] = [];
  for (let id = last; id >= 0; id--) {
    if (marks[id] !== 1) continue;
    found.push(id);
    const body = tape.bodies.get(id);
    const inputs = body === undefined ? (tape.derivations.get(id)?.inputs ?? tape.inputsOf(id)) : [body];
    for (const input of inputs) marks[input] = 1;
  }
  return found.reverse();
}
