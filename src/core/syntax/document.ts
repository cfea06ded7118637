import { cellsOf, firstFrom, type Marker } from './cells.ts';
import { isLineEnd } from './characters.ts';
import { RegionParser } from './regionParser.ts';
import { StatementParser } from './statementParser.ts';
import { StatementReader } from './statementReader.ts';
import type { Document, Expression, ParsedStatement, SyntaxProblem } from './tree.ts';

/** The code units `from` to `to` are replaced by `insert`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Reads a whole text. Never throws; takes time in proportion to the text. */
export function parseDocument(text: string): Document {
  const region = new RegionParser(text, 0);
  region.run(() => false);
  const starts = Int32Array.from(region.starts);
  const cells = cellsOf(text, region.markers, starts);
  return { text, statements: region.statements, starts, cells, problems: region.problems };
}

/** Reads a formula. Line ends count as blanks; spans count from the start of the text. */
export function parseExpression(text: string): {
  readonly expression: Expression;
  readonly problems: readonly SyntaxProblem[];
} {
  const reader = new StatementReader(text, 0);
  reader.readAll();
  return new StatementParser(reader.tokens).parseExpression(text);
}

/**
 * The document after one edit, equal to a fresh reading of the new text. Statements that the edit does not touch are the
 * same objects as before.
 */
export function updateDocument(previous: Document, edit: TextEdit): Document {
  const { text: old, starts } = previous;
  const from = Math.max(0, Math.min(edit.from, edit.to, old.length));
  const to = Math.max(from, Math.min(Math.max(edit.from, edit.to), old.length));
  const text = old.slice(0, from) + edit.insert + old.slice(to);
  const delta = edit.insert.length - (to - from);
  const end = from + edit.insert.length;

  // A statement with a forgotten bracket has looked at the next line with code and at the start of the one after.
  const near = firstFrom(starts, lineStartOf(old, from)) - 1;
  const restart = near < 0 ? 0 : Math.max(0, firstFrom(starts, lineStartOf(old, starts[near] ?? 0)) - 1);
  const restartAt = near < 0 ? 0 : (starts[restart] ?? 0);

  const region = new RegionParser(text, restartAt, true);
  let next = restart;
  const stopped = region.run((start, lineStart) => {
    // The start of its line counts too: how far it is indented decides where an unclosed bracket ends.
    if (lineStart <= end) return false;
    while (next < starts.length && (starts[next] ?? 0) + delta < start) next++;
    return starts[next] === start - delta;
  });
  if (stopped < 0) next = starts.length;
  const resumeAt = stopped < 0 ? old.length + 1 : stopped - delta;

  const newStarts = new Int32Array(restart + region.starts.length + starts.length - next);
  newStarts.set(starts.subarray(0, restart));
  newStarts.set(region.starts, restart);
  for (let i = next, k = restart + region.starts.length; i < starts.length; i++, k++)
    newStarts[k] = (starts[i] ?? 0) + delta;

  const outside = <Item extends { readonly from: number; readonly to: number }>(
    items: readonly Item[],
    inside: readonly Item[],
  ): readonly Item[] => [
    ...items.filter((item) => item.from < restartAt),
    ...inside,
    ...items
      .filter((item) => item.from >= resumeAt)
      .map((item) => (delta === 0 ? item : { ...item, from: item.from + delta, to: item.to + delta })),
  ];
  const replaced = previous.statements.slice(restart, next);
  const statements = [
    ...previous.statements.slice(0, restart),
    ...keepEqual(replaced, region.statements),
    ...previous.statements.slice(next),
  ];
  const cells = cellsOf(text, outside(markersOf(previous), region.markers), newStarts);
  return { text, statements, starts: newStarts, cells, problems: outside(previous.problems, region.problems) };
}

/** Puts the old objects in place of new ones with the same text, from both ends. */
function keepEqual(old: readonly ParsedStatement[], fresh: readonly ParsedStatement[]): readonly ParsedStatement[] {
  const result = [...fresh];
  const most = Math.min(old.length, fresh.length);
  const same = (i: number, k: number): boolean => {
    const kept = old[i];
    if (kept === undefined || kept.text !== fresh[k]?.text) return false;
    result[k] = kept;
    return true;
  };
  let head = 0;
  while (head < most && same(head, head)) head++;
  let tail = 1;
  while (tail <= most - head && same(old.length - tail, fresh.length - tail)) tail++;
  return result;
}

const markersOf = (document: Document): readonly Marker[] =>
  document.cells.flatMap(({ marker, kind, title }) => (marker.to > marker.from ? [{ ...marker, kind, title }] : []));

function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}
