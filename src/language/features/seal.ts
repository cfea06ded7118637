import { isGiven } from '../../core/syntax/cells.ts';
import type { Cell, Document } from '../../core/syntax/tree.ts';
import { answerSpan } from '../../core/tutor/marking/answer/question.ts';
import type { FreePart, Seal } from '../../protocol/seal.ts';

/** What of a text is given; undefined where no cell is. */
export function sealOf(document: Document): Seal | undefined {
  const given: string[] = [];
  const free: FreePart[] = ['any'];
  for (const cell of document.cells) {
    if (!isGiven(cell)) continue;
    const { text } = document;
    const end = cell.span.from + text.slice(cell.span.from, cell.span.to).trimEnd().length;
    let from = cell.span.from;
    for (const hole of holesIn(document, cell)) {
      if (hole.from < from || hole.to > end) continue;
      given.push(text.slice(from, hole.from));
      free.push(hole.kind);
      from = hole.to;
    }
    // Behind an answer that ends the cell stands nothing that is given.
    if (from < end) {
      given.push(text.slice(from, end));
      free.push('cells');
    } else free[free.length - 1] = 'last';
  }
  return given.length === 0 ? undefined : { given, free };
}

interface Hole {
  readonly from: number;
  readonly to: number;
  readonly kind: FreePart;
}

const NAME = /^[ \t]*#[ \t]*(?:name|student|id|uniqname)[ \t]*:/gim;

/** Answers with the comments behind them, and lines for a name and an id. */
function holesIn({ text, starts, statements }: Document, { first, last, span }: Cell): readonly Hole[] {
  const lineEnd = (at: number): number => {
    const length = text.slice(at, span.to).search(/[\n\r]|$/);
    return at + length;
  };
  const holes: Hole[] = [];
  for (let i = first; i < last; i++) {
    const parsed = statements[i];
    const answer = parsed && answerSpan(parsed);
    if (answer === undefined) continue;
    const start = starts[i] ?? 0;
    const end = start + answer.to;
    const next = starts[i + 1] ?? Number.POSITIVE_INFINITY;
    holes.push({ from: start + answer.from, to: next < lineEnd(end) ? end : lineEnd(end), kind: 'answer' });
  }
  for (const match of text.slice(span.from, span.to).matchAll(NAME)) {
    const from = span.from + match.index + match[0].length;
    holes.push({ from, to: lineEnd(from), kind: 'line' });
  }
  return holes.sort((a, b) => a.from - b.from);
}
