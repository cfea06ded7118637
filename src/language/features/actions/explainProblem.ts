import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { problemKinds } from '../../../core/semantics/problems/catalogue.ts';
import type { ActionSource } from './action.ts';

/** The command of the editor that shows the page about a kind of problem. */
const EXPLAIN_COMMAND = 'backprop.explainProblem';

/** For each problem at the place its page. */
export const explainProblem: ActionSource = ({ problems }) => {
  const offered = new Set<string>();
  return problems.flatMap((problem): readonly CodeAction[] => {
    const kind = problemKinds.get(String(problem.code));
    if (kind === undefined || offered.has(kind.code)) return [];
    offered.add(kind.code);
    const title = `Explain: ${kind.title}`;
    return [
      {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [problem],
        command: { title, command: EXPLAIN_COMMAND, arguments: [kind.code] },
      },
    ];
  });
};
