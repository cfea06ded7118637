import { lineTable } from '../core/base/lineTable.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { checkGradients, type GradientCheck } from '../core/evaluate/gradientCheck.ts';
import type { Document } from '../core/syntax/tree.ts';
import { helpNoted, isSealWhole, reasonNoted } from '../core/tutor/marking/answer/helpComments.ts';
import { isRight, type Mark, type MarkingOptions, type Score, scoreOf } from '../core/tutor/marking/answer/mark.ts';
import { learnedProblems } from '../core/tutor/marking/customBackwardProblems.ts';
import { type Taken, takeAnswers } from '../core/tutor/marking/integrity/original.ts';
import { suspicionsIn } from '../core/tutor/marking/integrity/suspicions.ts';
import { tamperingWith } from '../core/tutor/marking/integrity/tampering.ts';
import { markDocument } from '../core/tutor/marking/markDocument.ts';
import { atLevel } from './grading/feedback.ts';
import { type GradingOptions, plainGrading } from './grading/gradingOptions.ts';
import type { HandedOut } from './grading/handedOut.ts';
import { type Student, studentOf } from './grading/student.ts';
import { evaluateFile } from './openFile.ts';
import { hasErrors, type PlacedProblem, placedIn, placedProblems, unreadable } from './problems.ts';

/** All that `bp check` knows about one file. */
export interface CheckReport {
  readonly file: string;
  readonly student: Student;
  readonly problems: readonly PlacedProblem[];
  readonly answers: readonly CheckedAnswer[];
  readonly gradientChecks: readonly GradientCheck[];
  readonly score: Score;
  /** Whether what was handed out is as it was, with an honest record of help; null where there is no original. */
  readonly integrity: 'ok' | 'changed' | null;
  readonly originalHash: string | null;
  /** Other numbers that may still be tried in an open bug hunt, by cell; −1: too many were, and its gradients are not checked. */
  readonly probes: ReadonlyMap<number, number>;
  /** No errors, no wrong answers, no wrong backward pass, nothing tampered with. */
  readonly clean: boolean;
}

export interface CheckedAnswer extends Mark {
  /** In the handed-in file, from 1; where the question is missing there, in the original. */
  readonly line: number;
  /** Wrong, and within a few percent of the truth in every entry. */
  readonly near: boolean;
}

export const hintsIn = ({ answers }: CheckReport): number => answers.reduce((sum, { hints }) => sum + hints, 0);
export const revealedIn = ({ answers }: CheckReport): number => answers.filter(({ revealed }) => revealed).length;

/** The questions of files that were handed out alike: those of the file that has the most. */
export const questionsOf = (reports: readonly CheckReport[]): readonly CheckedAnswer[] =>
  reports.reduce<readonly CheckedAnswer[]>((most, { answers }) => (answers.length > most.length ? answers : most), []);

interface CheckWish {
  readonly original?: HandedOut | undefined;
  readonly options?: GradingOptions;
  readonly probes?: CheckReport['probes'];
}

/** Percent of the truth within which a wrong answer counts as near, where nothing else is said. */
const NEAR = 5;

export function checkReport(file: string, evaluation: Evaluation, wish: CheckWish = {}): CheckReport {
  const { original, options = plainGrading, probes = new Map() } = wish;
  const { document } = evaluation;
  const own = learnedProblems(evaluation);
  const taken = original && takeAnswers(original.document, document);
  const changes = original && taken ? changesFrom(original, evaluation, taken) : [];
  const seal = isSealWhole(document);
  const remarks: readonly Remark[] = [
    ...own.map((problem) =>
      options.feedback === 'full' || problem.code !== 'own-backward-wrong'
        ? problem
        : { ...problem, message: 'this backward pass is not right yet' },
    ),
    ...changes,
    ...(original ? [] : suspicionsIn(evaluation).map((one) => ({ ...one, severity: 'info' as const }))),
    ...(seal === false ? [brokenSeal(document)] : []),
  ];
  const problems = [
    ...placedProblems(evaluation),
    ...placedIn(
      document.text,
      remarks.map((one) => inText(document, one)),
    ),
  ];
  const answers = (
    original && taken ? markedInOriginal(original, evaluation, taken, options, file) : markedHere(evaluation, options)
  ).map((mark) => shownAnswer(mark, options));
  const gradientChecks = document.cells.flatMap(({ index }) =>
    evaluation.cells[index]?.own && probes.get(index) !== -1 ? checkGradients(evaluation, index) : [],
  );
  const clean =
    !hasErrors(problems) &&
    own.every(({ code }) => code !== 'own-backward-wrong') &&
    gradientChecks.every(({ verdict }) => verdict !== 'wrong') &&
    answers.every((mark) => isRight(mark) || mark.verdict === 'unanswered');
  return {
    file,
    student: studentOf(file, document.text),
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    answers,
    gradientChecks,
    score: scaled(scoreOf(answers), options.points),
    integrity: original
      ? changes.some(({ severity }) => severity === 'error') || seal === false
        ? 'changed'
        : 'ok'
      : null,
    originalHash: original?.hash ?? null,
    probes,
    clean,
  };
}

