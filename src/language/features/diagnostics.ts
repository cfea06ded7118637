import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Severity } from '../../core/semantics/problem.ts';
import type { DocumentState } from '../documentState.ts';

const MOST = 500;

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Every problem of the text, in its order; past a limit a last one counts the rest. */
export function diagnostics(state: DocumentState): readonly Diagnostic[] {
  const all: Diagnostic[] = [];
  let left = 0;
  const add = (diagnostic: () => Diagnostic): void => {
    if (all.length < MOST) all.push(diagnostic());
    else left++;
  };
  for (const problem of state.document.problems)
    add(() => ({
      range: state.rangeOf(problem),
      severity: severities[problem.severity],
      code: problem.code,
      source: 'backprop',
      message: problem.message,
    }));
  state.evaluation.statements.forEach((result, statement) => {
    for (const problem of result.problems)
      add(() => ({
        range: state.rangeOf(state.inText(statement, problem)),
        severity: severities[problem.severity],
        code: problem.code,
        source: 'backprop',
        message: problem.message,
        ...(problem.suggestion ? { data: problem.suggestion } : {}),
      }));
  });
  const last = all.at(-1);
  if (left > 0 && last)
    all.push({
      ...last,
      severity: DiagnosticSeverity.Information,
      code: 'and-more',
      message: `and ${left} more problems below`,
    });
  return all;
}
