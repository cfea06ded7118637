import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import { axisNamesOf } from '../../core/evaluate/hints/axisNames.ts';
import { hintsOf } from '../../core/evaluate/hints/hints.ts';
import type { Problem } from '../../core/semantics/problem.ts';
import { MOST_PROBLEMS } from '../../core/semantics/problems/catalogue.ts';
import type { Severity } from '../../core/semantics/problems/problemKind.ts';
import type { DocumentState } from '../document/documentState.ts';
import { problemsTold } from '../document/hidden.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Every problem of the text, in its order; past a limit the gravest, and a last one that counts the rest. */
export function diagnostics(state: DocumentState): readonly Diagnostic[] {
  const all = problemsIn(state);
  const left = all.length - MOST_PROBLEMS;
  if (left <= 0) return all.map((problem) => asDiagnostic(state, problem));
  const kept = new Set(
    all.toSorted((a, b) => severities[a.severity] - severities[b.severity] || a.from - b.from).slice(0, MOST_PROBLEMS),
  );
  const shown = all.filter((problem) => kept.has(problem));
  const last = shown.at(-1);
  const more: readonly Problem[] = last
    ? [{ from: last.from, to: last.to, code: 'and-more', severity: 'info', message: `and ${left} more problems` }]
    : [];
  return [...shown, ...more].map((problem) => asDiagnostic(state, problem));
}

/** Spans in the whole text. */
function problemsIn(state: DocumentState): readonly Problem[] {
  const { document, evaluation } = state;
  const all: Problem[] = [...document.problems];
  const add = (statement: number, problem: Problem): void => {
    const start = document.starts[statement] ?? 0;
    all.push({ ...problem, from: start + problem.from, to: start + problem.to });
  };
  const { movable } = evaluation.copying;
  for (let statement = 0; statement < evaluation.statements.length; statement++)
    // What can be moved has no problem.
    if (movable[statement] !== 1) for (const problem of problemsTold(state, statement)) add(statement, problem);
  for (const { statement, problem } of hintsOf(evaluation)) add(statement, problem);
  for (const { statement, problem } of axisNamesOf(evaluation).problems) add(statement, problem);
  return all.sort((a, b) => a.from - b.from);
}

function asDiagnostic(state: DocumentState, problem: Problem): Diagnostic {
  const { code, severity, message, suggestion, unnecessary } = problem;
  return {
    range: state.rangeOf(problem),
    severity: severities[severity],
    code,
    source: 'backprop',
    message,
    ...(suggestion ? { data: suggestion } : {}),
    ...(unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}
