import type { Span } from '../../base/span.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { revealedNote, sealedNotes } from '../marking/answer/helpComments.ts';
import { answerSpan, askedAt, expectedFor } from '../marking/answer/question.ts';

const MOST_ENTRIES = 400;

export interface Reveal {
  readonly answer: string;
  /** Changes of the whole text that write the answer in, and a comment by which the score knows; ascending. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** The right answer, ready to be written into the text. Undefined where there is none, or it is too large to be written. */
export function revealFor(evaluation: Evaluation, statement: number): Reveal | undefined {
  const { document } = evaluation;
  const asked = askedAt(evaluation, statement);
  const expected = asked && expectedFor(asked);
  if (asked === undefined || expected === undefined || expected.data.length > MOST_ENTRIES) return undefined;
  const answer = asAnswer(expected);
  const start = document.starts[statement] ?? 0;
  const parsed = document.statements[statement];
  const { from, to } = (parsed && answerSpan(parsed)) ?? asked.tree.answer;
  const note = revealedNote(document, statement);
  return {
    answer,
    edits: [
      { span: { from: start + from, to: start + to }, text: answer },
      ...sealedNotes(document, note ? [note] : [], new Map([[statement, { hints: 0, revealed: true }]])).map((one) => ({
        span: { from: one.from, to: one.to },
        text: one.text,
      })),
    ],
  };
}

/** Six digits: right, and short enough to be read. */
export function asAnswer({ shape, data }: Tensor): string {
  const write = (axis: number, from: number, size: number): string => {
    if (axis === shape.length) return asNumber(data[from] ?? 0);
    const length = shape[axis] ?? 0;
    const step = length === 0 ? 0 : size / length;
    return `[${Array.from({ length }, (_, i) => write(axis + 1, from + i * step, step)).join(', ')}]`;
  };
  return write(0, 0, data.length);
}

function asNumber(value: number): string {
  const short = Number(value.toPrecision(6));
  return Object.is(short, -0) ? '0' : String(Number.isFinite(value) ? short : value).replace('e+', 'e');
}
