import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { isOrdering } from '../../../core/syntax/cells.ts';
import { type ActionSource, action, lineBelow, spanOfStatement } from './action.ts';

/** On a line that names a number: makes it what the cell's gradients are of. */
export const chooseOutput: ActionSource = ({ state, found }): readonly CodeAction[] => {
  if (found?.statement.tree.kind !== 'assignment') return [];
  const { evaluation, document } = state;
  const { tape } = evaluation;
  const [target] = found.statement.tree.targets;
  const node = evaluation.statements[found.index]?.bindings[0]?.node;
  const cell = document.cells[state.cellOf(found.index)];
  if (target === undefined || node === undefined || cell === undefined || !tape.isScalar(node)) return [];
  // Lines to be put in order are of the output that the cell has.
  if (isOrdering(cell)) return [];
  if (tape.gateOf(node) === undefined || !tape.isReached(node)) return [];
  if (evaluation.cells[cell.index]?.output === node) return [];
  let present: number | undefined;
  for (let i = found.index + 1; i < cell.last; i++)
    if (document.statements[i]?.tree.kind === 'backwardOutput') present = i;
  const text = `backward(${target.name})`;
  const change =
    present === undefined
      ? lineBelow(state, spanOfStatement(state, found.index).to, text)
      : { ...spanOfStatement(state, present), text };
  return [action(state, `Make ${target.name} the output of this cell`, CodeActionKind.Refactor, [change])];
};
