import { isRight } from '../../core/tutor/marking/mark.ts';
import type { DocumentState } from '../document/documentState.ts';
import { helpAt, markOf, waitsAt } from '../document/verdicts.ts';
import { shortName, UNKNOWN } from './bindingText.ts';

const LONGEST = 100;

const NBSP = '\u00a0';

/** What a question's line says, and in which colour. */
export function questionText(
  state: DocumentState,
  statement: number,
): { readonly text: string; readonly kind: 'right' | 'wrong' | 'open' } {
  const mark = markOf(state, statement);
  const { hints, revealed } = helpAt(state, statement);
  const taken = hints === 0 ? '' : `${NBSP}${NBSP}${hints} ${hints === 1 ? 'hint' : 'hints'}`;
  if (waitsAt(state, statement)) return { text: `Before I mark it:${taken}`, kind: 'open' };
  if (mark === undefined || mark.verdict === 'unanswered')
    return { text: `${asked(state, statement)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`, kind: 'open' };
  if (isRight(mark))
    return revealed
      ? { text: `–${NBSP}Revealed${taken}`, kind: 'open' }
      : { text: `✓${NBSP}${brief(mark.message)}${taken}`, kind: 'right' };
  return {
    text: `${mark.followed ? '→' : '✗'}${NBSP}${brief(mark.message)}${taken}${revealed ? `${NBSP}${NBSP}revealed` : ''}`,
    kind: 'wrong',
  };
}

/** The question itself: `∂f/∂r?`, `value of q?`. */
function asked(state: DocumentState, statement: number): string {
  const { evaluation } = state;
  const question = evaluation.statements[statement]?.question;
  if (question === undefined) return UNKNOWN;
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
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1)}…`;
}
