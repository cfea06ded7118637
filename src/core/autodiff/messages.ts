import { flowsTo } from '../gates/gate.ts';
import { scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import { openMessage } from './cutBranches.ts';
import type { Gradients } from './gradients.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/**
 * What a gate sends back to each of its operands: local × upstream, of the operand's shape, one for each use even where
 * an operand is used twice. Undefined where nothing flows: the output does not depend on the gate, the gate passes no
 * gradient to that operand, or nothing that can change feeds the operand. A node's gradient is the sum of its messages.
 */
export function messagesOf(tape: Tape, gradients: Gradients, node: NodeId): readonly (Tensor | undefined)[] {
  const gate = tape.gateOf(node);
  if (gate === undefined) return [];
  const inputs = tape.inputsOf(node);
  const upstream = gradients.of(node);
  if (upstream === undefined) return inputs.map(() => undefined);
  const wanted = inputs.map((input, port) => flowsTo(gate, port) && gradients.reaches(input));
  const options = tape.optionsAt(node);
  const open = gradients.openAt(node);
  if (open) {
    const applied = { gate, inputs: inputs.map((input) => tape.valueOf(input)), out: tape.valueOf(node), options };
    return wanted.map((want, port) =>
      want ? openMessage(applied, port, { gradient: upstream, open }).gradient : undefined,
    );
  }
  const rule = gate.scalar;
  if (
    rule !== undefined &&
    inputs.length <= 3 &&
    tape.isScalar(node) &&
    inputs.every((input) => tape.isScalar(input))
  ) {
    const [a = 0, b = 0, c = 0] = inputs.map((input) => tape.scalarAt(input));
    return wanted.map((want, port) => {
      const slope = want ? rule.slopes[port]?.(a, b, c, tape.scalarAt(node), options) : undefined;
      if (slope === undefined) return undefined;
      return scalar(rule.cuts && slope === 0 ? 0 : slope * (upstream.data[0] ?? 0));
    });
  }
  const into = inputs.map((input, port) => (wanted[port] ? zeros(tape.shapeOf(input)) : undefined));
  const at = { inputs: inputs.map((input) => tape.valueOf(input)), out: tape.valueOf(node), upstream, options };
  gate.pullback(at, into);
  return into;
}
