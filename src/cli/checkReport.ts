import { lineTable } from '../core/base/lineTable.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { checkGradients, type GradientCheck } from '../core/evaluate/gradientCheck.ts';
import type { Document } from '../core/syntax/tree.ts';
import { learnedProblems } from '../core/tutor/marking/customBackwardProblems.ts';
import { isRight, type Mark, type Score, scoreOf } from '../core/tutor/marking/mark.ts';
import { markDocument } from '../core/tutor/marking/markDocument.ts';
import { tamperingWith } from '../core/tutor/marking/tampering.ts';
import { hasErrors, type PlacedProblem, placedIn, placedProblems, unreadable } from './problems.ts';

/** All that `bp check` knows about one file. */
export interface CheckReport {
  readonly file: string;
  readonly problems: readonly PlacedProblem[];
  readonly answers: readonly (Mark & { readonly line: number })[];
  readonly gradientChecks: readonly GradientCheck[];
  readonly score: Score;
  /** Other numbers that may still be tried in an open bug hunt, by cell; −1: too many were, and its gradients are not checked. */
  readonly probes: ReadonlyMap<number, number>;
  /** No errors, no wrong answers, no wrong backward pass, nothing tampered with. */
  readonly clean: boolean;
}

export function checkReport(
  file: string,
  evaluation: Evaluation,
  original: Document | undefined,
  probes: CheckReport['probes'] = new Map(),
): CheckReport {
  const { document } = evaluation;
  const lines = lineTable(document.text);
  const startOf = (statement: number): number => document.starts[statement] ?? 0;
  const own = learnedProblems(evaluation).map(({ statement, from, to, severity, code, message }) => ({
    from: startOf(statement) + from,
    to: startOf(statement) + to,
    severity,
    code,
    message,
  }));
  const changes = (original ? tamperingWith(original, document) : []).map(({ statement, code, message }) => ({
    from: startOf(statement),
    to: startOf(statement) + (document.statements[statement]?.text.length ?? 0),
    severity: 'error' as const,
    code,
    message,
  }));
  const problems = [...placedProblems(evaluation), ...placedIn(document.text, [...changes, ...own])].toSorted(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  const answers = markDocument(evaluation).map((mark) => ({
    ...mark,
    message: [mark.message, hintsTaken(mark.hints)].filter((part) => part !== '').join(' '),
    line: lines.at(startOf(mark.statement)).line + 1,
  }));
  const gradientChecks = document.cells.flatMap(({ index }) =>
    evaluation.cells[index]?.own && probes.get(index) !== -1 ? checkGradients(evaluation, index) : [],
  );
  const clean =
    !hasErrors(problems) &&
    own.every(({ code }) => code !== 'own-backward-wrong') &&
    gradientChecks.every(({ verdict }) => verdict !== 'wrong') &&
    answers.every((mark) => isRight(mark) || mark.verdict === 'unanswered');
  return { file, problems, answers, gradientChecks, score: scoreOf(answers), probes, clean };
}

const hintsTaken = (count: number): string =>
  count === 0 ? '' : `${count} ${count === 1 ? 'hint was' : 'hints were'} taken.`;

export const unreadableReport = (file: string, problem: string): CheckReport => ({
  file,
  problems: [unreadable(problem)],
  answers: [],
  gradientChecks: [],
  score: scoreOf([]),
  probes: new Map(),
  clean: false,
});
