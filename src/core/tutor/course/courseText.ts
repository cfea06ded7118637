/** Texts made from a text: what is given in it, and parts replaced. */
import type { Cell, Document } from '../../syntax/tree.ts';

/** The lines of a cell that ask nothing and train nothing. Statements that were written on one line stay on one. */
export function givenLines(document: Document, { first, last }: Cell): readonly string[] {
  const lines: string[] = [];
  for (let statement = first; statement < last; statement++) {
    const { tree, text } = document.statements[statement] ?? {};
    if (tree === undefined || text === undefined || tree.kind === 'question' || tree.kind === 'train') continue;
    const isBeside = lines.length > 0 && /;[^\S\r\n]*$/.test(document.text.slice(0, document.starts[statement] ?? 0));
    if (isBeside) lines.push(`${lines.pop()}; ${text}`);
    else lines.push(text);
  }
  return lines;
}

/** Text in place of a span of the whole text. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Replacements that do not overlap, in any order. Of two insertions at one place the first stays first. */
export function replaced(text: string, edits: readonly Replacement[]): string {
  let made = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    made += text.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return made + text.slice(done);
}

/** The texts of lines in another order, in the places of the lines. */
export const reordered = (
  { starts, statements }: Document,
  places: readonly number[],
  texts: readonly string[],
): readonly Replacement[] =>
  places.map((statement, i) => {
    const from = starts[statement] ?? 0;
    return { from, to: from + (statements[statement]?.text.length ?? 0), text: texts[i] ?? '' };
  });
