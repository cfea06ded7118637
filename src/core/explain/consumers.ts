import type { Gradients } from '../autodiff/gradients.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { flowsTo } from '../gates/gate.ts';

/** One use of a value: as operand `port` of the gate at `consumer`. */
export interface Use {
  readonly consumer: NodeId;
  readonly port: number;
}

const known = new WeakMap<Gradients, ReadonlyMap<NodeId, readonly Use[]>>();

/**
 * Every use through which the output's gradient comes back to a node, in the order of the backward pass: the last line of the
 * text sends its message first. Sentences, formulas and ledgers all list messages in this order.
 */
export function usesOf(evaluation: Evaluation, gradients: Gradients, node: NodeId): readonly Use[] {
  let uses = known.get(gradients);
  if (uses === undefined) {
    uses = collect(evaluation, gradients);
    known.set(gradients, uses);
  }
  return uses.get(node) ?? [];
}

function collect({ tape }: Evaluation, gradients: Gradients): ReadonlyMap<NodeId, readonly Use[]> {
  const uses = new Map<NodeId, Use[]>();
  for (const consumer of gradients.order) {
    const gate = tape.gateOf(consumer);
    if (gate === undefined) continue;
    const inputs = tape.inputsOf(consumer);
    for (let port = inputs.length - 1; port >= 0; port--) {
      const input = inputs[port] ?? -1;
      if (!flowsTo(gate, port) || !gradients.reaches(input)) continue;
      const before = uses.get(input);
      if (before) before.push({ consumer, port });
      else uses.set(input, [{ consumer, port }]);
    }
  }
  return uses;
}
