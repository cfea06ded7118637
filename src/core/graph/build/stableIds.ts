import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';

/** Names for nodes and boxes that stay when numbers in the text change: cell, name assigned, place in the statement. */
interface StableIds {
  ofNode(node: NodeId): string;
  /** The id that the value of a statement has, or will have. */
  ofStatement(statement: number): string;
  /** By index in `Tape.boxes`. */
  ofBox(box: number): string;
}

const kept = new WeakMap<Evaluation, StableIds>();

export function stableIds(evaluation: Evaluation): StableIds {
  const known = kept.get(evaluation);
  if (known) return known;
  const { tape, statements } = evaluation;
  const keys = statementKeys(evaluation);
  const boxes = boxNames(evaluation, keys);
  const fresh: StableIds = {
    ofNode(node) {
      const index = tape.statementOf(node);
      const statement = statements[index];
      const key = keys[index] ?? '';
      return statement?.bindings[0]?.node === node ? key : `${key}.${node - (statement?.first ?? 0)}`;
    },
    ofStatement: (statement) => keys[statement] ?? '',
    ofBox: (box) => boxes[box] ?? '',
  };
  kept.set(evaluation, fresh);
  return fresh;
}

function statementKeys({ document }: Evaluation): readonly string[] {
  const keys: string[] = [];
  for (const cell of document.cells) {
    const counts = new Map<string, number>();
    for (let index = cell.first; index < cell.last; index++) {
      const tree = document.statements[index]?.tree;
      const name = tree?.kind === 'assignment' ? (tree.targets[0]?.name ?? '') : `${tree?.kind ?? ''}?`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      keys[index] = `c${cell.index}:${name}${count === 1 ? '' : `#${count}`}`;
    }
  }
  return keys;
}

function boxNames({ tape }: Evaluation, keys: readonly string[]): readonly string[] {
  const counts = new Map<number, number>();
  return tape.boxes.map(({ first }) => {
    const index = first < tape.length ? tape.statementOf(first) : -1;
    const count = (counts.get(index) ?? 0) + 1;
    counts.set(index, count);
    return `${keys[index] ?? ''}(${count})`;
  });
}

/** The node with a stable id. */
export function nodeWithId(evaluation: Evaluation, id: string): NodeId | undefined {
  const ids = stableIds(evaluation);
  for (const { first, last } of evaluation.statements)
    for (let node = first; node < last; node++) if (ids.ofNode(node) === id) return node;
  return undefined;
}
