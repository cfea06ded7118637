/**
 * Comments on a question's line that say what help its answer has had, so that the file's score knows: `# revealed`, `# 2 hints`,
 * and with other questions on the line `# revealed grad(x)`, `# 2 hints for grad(x)`.
 */
import type { Document } from '../../syntax/tree.ts';

const REVEALED = /\brevealed\b:?(.*)$/i;
const HINTS = /\b([123]) hints?\b(?: for ([^\s;]+))?/gi;

export interface HelpNoted {
  readonly revealed: boolean;
  /** Hints taken, 0 to 3. */
  readonly hints: number;
}

interface LineEnd {
  /** Offset of the line's end in the text. */
  readonly at: number;
  /** The comment, from its `#`; empty where there is none. */
  readonly comment: string;
  /** Whether the statement is the last one on its line: what names no question is about that one. */
  readonly isLast: boolean;
}

function lineEndOf({ text, starts, statements }: Document, statement: number): LineEnd {
  const endOf = (i: number): number => (starts[i] ?? 0) + (statements[i]?.text.length ?? 0);
  let last = statement;
  for (;;) {
    const next = starts[last + 1];
    if (next === undefined || /[\n\r]/.test(text.slice(endOf(last), next))) break;
    last++;
  }
  const from = endOf(last);
  const length = text.slice(from, from + 1000).search(/[\n\r]/);
  const at = length < 0 ? Math.min(text.length, from + 1000) : from + length;
  const rest = text.slice(from, at);
  const hash = rest.indexOf('#');
  return { at, comment: hash < 0 ? '' : rest.slice(hash), isLast: last === statement };
}

/** As it stands in the text, without spaces: `grad(W)[0,1]`. */
const questionAt = ({ statements }: Document, statement: number): string => {
  const parsed = statements[statement];
  return parsed?.tree.kind === 'question'
    ? parsed.text.slice(0, parsed.tree.answer.from).replace('=', '').replaceAll(/\s/g, '')
    : '';
};

/** What follows the word in a comment, hints left out; undefined where it has none. */
const revealedIn = (comment: string): string | undefined =>
  REVEALED.exec(comment.replaceAll(HINTS, ''))?.[1]?.replaceAll(/[\s#]/g, '');

const nameIn = (match: RegExpExecArray): string | undefined => match[2]?.replace(/,$/, '');

export function helpNoted(document: Document, statement: number): HelpNoted {
  const { comment, isLast } = lineEndOf(document, statement);
  if (comment === '') return { revealed: false, hints: 0 };
  const question = questionAt(document, statement);
  const names = revealedIn(comment);
  const own = [...comment.matchAll(HINTS)].filter((match) => (nameIn(match) ?? (isLast ? question : '')) === question);
  return {
    revealed: names !== undefined && (names.includes('(') ? question !== '' && names.includes(question) : isLast),
    hints: Math.max(0, ...own.map(([, count]) => Number(count))),
  };
}

export const isRevealed = (document: Document, statement: number): boolean => helpNoted(document, statement).revealed;

/** Text in place of a span of the whole text. */
export interface HelpNote {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What to write, and where, so that a question counts as revealed. Undefined where the text says so already. */
export function revealedNote(document: Document, statement: number): HelpNote | undefined {
  if (isRevealed(document, statement)) return undefined;
  const { at, comment, isLast } = lineEndOf(document, statement);
  const names = revealedIn(comment);
  const question = questionAt(document, statement);
  const text = names?.includes('(')
    ? ` ${question}`
    : isLast && names === undefined
      ? '  # revealed'
      : `  # revealed ${question}`;
  return { from: at, to: at, text };
}

/** The same for hints taken. */
export function hintsNote(document: Document, statement: number, hints: number): HelpNote | undefined {
  const noted = helpNoted(document, statement).hints;
  if (noted >= hints) return undefined;
  const { at, comment, isLast } = lineEndOf(document, statement);
  const question = questionAt(document, statement);
  const text = `${hints} ${hints === 1 ? 'hint' : 'hints'}${isLast ? '' : ` for ${question}`}`;
  const before = [...comment.matchAll(HINTS)].find((match) => (nameIn(match) ?? (isLast ? question : '')) === question);
  if (before === undefined) return { from: at, to: at, text: `  # ${text}` };
  const from = at - comment.length + before.index;
  return { from, to: from + before[0].length, text: before[2] === undefined ? text : `${hints} hints for ${question}` };
}