interface Remark {
  readonly statement: number;
  /** In the statement; all of it where left out. */
  readonly from?: number;
  readonly to?: number;
  readonly severity: PlacedProblem['severity'];
  readonly code: string;
  readonly message: string;
}

function inText({ starts, statements }: Document, { statement, from, to, severity, code, message }: Remark) {
  const start = starts[statement] ?? 0;
  return {
    from: start + (from ?? 0),
    to: start + (to ?? statements[statement]?.text.length ?? 0),
    severity,
    code,
    message,
  };
}

const brokenSeal = (document: Document): Remark => ({
  statement: document.statements.length - 1,
  severity: 'warning',
  code: 'help-seal-broken',
  message: 'the record of the help that was taken is not the one that was sealed',
});

function markingOptions({ follow, answers, digits }: GradingOptions): MarkingOptions | undefined {
  return follow === 1 && answers === 'any' && digits === undefined ? undefined : { follow, answers, digits };
}

type Placed = Mark & { readonly line: number };

function markedHere(evaluation: Evaluation, options: GradingOptions): readonly Placed[] {
  const lines = lineTable(evaluation.document.text);
  const lineOf = (statement: number): number => lines.at(evaluation.document.starts[statement] ?? 0).line + 1;
  return markDocument(evaluation, markingOptions(options)).map((mark) => ({ ...mark, line: lineOf(mark.statement) }));
}

/** The handed-in answers, marked in the original's text: no other line of the handed-in file can matter. */
function markedInOriginal(
  original: HandedOut,
  handedIn: Evaluation,
  { text, answers }: Taken,
  options: GradingOptions,
  file: string,
): readonly Placed[] {
  const filled =
    text === handedIn.document.text && original.file === file ? handedIn : evaluateFile(original.file, text);
  const marks = markDocument(filled, {
    ...markingOptions(options),
    marked: true,
    help: (statement) => {
      const from = answers.get(statement)?.statement;
      return from === undefined ? { revealed: false, hints: 0 } : helpNoted(handedIn.document, from);
    },
    placeOf: (statement) => answers.get(statement)?.statement ?? statement,
    reason: (statement) => {
      const from = answers.get(statement)?.statement;
      const asks = reasonNoted(original.document, statement) !== undefined;
      return (from === undefined ? undefined : reasonNoted(handedIn.document, from)) ?? (asks ? 'why' : undefined);
    },
  });
  const here = lineTable(handedIn.document.text);
  const there = lineTable(original.document.text);
  return marks.map((mark) => {
    const answer = answers.get(mark.statement);
    const line = answer
      ? here.at(handedIn.document.starts[answer.statement] ?? 0).line
      : there.at(original.document.starts[mark.statement] ?? 0).line;
    const placed = { ...mark, line: line + 1 };
    return answer?.problem === undefined
      ? placed
      : { ...placed, verdict: 'invalid', written: answer.written, credit: 0, message: answer.problem };
  });
}

function changesFrom(original: HandedOut, handedIn: Evaluation, taken: Taken): readonly Remark[] {
  const { document } = handedIn;
  const found: Remark[] = tamperingWith(original.document, document, taken).map(({ changes, ...one }) => ({
    ...one,
    severity: changes ? 'error' : 'info',
  }));
  for (const { index, first } of original.document.cells) {
    const before = original.evaluation.cells[index];
    const after = handedIn.cells[index];
    if (document.cells[index]?.title !== original.document.cells[index]?.title) continue;
    if (before?.own !== true || after?.own !== true || before.outputName === after.outputName) continue;
    found.push({
      statement: Math.min(
        after.output === undefined ? first : handedIn.tape.statementOf(after.output),
        document.statements.length - 1,
      ),
      severity: 'info',
      code: 'output-changed',
      message: `here the gradients of this cell are those of ${after.outputName}; they were asked, and are marked, as those of ${before.outputName}`,
    });
  }
  return found;
}

function shownAnswer(mark: Placed, options: GradingOptions): CheckedAnswer {
  const told = atLevel(mark, options.feedback);
  return {
    ...told,
    near: isNear(mark, options.near ?? NEAR),
    message: [told.message, hintsTaken(mark.hints)].filter((part) => part !== '').join(' '),
  };
}

function isNear({ verdict, given, expected }: Mark, percent: number): boolean {
  if (verdict !== 'wrong' || given === undefined || expected?.data.length !== given.data.length) return false;
  return given.data.every(
    (value: number, at: number) =>
      Math.abs(value - (expected.data[at] ?? 0)) <= (percent / 100) * Math.abs(expected.data[at] ?? 0),
  );
}

/** The same shares of another total. */
const scaled = (score: Score, points: number | undefined): Score =>
  points === undefined || score.maxPoints === 0
    ? score
    : { ...score, points: (score.points / score.maxPoints) * points, maxPoints: points };

const hintsTaken = (count: number): string =>
  count === 0 ? '' : `${count} ${count === 1 ? 'hint was' : 'hints were'} taken.`;

export const unreadableReport = (file: string, problem: string): CheckReport => ({
  file,
  student: studentOf(file, ''),
  problems: [unreadable(problem)],
  answers: [],
  gradientChecks: [],
  score: scoreOf([]),
  integrity: null,
  originalHash: null,
  probes: new Map(),
  clean: false,
});
