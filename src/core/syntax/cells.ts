import type { Span } from '../base/span.ts';
import type { TextPieces } from '../base/textPieces.ts';
import { isLineEnd } from './lexer/characters.ts';
import { isMarkerAt, lineEnd } from './lexer/lexer.ts';
import type { Cell, CellKind, CellMark, Document, SyntaxProblem } from './tree.ts';

/** The line that opens a cell. */
export interface Marker extends Span {
  readonly kind: CellKind;
  readonly marks: readonly CellMark[];
  readonly title: string;
}

const KINDS: readonly CellKind[] = ['code', 'markdown', 'practice', 'pause'];
/** Each with the kinds of cell that it goes with; the first is the kind where none is written. */
const MARKS: readonly (readonly [CellMark, readonly [CellKind, ...CellKind[]]])[] = [
  ['numbers', ['practice']],
  ['given', ['code', 'practice', 'markdown']],
  ['exam', ['practice']],
  ['try', ['practice']],
  ['order', ['practice']],
];

/** Reads the marker at this start of a line: `# %% [kind] Title`, `# %% [practice given] Title`. */
export function readMarker(text: string, from: number, report: (problem: SyntaxProblem) => void): Marker {
  const to = lineEnd(text, from);
  const rest = text.slice(text.indexOf('%%', from) + 2, to);
  const written = rest.trim();
  const close = written.startsWith('[') ? written.indexOf(']') : -1;
  if (close < 0) return { from, to, kind: 'code', marks: NO_MARKS, title: written };
  const word = written.slice(1, close).trim();
  const title = written.slice(close + 1).trim();
  const read = readKind(word);
  if (read) return { from, to, ...read, title };
  const at = to - rest.trimStart().length;
  report({
    code: 'unknown-cell-kind',
    message: `there is no kind of cell called [${word.slice(0, 40)}]: it may be [markdown], [practice], [pause], [given], [exam], [try] or [order], or nothing for code`,
    severity: 'warning',
    from: at,
    to: at + close + 1,
  });
  return { from, to, kind: 'code', marks: NO_MARKS, title };
}

const NO_MARKS: readonly CellMark[] = [];

/** `practice`, `practice given numbers`, `exam`; undefined where the words are unknown or do not go together. */
function readKind(written: string): Pick<Marker, 'kind' | 'marks'> | undefined {
  const words = written.split(/[\s,]+/).filter((word) => word !== '');
  const kinds = words.flatMap((word) => KINDS.filter((known) => known === word));
  const marked = words.flatMap((word) => MARKS.filter(([known]) => known === word));
  if (words.length === 0 || kinds.length > 1 || kinds.length + marked.length !== words.length) return undefined;
  const practises = marked.some(([, fitting]) => fitting[0] === 'practice');
  const kind = kinds[0] ?? (practises ? 'practice' : 'code');
  if (!marked.every(([, fitting]) => fitting.includes(kind))) return undefined;
  return { kind, marks: marked.length === 0 ? NO_MARKS : [...new Set(marked.map(([mark]) => mark))] };
}

/** Whether the text of a cell, all but its answers, is locked in the editor. Lines that are to be moved are not. */
export const isGiven = (cell: Cell): boolean =>
  (cell.marks.includes('given') || cell.marks.includes('exam')) && !isOrdering(cell);

/** Whether a cell's lines `grad(x) = …` are to be put in order. */
export const isOrdering = ({ marks }: Cell): boolean => marks.includes('order');

/** Whether a statement is in such a cell. */
export const isToBeOrdered = ({ cells }: Document, statement: number): boolean =>
  cells.some((cell) => isOrdering(cell) && cell.first <= statement && statement < cell.last);

/**
 * Goes over the lines below a markdown cell's marker, which ends at `from`, and returns the start of the next marker or
 * the text's end. Lines that are no comments are text all the same, but the learner may have meant them as code.
 */
export function skipMarkdown(text: string, from: number, report: (problem: SyntaxProblem) => void): number {
  let line = nextLine(text, from);
  let runFrom = -1;
  let runTo = -1;
  const endRun = (): void => {
    if (runFrom < 0) return;
    const message = 'lines of a [markdown] cell begin with # ; this is read as text, not as code';
    report({ code: 'markdown-text', message, severity: 'warning', from: runFrom, to: runTo });
    runFrom = -1;
  };
  while (line < text.length && !isMarkerAt(text, line)) {
    const end = lineEnd(text, line);
    let first = line;
    while (first < end && (text.charCodeAt(first) === 32 || text.charCodeAt(first) === 9)) first++;
    if (first < end && text.charCodeAt(first) === 35) endRun();
    else if (first < end) {
      if (runFrom < 0) runFrom = first;
      runTo = end;
    }
    line = nextLine(text, end);
  }
  endRun();
  return line;
}

