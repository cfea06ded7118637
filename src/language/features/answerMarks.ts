import { isRight } from '../../core/tutor/marking/answer/mark.ts';
import type { AnswerMark, QuestionInfo } from '../../protocol/language.ts';
import type { DocumentState } from '../document/documentState.ts';
import { isPausedAt } from '../document/pauses.ts';
import { judgementOf, questionKey } from '../document/verdicts.ts';

/** The marks beside the lines: of each answer, and of own backward passes that are wrong. Needs no evaluation. */
export function answerMarks(state: DocumentState): readonly AnswerMark[] {
  const { statements, starts } = state.document;
  return statements.flatMap((parsed, statement) => {
    const judgement = judgementOf(parsed);
    if (judgement === undefined || isPausedAt(state, statement)) return [];
    const { line } = state.positionAt(starts[statement] ?? 0);
    if (parsed.tree.kind === 'backwardRule') {
      const isWrong = judgement.notes.some(({ code }) => code === 'own-backward-wrong');
      return isWrong ? [{ line, kind: 'wrong', question: '', sure: undefined, mistake: undefined }] : [];
    }
    const { mark, waits } = judgement;
    if (parsed.tree.kind !== 'question' || (!waits && (mark === undefined || mark.verdict === 'unanswered'))) return [];
    const question = questionKey(state, statement);
    return [
      {
        line,
        kind: mark === undefined ? 'waits' : isRight(mark) ? 'right' : mark.followed ? 'follows' : 'wrong',
        question,
        sure: state.reader.sure.get(question),
        mistake: mark?.mistakes[0],
      },
    ];
  });
}

/** Every question of a text with its last judgement, as a tree of tests lists it. */
export function questionList(state: DocumentState): readonly QuestionInfo[] {
  const { statements, starts, cells } = state.document;
  return statements.flatMap((parsed, statement): readonly QuestionInfo[] => {
    if (parsed.tree.kind !== 'question' || isPausedAt(state, statement)) return [];
    const mark = judgementOf(parsed)?.mark;
    const cell = state.cellOf(statement);
    const isOpen = mark === undefined || mark.verdict === 'unanswered';
    return [
      {
        key: questionKey(state, statement),
        label: parsed.text.slice(0, parsed.tree.answer.from).replace(/=\s*$/, '').trim(),
        cell,
        cellTitle: cells[cell]?.title ?? '',
        line: state.positionAt(starts[statement] ?? 0).line,
        kind: isOpen ? 'open' : isRight(mark) ? 'right' : mark.followed ? 'follows' : 'wrong',
        message: mark?.message ?? '',
      },
    ];
  });
}
