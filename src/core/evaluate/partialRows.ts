import type { NodeId } from '../autodiff/tape/node.ts';
import type { Evaluation } from './evaluation.ts';

type PartialRows = ReadonlyMap<NodeId, readonly [shown: number, all: number]>;

const none: PartialRows = new Map();
const known = new WeakMap<Evaluation, PartialRows>();

/** Every node that depends on data of which only the first rows are evaluated: how many, and how many there are. */
export function partialRows(evaluation: Evaluation): PartialRows {
  const before = known.get(evaluation);
  if (before) return before;
  const found = find(evaluation);
  known.set(evaluation, found);
  return found;
}

function find({ tape }: Evaluation): PartialRows {
  const partial = new Map<NodeId, readonly [number, number]>();
  for (const [node, { rows }] of tape.dataFacts) {
    const shown = tape.shapeOf(node)[0] ?? 0;
    if (shown < rows) partial.set(node, [shown, rows]);
  }
  if (partial.size === 0) return none;
  for (let node = 0; node < tape.length; node++) {
    if (partial.has(node)) continue;
    const inputs = tape.gateOf(node) ? tape.inputsOf(node) : (tape.derivations.get(node)?.inputs ?? []);
    const behind = inputs.find((input) => partial.has(input));
    const found = behind === undefined ? undefined : partial.get(behind);
    if (found) partial.set(node, found);
  }
  return partial;
}
