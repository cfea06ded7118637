/**
 * Questions as the editor shows them. A judgement appears only once `settle` has been called, a second after typing stops,
 * and then stays with each line that is not touched.
 */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Span } from '../../core/base/span.ts';
import { finish, type Work } from '../../core/base/work.ts';
import { type HintLevel, hintFor } from '../../core/tutor/help/hint.ts';
import { revealFor } from '../../core/tutor/help/reveal.ts';
import { reasonPlace } from '../../core/tutor/marking/answer/helpComments.ts';
import { isRight, type Mark } from '../../core/tutor/marking/answer/mark.ts';
import { answerSpan, asksToOrder, questionAsked } from '../../core/tutor/marking/answer/question.ts';
import { reasons } from '../../core/tutor/marking/answer/reason.ts';
import { learnedProblems } from '../../core/tutor/marking/customBackwardProblems.ts';
import { marking } from '../../core/tutor/marking/markDocument.ts';
import { markQuestion } from '../../core/tutor/marking/markQuestion.ts';
import type { HintAnswer, RevealAnswer } from '../../protocol/language.ts';
import type { DocumentState } from '../document/documentState.ts';
import { isPausedAt } from '../document/pauses.ts';
import { helpAt, isJudgedRight, judge, judgementOf, type Note, questionKey, waitsAt } from '../document/verdicts.ts';

/** How long nobody may have typed before answers are judged, in milliseconds. */
export const QUIET = 1000;

/** All at once. */
export const settle = (state: DocumentState, asksHowSure = false): void => finish(settling(state, asksHowSure));

/** Judges every answer and every own backward pass of a text. `asksHowSure`: an answer waits until that has been said. */
export function* settling(state: DocumentState, asksHowSure: boolean): Work<void> {
  const { document, evaluation } = state;
  const notes = new Map<number, Note[]>();
  const note = (statement: number, one: Note): void => {
    const before = notes.get(statement);
    if (before) before.push(one);
    else notes.set(statement, [one]);
  };
  for (const { statement, from, to, severity, code, message } of learnedProblems(evaluation)) {
    note(statement, {
      from,
      to,
      code,
      message,
      severity: severity === 'info' ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning,
    });
  }
  const marks = new Map((yield* marking(evaluation)).map((mark) => [mark.statement, mark]));
  document.statements.forEach((parsed, statement) => {
    const mark = marks.get(statement);
    const waits = asksHowSure && mark !== undefined && canBeBetOn(mark) && !hasBet(state, statement);
    const answer = mark && !waits ? noteOf(state, mark) : undefined;
    if (answer) note(statement, answer);
    judge(parsed, { mark: waits ? undefined : mark, waits, notes: notes.get(statement) ?? [] });
  });
}

const canBeBetOn = ({ verdict, revealed }: Mark): boolean =>
  !revealed && verdict !== 'unanswered' && verdict !== 'invalid';

const hasBet = (state: DocumentState, statement: number): boolean =>
  state.reader.sure.has(questionKey(state, statement)) || state.reader.revealed.has(questionKey(state, statement));

/** Undefined for answers that are right or open, and for those whose error is a problem of the text already. */
function noteOf({ document, evaluation }: DocumentState, mark: Mark): Note | undefined {
  const tree = document.statements[mark.statement]?.tree;
  if (tree?.kind !== 'question' || isRight(mark) || mark.verdict === 'unanswered') return undefined;
  const known = evaluation.statements[mark.statement]?.problems.some(({ severity }) => severity !== 'hint');
  if (mark.verdict === 'invalid' && known) return undefined;
  return {
    from: tree.answer.from,
    to: tree.answer.to,
    code: mark.followed ? 'follows-wrong-answer' : 'wrong-answer',
    severity: mark.followed ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning,
    message: mark.message,
  };
}

/** What was judged wrong when the text last settled, where its lines stand now. To be sent with the other problems. */
export const judgements = (state: DocumentState): readonly Diagnostic[] =>
  state.document.statements.flatMap((parsed, statement) =>
    (isPausedAt(state, statement) ? [] : (judgementOf(parsed)?.notes ?? [])).map(
      ({ from, to, severity, code, message }) => ({
        range: state.rangeOf(state.inText(statement, { from, to })),
        severity,
        code,
        source: 'backprop',
        message,
      }),
    ),
  );

