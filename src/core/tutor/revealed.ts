/** A comment on a question's line that says that its answer was looked up, so that the file's score knows. */
import type { Document } from '../syntax/tree.ts';

const MARK = /#[^#]*\brevealed\b:?([^#]*)$/i;

interface LineEnd {
  /** Offset of the line's end in the text. */
  readonly at: number;
  /** The comment, from its `#`; empty where there is none. */
  readonly comment: string;
  /** Whether the statement is the last one on its line. */
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

export function isRevealed(document: Document, statement: number): boolean {
  const { comment, isLast } = lineEndOf(document, statement);
  const names = comment === '' ? undefined : MARK.exec(comment)?.[1]?.replaceAll(/\s/g, '');
  if (names === undefined) return false;
  const question = questionAt(document, statement);
  return names.includes('(') ? question !== '' && names.includes(question) : isLast;
}

/** What to write, and where, so that a question counts as revealed. Undefined where the text says so already. */
export function revealedMark(
  document: Document,
  statement: number,
): { readonly at: number; readonly text: string } | undefined {
  if (isRevealed(document, statement)) return undefined;
  const { at, comment, isLast } = lineEndOf(document, statement);
  const names = comment === '' ? undefined : MARK.exec(comment)?.[1];
  const question = questionAt(document, statement);
  if (names?.includes('(')) return { at, text: ` ${question}` };
  return { at, text: isLast && names === undefined ? '  # revealed' : `  # revealed ${question}` };
}
