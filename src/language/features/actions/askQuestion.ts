import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { type ActionSource, action, lineBelow, spanOfStatement } from './action.ts';

/** On a line that names a value: asks the reader for it, or for its gradient, at the end of the cell. */
export const askQuestion: ActionSource = ({ state, found }): readonly CodeAction[] => {
  if (found?.statement.tree.kind !== 'assignment') return [];
  const { evaluation, document } = state;
  const index = state.cellOf(found.index);
  const cell = document.cells[index];
  if (cell === undefined) return [];
  const at = spanOfStatement(state, cell.last - 1).to;
  const output = evaluation.cells[index]?.output;
  const ask = (what: string, asks: string, name: string): CodeAction =>
    action(state, `Ask for the ${what} of ${name}`, CodeActionKind.Refactor, [
      lineBelow(state, at, `${asks}(${name}) = ?`),
    ]);
  const asked = new Set(
    document.statements
      .slice(cell.first, cell.last)
      .flatMap(({ tree }) =>
        tree.kind === 'question' && tree.subscripts.length === 0 ? [`${tree.asks} ${tree.target.name}`] : [],
      ),
  );
  return (evaluation.statements[found.index]?.bindings ?? []).flatMap(({ name, node }) => {
    if (node === undefined) return [];
    const actions: CodeAction[] = [];
    const reached = output !== undefined && evaluation.gradients(output).reaches(node);
    if (reached && !asked.has(`grad ${name}`)) actions.push(ask('gradient', 'grad', name));
    if (evaluation.tape.gateOf(node) && !asked.has(`value ${name}`)) actions.push(ask('value', 'value', name));
    return actions;
  });
};