/** Answers of a cell that were judged right and were not revealed: what the score page and the status bar count. */
export function rightIn(state: DocumentState, cell: number): number {
  const { first, last } = state.document.cells[cell] ?? { first: 0, last: 0 };
  let count = 0;
  for (let statement = first; statement < last; statement++) {
    if (isJudgedRight(state, statement) && !helpAt(state, statement).revealed) count++;
  }
  return count;
}

/** Hints taken in a cell, and questions revealed. */
export function helpIn(state: DocumentState, cell: number): { readonly hints: number; readonly revealed: number } {
  const { first, last } = state.document.cells[cell] ?? { first: 0, last: 0 };
  let hints = 0;
  let revealed = 0;
  for (let statement = first; statement < last; statement++) {
    if (state.document.statements[statement]?.tree.kind !== 'question') continue;
    const help = helpAt(state, statement);
    hints += help.hints;
    if (help.revealed) revealed++;
  }
  return { hints, revealed };
}

/** Where the answers of a cell stand that are missing or not judged right; offsets in the whole text. */
export function openIn(state: DocumentState, cell: number): readonly Span[] {
  const { document, evaluation } = state;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  return document.statements.slice(first, last).flatMap((parsed, index) => {
    const statement = first + index;
    const answer = answerSpan(parsed);
    if (answer === undefined || evaluation.statements[statement]?.question === undefined) return [];
    return isJudgedRight(state, statement) ? [] : [state.inText(statement, answer)];
  });
}

/** The question at an offset, else the next one below, else the last. */
function questionNear({ document }: DocumentState, offset: number): number | undefined {
  let found: number | undefined;
  for (const [statement, { tree, text }] of document.statements.entries()) {
    if (tree.kind !== 'question') continue;
    found = statement;
    if ((document.starts[statement] ?? 0) + text.length >= offset) break;
  }
  return found;
}

/** Whether an answer is right, judged already or not: help would change nothing. */
function isAnswered(state: DocumentState, statement: number): boolean {
  if (isJudgedRight(state, statement)) return true;
  // Whether a line is in its place is known once all of them are marked.
  if (asksToOrder(state.evaluation, state.cellOf(statement))) return false;
  const mark = waitsAt(state, statement) ? undefined : markQuestion(state.evaluation, statement);
  return mark !== undefined && isRight(mark);
}

/** Whether a question's cell gives no help. */
export const isExam = (state: DocumentState, statement: number): boolean =>
  state.document.cells[state.cellOf(statement)]?.marks.includes('exam') ?? false;

/** The next hint for the question at an offset; null where there is no question. */
export function hint(state: DocumentState, offset: number, wanted?: number): HintAnswer | 'answered' | 'exam' | null {
  const statement = questionNear(state, offset);
  if (statement === undefined) return null;
  if (isAnswered(state, statement)) return 'answered';
  if (isExam(state, statement)) return 'exam';
  const question = questionKey(state, statement);
  const level = Math.min(3, Math.max(1, wanted ?? helpAt(state, statement).hints + 1)) as HintLevel;
  const text = hintFor(state.evaluation, statement, level);
  return text === undefined ? null : { question, level, text, more: level < 3 };
}

/** The reasons to choose from for the question at an offset; null where it is not about a gradient. */
export function reasonsAt(state: DocumentState, offset: number) {
  const statement = questionNear(state, offset);
  const question = statement === undefined ? undefined : state.evaluation.statements[statement]?.question;
  if (statement === undefined || question?.asks !== 'grad') return null;
  return {
    version: state.version,
    question: questionAsked(question),
    reasons: reasons.map(({ word, meaning }) => ({ word, meaning })),
    ...reasonPlace(state.document, statement),
  };
}

/** How to write the answer of the question at an offset into the text; null where there is none to write. */
export function reveal(state: DocumentState, offset: number): RevealAnswer | 'answered' | 'exam' | 'order' | null {
  const statement = questionNear(state, offset);
  if (statement !== undefined && isAnswered(state, statement)) return 'answered';
  if (statement !== undefined && isExam(state, statement)) return 'exam';
  // The answer would take the place of the line that is to be moved.
  if (statement !== undefined && asksToOrder(state.evaluation, state.cellOf(statement))) return 'order';
  const found = statement === undefined ? undefined : revealFor(state.evaluation, statement);
  if (statement === undefined || found === undefined) return null;
  return {
    question: questionKey(state, statement),
    version: state.version,
    answer: found.answer,
    edits: found.edits.map(({ span, text }) => ({ from: span.from, to: span.to, text })),
  };
}
