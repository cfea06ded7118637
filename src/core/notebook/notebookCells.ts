/** A `.bp` text as the cells of a notebook, and back: what nobody has touched stays byte for byte. */
import { readMarker } from '../syntax/cells.ts';
import { isMarkerAt } from '../syntax/lexer/lexer.ts';

export interface NotebookCell {
  readonly kind: 'code' | 'markdown';
  /**
   * What the cell shows; its lines end with "\n". Code has its marker as the first line; Markdown has no marker, and its title is a
   * heading of level 2.
   */
  readonly source: string;
  /** The lines of the text that the cell was read from, blank ones below it included; undefined for a new cell. */
  readonly original: string | undefined;
}

export interface Notebook {
  /** Byte order mark and blank lines above the first marker. */
  readonly head: string;
  /** The text's line end, for lines that are new. */
  readonly lineEnd: string;
  readonly cells: readonly NotebookCell[];
}

export interface WrittenNotebook {
  readonly text: string;
  /** For each cell the line of the text, from 0, that its first line is; for Markdown without a title, its marker. */
  readonly firstLines: readonly number[];
}

/** A line and how it ends; the last one of a text may end with nothing. */
interface Line {
  readonly content: string;
  readonly end: string;
}

const LINE = /([^\r\n]*)(\r\n|\r|\n|$)/g;

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const [whole, content = '', end = ''] of text.matchAll(LINE)) if (whole !== '') lines.push({ content, end });
  return lines;
}

const textOf = (lines: readonly Line[]): string => lines.map(({ content, end }) => content + end).join('');

const isBlank = ({ content }: Line): boolean => /^[ \t]*$/.test(content);

export function readNotebook(text: string): Notebook {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const lines = linesOf(text.slice(mark.length));
  const starts = lines.flatMap(({ content }, line) => (isMarkerAt(content, 0) ? [line] : []));
  const first = starts[0] ?? lines.length;
  // Blank lines alone are a cell only where there is no other.
  const above = lines.slice(0, first);
  const hasUntitled = starts.length === 0 || !above.every(isBlank);
  const pieces = [
    ...(hasUntitled ? [above] : []),
    ...starts.map((start, i) => lines.slice(start, starts[i + 1] ?? lines.length)),
  ];
  return {
    head: hasUntitled ? mark : mark + textOf(above),
    lineEnd: lines[0]?.end || '\n',
    cells: pieces.map(textOf).map((original) => {
      const { kind, shown } = readCell(original);
      return { kind, source: sourceOf(shown), original };
    }),
  };
}

const sourceOf = (shown: readonly ShownLine[]): string => shown.map(({ source }) => source).join('\n');

/** A line of a cell's source, and the line of the text that it shows. */
interface ShownLine extends Line {
  readonly source: string;
}

interface ReadCell {
  readonly kind: NotebookCell['kind'];
  readonly shown: readonly ShownLine[];
  /** The marker of a Markdown cell. */
  readonly marker: Line | undefined;
  readonly title: string;
  /** Blank lines below the cell. */
  readonly tail: string;
}

