import type { TextEdit } from '../document.ts';

/** A comment behind code. */
export interface TrailingComment {
  readonly line: number;
  /** End of the code before it. */
  readonly gapFrom: number;
  readonly from: number;
  /** Where it stands in its line. */
  readonly column: number;
  /** How long the code before it is after formatting. */
  readonly width: number;
}

/** Blanks before a comment that touches its code. */
const USUAL_GAP = 2;

/** Comments of neighbouring lines in one column stay in one column; a comment alone keeps its distance. */
export function alignComments(text: string, comments: readonly TrailingComment[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let first = 0;
  while (first < comments.length) {
    let end = first + 1;
    while (end < comments.length && follows(comments[end - 1], comments[end])) end++;
    const group = comments.slice(first, end);
    const column = columnOf(group);
    for (const comment of group) {
      const old = text.slice(comment.gapFrom, comment.from);
      const wanted = column === undefined ? (old === '' ? USUAL_GAP : old.length) : column - comment.width;
      if (wanted !== old.length) edits.push({ from: comment.gapFrom, to: comment.from, insert: ' '.repeat(wanted) });
    }
    first = end;
  }
  return edits;
}

const follows = (a: TrailingComment | undefined, b: TrailingComment | undefined): boolean =>
  a !== undefined && b !== undefined && b.line === a.line + 1 && b.column === a.column;

/** The common column of a group, moved to the right only where code has grown into it. */
function columnOf(group: readonly TrailingComment[]): number | undefined {
  const [first] = group;
  if (first === undefined || group.length < 2) return undefined;
  let widest = 0;
  for (const { width } of group) widest = Math.max(widest, width);
  return widest < first.column ? first.column : widest + USUAL_GAP;
}
