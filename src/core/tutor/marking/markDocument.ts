import { finish, type Work } from '../../base/work.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Withheld } from '../../explain/withheld.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { markedInOrder } from './answer/lineOrder.ts';
import { isRight, type Mark, type MarkingOptions } from './answer/mark.ts';
import { secretsOf } from './integrity/secrets.ts';
import { markQuestion } from './markQuestion.ts';

const known = new WeakMap<Evaluation, readonly Mark[]>();

/** Every question of a document, marked, in the order of the text. Kept with the evaluation where there are no options. */
export const markDocument = (evaluation: Evaluation, options?: MarkingOptions): readonly Mark[] =>
  finish(marking(evaluation, options));

/** The same question by question. */
export function* marking(evaluation: Evaluation, options?: MarkingOptions): Work<readonly Mark[]> {
  const before = options ? undefined : known.get(evaluation);
  if (before) return before;
  const { statements } = evaluation.document;
  const marks: Mark[] = [];
  for (const [statement, { tree }] of statements.entries()) {
    const mark = tree.kind === 'question' ? markQuestion(evaluation, statement, undefined, options) : undefined;
    if (mark === undefined) continue;
    marks.push(mark);
    yield (FIRST * statement) / statements.length;
  }
  const certain = certainIn(marks);
  const settled: Mark[] = [];
  for (const mark of marks) {
    settled.push(settledBy(evaluation, mark, certain.get(mark.cell) ?? NONE, options));
    yield FIRST + ((1 - FIRST) * settled.length) / marks.length;
  }
  const paid = markedInOrder(evaluation, paidOnce(settled), options?.placeOf);
  if (options === undefined) known.set(evaluation, paid);
  return paid;
}

/** The share of the work that marking takes before answers decide about each other. */
const FIRST = 0.8;
const NONE: ReadonlySet<MistakeCode> = new Set();

/**
 * A slip that is repeated is paid once: of the answers that follow from two own answers with the same wrong number, the first
 * has credit. Where all of a cell's answers are one number, nothing was worked out.
 */
function paidOnce(marks: readonly Mark[]): readonly Mark[] {
  const byStatement = new Map(marks.map((mark) => [mark.statement, mark]));
  const filled = filledCells(marks);
  const slipOf = (statement: number): string | undefined => {
    const mark = byStatement.get(statement);
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
    const unpaid = repeated.some((slip) => paid.has(slip)) || filled.has(mark.cell);
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

/** Cells with one number in the place of every answer, at least two of which are wrong by themselves. */
function filledCells(marks: readonly Mark[]): ReadonlySet<number> {
  const answers = new Map<number, Mark[]>();
  for (const mark of marks) {
    if (mark.given === undefined) continue;
    const before = answers.get(mark.cell);
    if (before) before.push(mark);
    else answers.set(mark.cell, [mark]);
  }
  const filled = new Set<number>();
  for (const [cell, answered] of answers) {
    const number = numberOf(answered[0]);
    const isFilled =
      answered.length >= LEAST_FILLED &&
      answered.every((one) => numberOf(one) === number) &&
      answered.filter((one) => !isRight(one) && !one.followed).length >= 2;
    if (number !== undefined && isFilled) filled.add(cell);
  }
  return filled;
}

const numberOf = (mark: Mark | undefined): number | undefined =>
  mark?.given?.data.length === 1 ? mark.given.data[0] : undefined;

/** By cell, the mistakes that an answer shows for certain: it can be explained by no other. */
function certainIn(marks: readonly Mark[]): ReadonlyMap<number, ReadonlySet<MistakeCode>> {
  const certain = new Map<number, Set<MistakeCode>>();
  for (const { cell, mistakes, together } of marks) {
    const [only] = mistakes;
    if (only === undefined || mistakes.length > 1 || together) continue;
    const before = certain.get(cell);
    if (before) before.add(only);
    else certain.set(cell, new Set([only]));
  }
  return certain;
}

/** Where several mistakes fit one answer, those that other answers of the cell show for certain decide. */
function settledBy(
  evaluation: Evaluation,
  mark: Mark,
  certain: ReadonlySet<MistakeCode>,
  options?: MarkingOptions,
): Mark {
  if (mark.together || mark.mistakes.length < 2) return mark;
  return mark.mistakes.some((code) => certain.has(code))
    ? (markQuestion(evaluation, mark.statement, certain, options) ?? mark)
    : mark;
}

/** What a reader of the text alone must not be shown yet: with all practice cells of which not every answer is right. */
export function openSecrets(evaluation: Evaluation): Withheld {
  const right = new Set(markDocument(evaluation).flatMap((mark) => (isRight(mark) ? [mark.statement] : [])));
  return secretsOf(evaluation, (statement) => right.has(statement));
}