function readCell(original: string): ReadCell {
  const lines = linesOf(original);
  const last = lines.findLastIndex((line) => !isBlank(line));
  const own = lines.slice(0, last + 1);
  const tail = textOf(lines.slice(last + 1));
  const [marker, ...body] = own;
  const read = marker && isMarkerAt(marker.content, 0) ? readMarker(marker.content, 0, () => undefined) : undefined;
  if (marker === undefined || read?.kind !== 'markdown')
    return {
      kind: 'code',
      shown: own.map((line) => ({ ...line, source: line.content })),
      marker: undefined,
      title: '',
      tail,
    };
  const { title } = read;
  const prose = body.map((line) => ({ ...line, source: line.content.replace(/^[ \t]*# ?/, '') }));
  return {
    kind: 'markdown',
    shown: title === '' ? prose : [{ ...marker, source: HEADING + title }, ...prose],
    marker,
    title,
    tail,
  };
}

const HEADING = '## ';

/** The text of a notebook. Lines of a cell that were not edited are written as they were read. */
export function writeNotebook({ head, lineEnd, cells }: Notebook): WrittenNotebook {
  let text = head;
  let line = linesOf(head).filter(({ end }) => end !== '').length;
  const firstLines = cells.map((cell, i) => {
    const { lead, body } = writeCell(cell, i === 0, lineEnd);
    const piece = lead + body;
    const isOpen = i + 1 < cells.length && piece !== '' && !/[\r\n]$/.test(piece);
    const firstLine = line + (lead === '' ? 0 : 1);
    text += isOpen ? piece + lineEnd : piece;
    line += linesOf(piece).filter(({ end }) => end !== '').length + (isOpen ? 1 : 0);
    return firstLine;
  });
  return { text, firstLines };
}

/** `lead`: a marker that a code cell does not show, as it is new or was the first. */
function writeCell(
  { kind, source, original }: NotebookCell,
  isFirst: boolean,
  lineEnd: string,
): { readonly lead: string; readonly body: string } {
  const written = source.split(/\r\n|\r|\n/);
  const read = readCell(original ?? '');
  const lead = kind === 'code' && !isFirst && !isMarkerAt(written[0] ?? '', 0) ? `# %%${lineEnd}` : '';
  const isRead = original !== undefined && read.kind === kind;
  if (isRead && written.join('\n') === sourceOf(read.shown)) return { lead, body: original };
  const shown = isRead ? read.shown : [];
  const tail = isRead ? read.tail : lineEnd;
  if (kind === 'code') return { lead, body: linesWritten(written, shown, lineEnd, (line) => line) + tail };
  const marker = markdownMarker(isRead ? read : undefined, written, lineEnd);
  // A title is shown as a line; without one the marker is above all that is shown.
  const rest = marker.isShown ? written.slice(1) : written;
  const prose = read.title === '' ? shown : shown.slice(1);
  return { lead, body: marker.text + linesWritten(rest, prose, lineEnd, proseLine) + tail };
}

function markdownMarker(
  read: ReadCell | undefined,
  written: readonly string[],
  lineEnd: string,
): { readonly text: string; readonly isShown: boolean } {
  if (read?.marker === undefined) return { text: `# %% [markdown]${lineEnd}`, isShown: false };
  const { title, marker } = read;
  const first = written[0] ?? '';
  const isShown = title !== '' && first.startsWith(HEADING);
  const own = isShown ? first.slice(HEADING.length).trim() : '';
  const at = title === '' ? marker.content.length : marker.content.lastIndexOf(title);
  const content = title === own ? marker.content : (marker.content.slice(0, at) + own).trimEnd();
  return { text: content + (marker.end || lineEnd), isShown };
}

/** Prose that begins like a marker would open a cell. */
const proseLine = (line: string): string => (line === '' ? '#' : `# ${line.replace(/^([ \t]*)%%/, '$1\\%%')}`);

/** New lines are written by `write`; those that begin and end the source as they did before stay. */
function linesWritten(
  sources: readonly string[],
  before: readonly ShownLine[],
  lineEnd: string,
  write: (source: string) => string,
): string {
  const most = Math.min(sources.length, before.length);
  let above = 0;
  while (above < most && sources[above] === before[above]?.source) above++;
  let below = 0;
  while (below < most - above && sources.at(-1 - below) === before.at(-1 - below)?.source) below++;
  const last = before.length === 0 ? lineEnd : (before.at(-1)?.end ?? lineEnd);
  return sources
    .map((source, i) => {
      const kept =
        i < above ? before[i] : i >= sources.length - below ? before[before.length - sources.length + i] : undefined;
      const end = i === sources.length - 1 ? last : kept?.end || lineEnd;
      return (kept?.content ?? write(source)) + end;
    })
    .join('');
}