const nextLine = (text: string, lineEnd: number): number => {
  if (lineEnd >= text.length || !isLineEnd(text.charCodeAt(lineEnd))) return lineEnd;
  return lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1);
};

/** The cells between the markers. Text above the first marker is an untitled cell, unless there are only blanks. */
export function cellsOf(
  text: Pick<TextPieces, 'slice' | 'length'>,
  markers: readonly Marker[],
  starts: Int32Array,
): readonly Cell[] {
  const cells: Cell[] = [];
  const firstMarker = markers[0]?.from ?? text.length;
  if (markers.length === 0 || !isBlank(text.slice(0, firstMarker))) {
    const span = { from: 0, to: firstMarker };
    const last = firstFrom(starts, firstMarker);
    cells.push({
      index: 0,
      kind: 'code',
      marks: NO_MARKS,
      title: '',
      marker: { from: 0, to: 0 },
      span,
      first: 0,
      last,
    });
  }
  addCells(cells, markers, text.length, starts);
  return cells;
}

/** One cell for each marker, the last of which ends at `end`. */
function addCells(cells: Cell[], markers: readonly Marker[], end: number, starts: Int32Array): void {
  let first = firstFrom(starts, markers[0]?.from ?? 0);
  for (let i = 0; i < markers.length; i++) {
    const marker = markers[i];
    if (marker === undefined) break;
    const { kind, marks, title } = marker;
    const span = { from: marker.from, to: markers[i + 1]?.from ?? end };
    const last = firstFrom(starts, span.to, first);
    cells.push({
      index: cells.length,
      kind,
      marks,
      title,
      marker: { from: marker.from, to: marker.to },
      span,
      first,
      last,
    });
    first = last;
  }
}

/** What an edit has changed: from `restartAt` in both texts to `resumeAt` in the old one `markers` are new. */
interface ChangedMarkers {
  readonly restartAt: number;
  readonly resumeAt: number;
  /** By how much the text behind has moved. */
  readonly delta: number;
  readonly markers: readonly Marker[];
  /** By how many statements there are more. */
  readonly statements: number;
}

/** The cells after an edit. Those above the cell that holds it are the same objects, those below are moved. */
export function cellsAfter(
  old: readonly Cell[],
  { restartAt, resumeAt, delta, markers, statements }: ChangedMarkers,
  text: TextPieces,
  starts: Int32Array,
): readonly Cell[] {
  const isMarked = ({ marker }: Cell): boolean => marker.to > marker.from;
  let above = 0;
  while (above < old.length && (old[above]?.span.from ?? 0) < restartAt) above++;
  let below = above;
  while (below < old.length && (old[below]?.span.from ?? 0) < resumeAt) below++;
  const around = old[above - 1];
  const rest = old.slice(below);
  if (around === undefined || !isMarked(around)) {
    const all = [...markers, ...rest.filter(isMarked).map((cell) => markerOf(cell, delta))];
    return cellsOf(text, all, starts);
  }
  const cells = old.slice(0, above - 1);
  const end = rest[0] === undefined ? text.length : rest[0].span.from + delta;
  addCells(cells, [markerOf(around, 0), ...markers], end, starts);
  const further = cells.length - below;
  if (delta === 0 && statements === 0 && further === 0) return cells.concat(rest);
  for (const { index, kind, marks, title, marker, span, first, last } of rest)
    cells.push({
      index: index + further,
      kind,
      marks,
      title,
      marker: { from: marker.from + delta, to: marker.to + delta },
      span: { from: span.from + delta, to: span.to + delta },
      first: first + statements,
      last: last + statements,
    });
  return cells;
}

const markerOf = ({ marker, kind, marks, title }: Cell, by: number): Marker => ({
  from: marker.from + by,
  to: marker.to + by,
  kind,
  marks,
  title,
});

function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 9 && !isLineEnd(c) && !(i === 0 && c === 0xfeff)) return false;
  }
  return true;
}

/** Index of the first of these ascending offsets, from `least` on, that is not below `offset`. */
export function firstFrom(starts: Int32Array, offset: number, least = 0): number {
  let low = least;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
