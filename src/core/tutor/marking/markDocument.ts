import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { isRight, type Mark, type MarkingOptions } from './mark.ts';
import { markQuestion } from './markQuestion.ts';
import { type Secrets, secretsOf } from './secrets.ts';

const known = new WeakMap<Evaluation, readonly Mark[]>();

/** Every question of a document, marked, in the order of the text. Kept with the evaluation where there are no options. */
export function markDocument(evaluation: Evaluation, options?: MarkingOptions): readonly Mark[] {
  const before = options ? undefined : known.get(evaluation);
  if (before) return before;
  const marks = evaluation.document.statements.flatMap(({ tree }, statement) => {
    const mark = tree.kind === 'question' ? markQuestion(evaluation, statement, undefined, options) : undefined;
    return mark ? [mark] : [];
  });
  const settled = paidOnce(marks.map((mark) => settledBy(evaluation, mark, marks, options)));
  if (options === undefined) known.set(evaluation, settled);
  return settled;
}

/**
 * A slip that is repeated is paid once: of the answers that follow from two own answers with the same wrong number, the first
 * has credit. Where all of a cell's answers are one number, nothing was worked out.
 */
function paidOnce(marks: readonly Mark[]): readonly Mark[] {
  const slipOf = (statement: number): string | undefined => {
    const mark = marks.find((other) => other.statement === statement);
    return mark && !isRight(mark) && !mark.followed
      ? `${mark.cell} ${Array.from(mark.given?.data ?? []).join()}`
      : undefined;
  };
  const sources = new Map<string, Set<number>>();
  for (const { follows } of marks)
    for (const statement of follows) {
      const slip = slipOf(statement);
      if (slip !== undefined) sources.set(slip, (sources.get(slip) ?? new Set<number>()).add(statement));
    }
  const paid = new Set<string>();
  return marks.map((mark) => {
    if (!mark.followed) return mark;
    const repeated = mark.follows.flatMap((statement) => {
      const slip = slipOf(statement);
      return slip !== undefined && (sources.get(slip)?.size ?? 0) > 1 ? [slip] : [];
    });
    const unpaid = repeated.some((slip) => paid.has(slip)) || isFiller(mark, marks);
    for (const slip of repeated) paid.add(slip);
    return unpaid
      ? {
          ...mark,
          credit: 0,
          message: `${mark.message} The slip that it follows from was made before, and is counted once.`,
        }
      : mark;
  });
}

const LEAST_FILLED = 3;

/** One number in the place of every answer of a cell, at least two of which are wrong by themselves. */
function isFiller(mark: Mark, marks: readonly Mark[]): boolean {
  const answered = marks.filter(({ cell, given }) => cell === mark.cell && given !== undefined);
  const number = (one: Mark): number | undefined => (one.given?.data.length === 1 ? one.given.data[0] : undefined);
  return (
    answered.length >= LEAST_FILLED &&
    answered.every((one) => number(one) !== undefined && number(one) === number(mark)) &&
    answered.filter((one) => !isRight(one) && !one.followed).length >= 2
  );
}

/** Where several mistakes fit one answer, those that other answers of the cell show for certain decide. */
function settledBy(evaluation: Evaluation, mark: Mark, marks: readonly Mark[], options?: MarkingOptions): Mark {
  if (mark.together || mark.mistakes.length < 2) return mark;
  const certain = new Set<MistakeCode>(
    marks.flatMap(({ cell, mistakes, together }) =>
      cell === mark.cell && !together && mistakes.length === 1 ? mistakes : [],
    ),
  );
  return mark.mistakes.some((code) => certain.has(code))
    ? (markQuestion(evaluation, mark.statement, certain, options) ?? mark)
    : mark;
}

/** What a reader of the text alone must not be shown yet: with all practice cells of which not every answer is right. */
export function openSecrets(evaluation: Evaluation): Secrets {
  const right = new Set(markDocument(evaluation).flatMap((mark) => (isRight(mark) ? [mark.statement] : [])));
  return secretsOf(evaluation, (statement) => right.has(statement));
}
