import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { MistakeCode } from '../mistakes/mistake.ts';
import { isRight, type Mark } from './mark.ts';
import { markQuestion } from './markQuestion.ts';
import { type Secrets, secretsOf } from './secrets.ts';

const known = new WeakMap<Evaluation, readonly Mark[]>();

/** Every question of a document, marked, in the order of the text. Kept with the evaluation. */
export function markDocument(evaluation: Evaluation): readonly Mark[] {
  const before = known.get(evaluation);
  if (before) return before;
  const marks = evaluation.document.statements.flatMap(({ tree }, statement) => {
    const mark = tree.kind === 'question' ? markQuestion(evaluation, statement) : undefined;
    return mark ? [mark] : [];
  });
  const settled = marks.map((mark) => settledBy(evaluation, mark, marks));
  known.set(evaluation, settled);
  return settled;
}

/** Where several mistakes fit one answer, those that other answers of the cell show for certain decide. */
function settledBy(evaluation: Evaluation, mark: Mark, marks: readonly Mark[]): Mark {
  if (mark.together || mark.mistakes.length < 2) return mark;
  const certain = new Set<MistakeCode>(
    marks.flatMap(({ cell, mistakes, together }) =>
      cell === mark.cell && !together && mistakes.length === 1 ? mistakes : [],
    ),
  );
  return mark.mistakes.some((code) => certain.has(code))
    ? (markQuestion(evaluation, mark.statement, certain) ?? mark)
    : mark;
}

/** What a reader of the text alone must not be shown yet: with all practice cells of which not every answer is right. */
export function openSecrets(evaluation: Evaluation): Secrets {
  const right = new Set(markDocument(evaluation).flatMap((mark) => (isRight(mark) ? [mark.statement] : [])));
  return secretsOf(evaluation, (statement) => right.has(statement));
}
