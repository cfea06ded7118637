import type { Evaluation } from '../../evaluate/evaluation.ts';
import { asAnswer } from '../help/reveal.ts';
import { reasonNote } from '../marking/answer/helpComments.ts';
import { answerSpan, askedAt, expectedFor } from '../marking/answer/question.ts';
import { reasonFor } from '../marking/answer/reason.ts';
import { type Replacement, replaced } from './courseText.ts';

/** The key of a text: every question with its answer, and with its reason where one is asked for. One without an answer stays open. */
export function answeredText(evaluation: Evaluation): string {
  const { document } = evaluation;
  const edits = document.statements.flatMap((parsed, statement): readonly Replacement[] => {
    const span = answerSpan(parsed);
    const asked = askedAt(evaluation, statement);
    const expected = asked && expectedFor(asked);
    if (span === undefined || expected === undefined) return [];
    const start = document.starts[statement] ?? 0;
    const reason = asked && reasonFor(asked);
    const note = reason && reasonNote(document, statement, reason.word);
    return [{ from: start + span.from, to: start + span.to, text: asAnswer(expected) }, ...(note ? [note] : [])];
  });
  return replaced(document.text, edits);
}
