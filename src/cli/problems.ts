import { lineTable } from '../core/base/lineTable.ts';
import { terminalName } from '../core/base/quoting.ts';
import type { Span } from '../core/base/span.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { axisNamesOf } from '../core/evaluate/hints/axisNames.ts';
import { withheldMessage } from '../core/explain/withheld.ts';
import type { Severity } from '../core/semantics/problems/problemKind.ts';
import { openSecrets } from '../core/tutor/marking/markDocument.ts';

export interface PlacedProblem {
  /** Lines and columns from 1, columns in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

type InText = Pick<PlacedProblem, 'severity' | 'code' | 'message'> & Span;

/** Problems with offsets in the whole text, in its order. */
export function placedIn(text: string, problems: readonly InText[]): readonly PlacedProblem[] {
  const lines = lineTable(text);
  const place = (from: number, to: number): Pick<PlacedProblem, 'line' | 'column' | 'endLine' | 'endColumn'> => {
    const start = lines.at(from);
    const end = lines.at(to);
    return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
  };
  return problems
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, severity, code, message }) => ({ ...place(from, to), severity, code, message }));
}

/** Every problem of a document, in the order of the text. None prints what is asked for, unless `key` allows it. */
export function placedProblems(evaluation: Evaluation, key = false): readonly PlacedProblem[] {
  const { document, statements } = evaluation;
  const hides = !key && statements.some(({ problems }) => problems.length > 0);
  const withheld =
    hides && document.cells.some(({ kind }) => kind === 'practice') ? openSecrets(evaluation) : undefined;
  const found: InText[] = [...document.problems];
  statements.forEach(({ problems }, statement) => {
    const start = document.starts[statement] ?? 0;
    for (const { from, to, severity, code, message } of problems)
      found.push({
        from: start + from,
        to: start + to,
        severity,
        code,
        message: withheldMessage(evaluation, withheld, statement, message),
      });
  });
  for (const { statement, problem } of axisNamesOf(evaluation).problems) {
    const start = document.starts[statement] ?? 0;
    const { from, to, severity, code, message } = problem;
    found.push({ from: start + from, to: start + to, severity, code, message });
  }
  return placedIn(document.text, found);
}

export const hasErrors = (problems: readonly PlacedProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

export const problemLine = (file: string, { line, column, severity, message, code }: PlacedProblem): string =>
  `${terminalName(file)}:${line}:${column}: ${severity}: ${terminalName(message)} [${code}]`;

/** A file that cannot be read, as a problem at its start. */
export const unreadable = (message: string): PlacedProblem => ({
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'error',
  code: 'unreadable',
  message,
});
