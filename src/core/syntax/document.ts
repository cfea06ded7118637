import type { Span } from '../base/span.ts';
import { cellsOf, firstFrom, type Marker } from './cells.ts';
import { isLineEnd } from './characters.ts';
import { RegionParser } from './regionParser.ts';
import { StatementParser } from './statementParser.ts';
import { StatementReader } from './statementReader.ts';
import type { Cell, Document, Expression, ParsedStatement, SyntaxProblem } from './tree.ts';

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

  const around = { restartAt, resumeAt, delta };
  const fresh = keepEqual(previous.statements.slice(restart, next), region.statements);
  const statements = previous.statements.slice(0, restart).concat(fresh, previous.statements.slice(next));
  const markers = outside(around, previous.cells.filter(isMarked), region.markers, moveMarker);
  const problems = outside(around, previous.problems, region.problems, moveProblem);
  return { text, statements, starts: newStarts, cells: cellsOf(text, markers, newStarts), problems };
}

/** From `restartAt` in both texts to `resumeAt` in the old one everything is new; what follows has moved by `delta`. */
interface Around {
  readonly restartAt: number;
  readonly resumeAt: number;
  readonly delta: number;
}

/** What is left of the old items around the part that was read again, with the new ones between. */
function outside<Old, New>(
  { restartAt, resumeAt, delta }: Around,
  old: readonly Old[],
  inside: readonly New[],
  move: (item: Old, by: number) => New & Span,
): readonly New[] {
  const result: New[] = [];
  let i = 0;
  for (; i < old.length; i++) {
    const item = old[i];
    const kept = item === undefined ? undefined : move(item, 0);
    if (kept === undefined || kept.from >= restartAt) break;
    result.push(kept);
  }
  for (const item of inside) result.push(item);
  for (; i < old.length; i++) {
    const item = old[i];
    const moved = item === undefined ? undefined : move(item, delta);
    if (moved !== undefined && moved.from - delta >= resumeAt) result.push(moved);
  }
  return result;
}

const isMarked = ({ marker }: Cell): boolean => marker.to > marker.from;

const moveMarker = ({ marker, kind, title }: Cell, by: number): Marker => ({
  from: marker.from + by,
  to: marker.to + by,
  kind,
  title,
});

const moveProblem = ({ code, message, severity, from, to }: SyntaxProblem, by: number): SyntaxProblem => ({
  code,
  message,
  severity,
  from: from + by,
  to: to + by,
});

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

function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}
