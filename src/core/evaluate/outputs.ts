import { ancestors } from '../autodiff/ancestors.ts';
import type { NodeId, Tape } from '../autodiff/tape/tape.ts';
import { flowsTo } from '../gates/gate.ts';
import type { Cell } from '../syntax/tree.ts';
import type { Begun, CellResult, Copying, StatementResult } from './evaluation.ts';

/**
 * For each cell what its gradients are of: what `backward(…)` names, else what `train(…)` minimises, else its last
 * scalar that something differentiable reaches; else the next output below that depends on the cell.
 */
export function findOutputs(
  { document, copying }: Begun,
  tape: Tape,
  statements: readonly StatementResult[],
  nameGiven: (node: NodeId) => string | undefined,
): readonly CellResult[] {
  const own = document.cells.map((cell) => ownOutput(cell, tape, statements, copying));
  const depends = new Map<NodeId, Int32Array>();
  const ancestorsOf = (output: NodeId): Int32Array => {
    const known = depends.get(output);
    if (known) return known;
    const fresh = ancestors(tape, output);
    depends.set(output, fresh);
    return fresh;
  };
  return document.cells.map((cell, i): CellResult => {
    const output = own[i];
    if (output !== undefined) return { output, outputName: nameOf(output), own: true };
    const from = statements[cell.first]?.first ?? 0;
    const to = statements[cell.last - 1]?.last ?? 0;
    if (cell.last > cell.first && to > from)
      for (const later of own.slice(i + 1))
        if (later !== undefined && ancestorsOf(later).some((node) => node >= from && node < to))
          return { output: later, outputName: nameOf(later), own: false };
    return { output: undefined, outputName: '', own: false };
  });

  function nameOf(node: NodeId): string {
    const name = nameGiven(node);
    if (name !== undefined) return name;
    const expression = tape.expressionOf(node);
    const within = tape.withinOf(node);
    const start = document.starts[within] ?? 0;
    return expression ? document.text.slice(start + expression.from, start + expression.to) : 'output';
  }
}

function ownOutput(
  cell: Cell,
  tape: Tape,
  statements: readonly StatementResult[],
  { movable }: Copying,
): NodeId | undefined {
  let minimised: NodeId | undefined;
  let lastScalar: NodeId | undefined;
  let chosen: NodeId | undefined;
  for (let i = cell.last - 1; i >= cell.first; i--) {
    // What can be moved is no training and names no output.
    if (lastScalar !== undefined && movable[i] === 1) continue;
    const result = statements[i];
    if (result === undefined) continue;
    chosen ??= result.output;
    minimised ??= result.training?.loss;
    for (let k = result.bindings.length - 1; lastScalar === undefined && k >= 0; k--) {
      const node = result.bindings[k]?.node;
      if (node !== undefined && isComputedScalar(tape, node)) lastScalar = node;
    }
  }
  return chosen ?? minimised ?? lastScalar;
}

/** A scalar that a gate computes from something that can change, through gates that pass gradients. */
const isComputedScalar = (tape: Tape, node: NodeId): boolean => {
  const gate = tape.gateOf(node);
  return (
    gate !== undefined &&
    tape.isScalar(node) &&
    tape.inputsOf(node).some((input, port) => flowsTo(gate, port) && tape.isReached(input))
  );
};
