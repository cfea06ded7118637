import type { Evaluation } from '../../evaluate/evaluation.ts';
import { isOrdering } from '../../syntax/cells.ts';
import { asAnswer } from '../help/reveal.ts';
import { reasonNote } from '../marking/answer/helpComments.ts';
import { isRight } from '../marking/answer/mark.ts';
import { answerSpan, askedAt, asksToOrder, expectedFor, questionsIn } from '../marking/answer/question.ts';
import { reasonFor } from '../marking/answer/reason.ts';
import { markQuestion } from '../marking/markQuestion.ts';
import { type Replacement, reordered, replaced } from './courseText.ts';

/**
 * The key of a text: every question with its answer, and with its reason where one is asked for; lines that are to be put in order in
 * their order, wrong ones as comments at the end. A question without an answer stays open.
 */
export function answeredText(evaluation: Evaluation): string {
  const { document } = evaluation;
  const edits = document.statements.flatMap((parsed, statement): readonly Replacement[] => {
    const span = answerSpan(parsed);
    const asked = askedAt(evaluation, statement);
    const expected = asked && expectedFor(asked);
    if (span === undefined || expected === undefined || (asked && asksToOrder(evaluation, asked.cell))) return [];
    const start = document.starts[statement] ?? 0;
    const reason = asked && reasonFor(asked);
    const note = reason && reasonNote(document, statement, reason.word);
    return [{ from: start + span.from, to: start + span.to, text: asAnswer(expected) }, ...(note ? [note] : [])];
  });
  const ordered = document.cells
    .filter(isOrdering)
    .flatMap((cell) => inOrder(evaluation, questionsIn(evaluation, cell.index)));
  return replaced(document.text, [...edits, ...ordered]);
}

/** From the output's gradient to those of what is given: a gate comes after its operands in the text, so its gradient comes before theirs. */
function inOrder(evaluation: Evaluation, lines: readonly number[]): readonly Replacement[] {
  const { document } = evaluation;
  const judged = lines.map((statement) => {
    const mark = markQuestion(evaluation, statement);
    return {
      text: document.statements[statement]?.text ?? '',
      node: evaluation.statements[statement]?.question?.node ?? -1,
      isRight: mark !== undefined && isRight(mark),
    };
  });
  const right = judged.filter((line) => line.isRight).toSorted((a, b) => b.node - a.node);
  const wrong = judged.filter((line) => !line.isRight);
  return reordered(document, lines, [...right.map(({ text }) => text), ...wrong.map(({ text }) => `# ${text}`)]);
}
