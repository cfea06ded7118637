import type { TextPieces } from './textPieces.ts';

/** Turns offsets into lines and columns (both from 0, columns in UTF-16 code units) and back. LF, CRLF and CR end a line. */
export interface LineTable {
  readonly lineCount: number;
  /** Offset of the first code unit of a line. */
  startOf(line: number): number;
  /** Offset just before the line's end mark. */
  endOf(line: number): number;
  at(offset: number): { readonly line: number; readonly column: number };
  /** The nearest place of the text. What is no whole number counts as 0: places come over a wire. */
  offsetAt(line: number, column: number): number;
  /** The lines of offsets that ascend: quicker than one after the other. */
  linesOf(offsets: Int32Array): Int32Array;
  /** The table of `text`, in which `inserted` code units stand where those from `from` to `to` stood. */
  edited(text: TextPieces, from: number, to: number, inserted: number): LineTable;
}

export const lineTable = (text: string): LineTable =>
  new Lines(text.includes('\r') ? startsWithReturns(text) : startsOfLines(text), text.length, text);

class Lines implements LineTable {
  private readonly starts: Int32Array;
  private readonly length: number;
  private readonly text: Pick<TextPieces, 'slice'>;

  constructor(starts: Int32Array, length: number, text: Pick<TextPieces, 'slice'>) {
    this.starts = starts;
    this.length = length;
    this.text = text;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  startOf(line: number): number {
    return line < this.starts.length ? (this.starts[line] ?? 0) : this.length;
  }

  endOf(line: number): number {
    if (line >= this.lineCount - 1) return this.length;
    const end = this.startOf(line + 1);
    return end - (this.text.slice(Math.max(this.startOf(line), end - 2), end) === '\r\n' ? 2 : 1);
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    const place = Math.max(0, Math.min(offset, this.length));
    const line = firstAbove(this.starts, place) - 1;
    return { line, column: place - this.startOf(line) };
  }

  linesOf(offsets: Int32Array): Int32Array {
    const { starts } = this;
    const lines = new Int32Array(offsets.length);
    let line = 0;
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i] ?? 0;
      while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
      lines[i] = line;
    }
    return lines;
  }

  offsetAt(line: number, column: number): number {
    if (!Number.isInteger(line) || line < 0) return 0;
    if (line >= this.lineCount) return this.length;
    const inLine = Number.isInteger(column) ? Math.max(0, column) : 0;
    return Math.min(this.startOf(line) + inLine, this.endOf(line));
  }

  edited(text: TextPieces, from: number, to: number, inserted: number): LineTable {
    const { starts } = this;
    const end = from + inserted;
    const delta = end - to;
    // A line's start depends on the code unit before it and, after a lone CR, on its own.
    const near = text.slice(Math.max(0, from - 1), end + 1);
    const fresh: number[] = [];
    for (let start = Math.max(1, from); start <= end; start++) {
      const at = start - Math.max(0, from - 1);
      const before = near.charCodeAt(at - 1);
      if (before === 10 || (before === 13 && near.charCodeAt(at) !== 10)) fresh.push(start);
    }
    const kept = Math.max(1, firstAbove(starts, from - 1));
    const rest = Math.max(kept, firstAbove(starts, to));
    const edited = new Int32Array(kept + fresh.length + starts.length - rest);
    edited.set(starts.subarray(0, kept));
    edited.set(fresh, kept);
    for (let i = rest, k = kept + fresh.length; i < starts.length; i++, k++) edited[k] = (starts[i] ?? 0) + delta;
    return new Lines(edited, text.length, text);
  }
}

/** Index of the first of these ascending numbers that is above `limit`. */
export function firstAbove(starts: Int32Array, limit: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where only LF ends a line, which is much quicker to find. */
function startsOfLines(text: string): Int32Array {
  const starts = new Collected();
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.add(i + 1);
  return starts.all();
}

function startsWithReturns(text: string): Int32Array {
  const starts = new Collected();
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== 10 && c !== 13) continue;
    if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
    starts.add(i + 1);
  }
  return starts.all();
}

/** Starts of lines as they are found, the first at 0. */
class Collected {
  private starts = new Int32Array(1024);
  private count = 1;

  add(start: number): void {
    if (this.count === this.starts.length) {
      const grown = new Int32Array(this.count * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    this.starts[this.count++] = start;
  }

  all(): Int32Array {
    return this.starts.subarray(0, this.count);
  }
}
