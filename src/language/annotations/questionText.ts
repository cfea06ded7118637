import { type HintLevel, hintFor } from '../../core/tutor/help/hint.ts';
import { isRight } from '../../core/tutor/marking/mark.ts';
import type { DocumentState } from '../document/documentState.ts';
import { helpAt, markOf, questionKey, waitsAt } from '../document/verdicts.ts';
import { shortName, UNKNOWN_VALUE } from './bindingText.ts';

const LONGEST = 100;

/** A lens is one line; the hover of the question has the whole hint. */
const LONGEST_HINT = 150;
/** What a bet is answered with where it was lost. */
const DOUBT = 'You were sure, so look twice.';
const TRUST = 'You were unsure, and you can trust this one';

const levelOf = (hints: number): HintLevel => (hints >= 3 ? 3 : hints === 2 ? 2 : 1);

const NBSP = '\u00a0';

/** What a question's line says, and in which colour. */
export function questionText(
  state: DocumentState,
  statement: number,
): { readonly text: string; readonly kind: 'right' | 'wrong' | 'open' } {
  const mark = markOf(state, statement);
  const { hints, revealed } = helpAt(state, statement);
  const isDone = revealed || (mark !== undefined && isRight(mark));
  const told = isDone || hints === 0 ? undefined : hintFor(state.evaluation, statement, levelOf(hints));
  const count = hints === 0 ? '' : `${NBSP}${NBSP}${hints} ${hints === 1 ? 'hint' : 'hints'}`;
  const taken = told === undefined ? count : `${NBSP}${NBSP}Hint ${levelOf(hints)} of 3: ${cut(told, LONGEST_HINT)}`;
  const sure = state.reader.sure.get(questionKey(state, statement));
  if (waitsAt(state, statement)) return { text: `Before I mark it:${taken}`, kind: 'open' };
  if (mark === undefined || mark.verdict === 'unanswered')
    return { text: `${asked(state, statement)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`, kind: 'open' };
  if (isRight(mark))
    return revealed
      ? { text: `–${NBSP}Revealed${taken}`, kind: 'open' }
      : { text: `✓${NBSP}${brief(mark.message)}${sure === false ? `. ${TRUST}` : ''}${taken}`, kind: 'right' };
  return {
    text: `${mark.followed ? '→' : '✗'}${NBSP}${sure === true && !mark.followed ? `${DOUBT} ` : ''}${brief(mark.message)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`,
    kind: 'wrong',
  };
}

/** The question itself: `∂f/∂r?`, `value of q?`. */
function asked(state: DocumentState, statement: number): string {
  const { evaluation } = state;
  const question = evaluation.statements[statement]?.question;
  if (question === undefined) return UNKNOWN_VALUE;
  const { name, index, asks } = question;
  const place = `${name}${index.length > 0 ? `[${index.join(', ')}]` : ''}`;
  if (asks === 'value') return `value of ${place}?`;
  const { outputName = '' } = evaluation.cells[state.cellOf(statement)] ?? {};
  return `∂${shortName(outputName)}/∂${place}?`;
}

/** The first sentence that says more than the line itself, cut where it is long: the whole stands in Problems. */
function brief(message: string): string {
  const news = message.replace(/^You wrote .+?(?:[:]|\.(?=\s)) /, '');
  const end = news.search(/\.(\s|$)/);
  const words = end < 0 ? news : news.slice(0, end);
  const sentence = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
  return cut(sentence, LONGEST);
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
