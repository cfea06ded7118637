import { type LineTable, lineTable } from '../base/lineTable.ts';
import type { Span } from '../base/span.ts';
import { TextPieces } from '../base/textPieces.ts';
import { cellsAfter, cellsOf, firstFrom } from './cells.ts';
import { isLineEnd } from './lexer/characters.ts';
import { RegionParser } from './parser/regionParser.ts';
import { StatementParser } from './parser/statementParser.ts';
import { StatementReader } from './parser/statementReader.ts';
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
  const starts = new Int32Array(region.starts);
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

/** The text of a document that has been edited, and its lines once they were asked for. */
interface Written {
  readonly pieces: TextPieces;
  lines: LineTable | undefined;
  /** Whether there may be a text in three quotes, which runs over lines. */
  readonly tripled: boolean;
}
const written = new WeakMap<Document, Written>();

const TRIPLE = /"""|'''/;

function writtenOf(document: Document): Written {
  let found = written.get(document);
  if (found === undefined) {
    found = { pieces: TextPieces.of(document.text), lines: undefined, tripled: TRIPLE.test(document.text) };
    written.set(document, found);
  }
  return found;
}

/** The lines of a document's text. */
export function linesOf(document: Document): LineTable {
  const found = writtenOf(document);
  found.lines ??= lineTable(document.text);
  return found.lines;
}

/**
 * The document after one edit, equal to a fresh reading of the new text. Statements that the edit does not touch are the
 * same objects as before. Its text is put together when it is first asked for.
 */
export function updateDocument(previous: Document, edit: TextEdit): Document {
  const { starts } = previous;
  const before = writtenOf(previous);
  const old = before.pieces;
  const from = Math.max(0, Math.min(edit.from, edit.to, old.length));
  const to = Math.max(from, Math.min(Math.max(edit.from, edit.to), old.length));
  const pieces = old.replaced(from, to, edit.insert);
  const delta = edit.insert.length - (to - from);
  const end = from + edit.insert.length;
  const lines = before.lines?.edited(pieces, from, to, edit.insert.length);
  // Three quotes may open or close a text that ends far away: then everything is read again, and what is equal is kept.
  const tripled = before.tripled || TRIPLE.test(pieces.slice(Math.max(0, from - 2), Math.min(pieces.length, end + 2)));
  if (tripled) {
    const whole = parseDocument(pieces.whole());
    const kept: Document = { ...whole, statements: keepEqual(previous.statements, whole.statements) };
    written.set(kept, { pieces, lines, tripled });
    return kept;
  }

  // A statement with a forgotten bracket has looked at the next line with code and at the start of the one after.
  const near = firstFrom(starts, lineStartOf(old, from)) - 1;
  const restart = near < 0 ? 0 : Math.max(0, firstFrom(starts, lineStartOf(old, starts[near] ?? 0)) - 1);
  const restartAt = near < 0 ? 0 : (starts[restart] ?? 0);

  let next = restart;
  const { region, stopped, base } = readAgain(pieces, restartAt, end, (start, lineStart) => {
    // The start of its line counts too: how far it is indented decides where an unclosed bracket ends.
    if (lineStart <= end) return false;
    if (next < starts.length && (starts[next] ?? 0) + delta < start) next = firstFrom(starts, start - delta, next);
    return starts[next] === start - delta;
  });
  if (stopped < 0) next = starts.length;
  const resumeAt = stopped < 0 ? old.length + 1 : stopped - delta;

  const read = region.starts.length;
  const newStarts = new Int32Array(restart + read + starts.length - next);
  newStarts.set(starts.subarray(0, restart));
  for (let i = 0; i < read; i++) newStarts[restart + i] = (region.starts[i] ?? 0) + base;
  for (let i = next, k = restart + read; i < starts.length; i++, k++) newStarts[k] = (starts[i] ?? 0) + delta;

  const around = { restartAt, resumeAt, delta };
  const fresh = keepEqual(previous.statements.slice(restart, next), region.statements);
  const statements = previous.statements.slice(0, restart).concat(fresh, previous.statements.slice(next));
  const markers = region.markers.map((marker) => moved(marker, base));
  const problems = outside(
    around,
    previous.problems,
    region.problems.map((problem) => moved(problem, base)),
  );
  const cells = cellsAfter(
    previous.cells,
    { ...around, markers, statements: read - (next - restart) },
    pieces,
    newStarts,
  );
  const document: Document = {
    get text() {
      return pieces.whole();
    },
    statements,
    starts: newStarts,
    cells,
    problems,
  };
  written.set(document, { pieces, lines, tripled });
  return document;
}

/** So much of the text beyond an edit is tried first. */
const FIRST_WINDOW = 1000;

/**
 * Reads statements from a place on, in a part of the text that begins with that place's line, at `base`, and ends with a
 * line. A reader that comes to the part's end before it may stop gets a larger one.
 */
function readAgain(
  pieces: TextPieces,
  at: number,
  editEnd: number,
  stop: (start: number, lineStart: number) => boolean,
): { readonly region: RegionParser; readonly stopped: number; readonly base: number } {
  const base = lineStartOf(pieces, at);
  for (let beyond = FIRST_WINDOW; ; beyond *= 8) {
    const to = Math.max(at, editEnd) + beyond;
    const isWhole = to >= pieces.length;
    const part = isWhole ? pieces.slice(base, pieces.length) : wholeLines(pieces.slice(base, to));
    const region = new RegionParser(part, at - base, true, base === 0);
    const stopped = region.run((start, lineStart) => stop(start + base, lineStart + base));
    if (isWhole || !region.metEnd()) return { region, stopped: stopped < 0 ? stopped : stopped + base, base };
  }
}

/** Without a last line that is cut, and without a CR that may belong to an LF. */
const wholeLines = (part: string): string =>
  part.slice(0, Math.max(part.lastIndexOf('\n'), part.lastIndexOf('\r', part.length - 2)) + 1);

/** From `restartAt` in both texts to `resumeAt` in the old one everything is new; what follows has moved by `delta`. */
interface Around {
  readonly restartAt: number;
  readonly resumeAt: number;
  readonly delta: number;
}

/** What is left of the old items around the part that was read again, with the new ones between. */
function outside<Item extends Span>(
  { restartAt, resumeAt, delta }: Around,
  old: readonly Item[],
  inside: readonly Item[],
): readonly Item[] {
  if (old.length === 0) return inside;
  const head = old.filter(({ from }) => from < restartAt);
  const tail = old.filter(({ from }) => from >= restartAt && from >= resumeAt);
  return [...head, ...inside, ...tail.map((item) => moved(item, delta))];
}

const moved = <Item extends Span>(item: Item, by: number): Item =>
  by === 0 ? item : { ...item, from: item.from + by, to: item.to + by };

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

function lineStartOf(text: TextPieces, offset: number): number {
  for (let end = offset; end > 0; ) {
    const start = Math.max(0, end - 200);
    const part = text.slice(start, end);
    for (let i = part.length; i > 0; i--) if (isLineEnd(part.charCodeAt(i - 1))) return start + i;
    end = start;
  }
  return 0;
}
