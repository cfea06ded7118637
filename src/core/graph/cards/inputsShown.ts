import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Tape } from '../../autodiff/tape/tape.ts';

/**
 * Inputs of a gate, and of a leaf such as `detach(x)` or `onehot(y, 3)` what it is made from: it is drawn as a gate that passes
 * nothing back. What is made from literals alone (`zeros(3, 4)`) is a leaf.
 */
export function feedersOf(tape: Tape, node: NodeId): readonly NodeId[] {
  const derived = tape.derivations.get(node)?.inputs;
  if (derived === undefined) return tape.inputsOf(node);
  return derived.some((input) => tape.roleOf(input) !== 'constant') ? derived : [];
}
