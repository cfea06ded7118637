import { isRight } from '../../core/tutor/marking/mark.ts';
import type { DocumentState } from '../document/documentState.ts';
import { helpAt, markOf, waitsAt } from '../document/verdicts.ts';

const LONGEST = 100;

const NBSP = '\u00a0';

/** What a question's line says, and in which colour. */
export function questionText(
  state: DocumentState,
  statement: number,
): { readonly text: string; readonly kind: 'right' | 'wrong' | 'open' } {
  const mark = markOf(state, statement);
  const { hints, revealed: wasRevealed } = helpAt(state, statement);
  const taken = hints === 0 ? '' : `${NBSP}${NBSP}${hints} ${hints === 1 ? 'hint' : 'hints'}`;
  const revealed = wasRevealed ? `${NBSP}${NBSP}revealed` : '';
  if (waitsAt(state, statement)) return { text: `How sure are you?${taken}`, kind: 'open' };
  if (mark === undefined || mark.verdict === 'unanswered') return { text: `·${taken}${revealed}`, kind: 'open' };
  const tail = `${taken}${revealed}`;
  if (isRight(mark)) return { text: `✓${NBSP}${brief(mark.message)}${tail}`, kind: 'right' };
  return { text: `${mark.followed ? '→' : '✗'}${NBSP}${brief(mark.message)}${tail}`, kind: 'wrong' };
}

/** The first sentence that says more than the line itself, cut where it is long: the whole stands in Problems. */
function brief(message: string): string {
  const news = message.replace(/^You wrote .+?(?:[:]|\.(?=\s)) /, '');
  const end = news.search(/\.(\s|$)/);
  const words = end < 0 ? news : news.slice(0, end);
  const sentence = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1)}…`;
}
