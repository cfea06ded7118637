import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { type ActionSource, action, freshName, lineBelow, lineEndOf, spanOfStatement } from './action.ts';

/** On a line that names a value: writes what the cell's output changes with it, as a line of its own at the cell's end. */
export const differentiate: ActionSource = ({ state, found }): readonly CodeAction[] => {
  if (found?.statement.tree.kind !== 'assignment') return [];
  const { evaluation, document } = state;
  const index = state.cellOf(found.index);
  const cell = document.cells[index];
  const result = evaluation.cells[index];
  if (cell === undefined || cell.kind === 'practice' || result?.output === undefined || !result.own) return [];
  const { output } = result;
  const outputName = evaluation.nameOf(output);
  if (outputName === undefined) return [];
  const named = document.statements
    .slice(cell.first, cell.last)
    .some(({ tree }) => tree.kind === 'backwardOutput' && tree.target.kind === 'name');
  // Below, the name stands for what it was given last.
  const givenLater = new Set(
    evaluation.statements.slice(found.index + 1, cell.last).flatMap(({ bindings }) => bindings.map(({ name }) => name)),
  );
  return (evaluation.statements[found.index]?.bindings ?? []).flatMap(({ name, node }) => {
    if (node === undefined || node === output || givenLater.has(name) || !evaluation.gradients(output).reaches(node))
      return [];
    const line = `${freshName(state, `d${name}`)} = grad(${name})`;
    const text = named ? line : `backward(${outputName})${lineEndOf(state)}${line}`;
    const at = spanOfStatement(state, cell.last - 1).to;
    return [
      action(state, `Differentiate ${outputName} with respect to ${name}`, CodeActionKind.Refactor, [
        lineBelow(state, at, text),
      ]),
    ];
  });
};
