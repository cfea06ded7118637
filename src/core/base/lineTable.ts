/** Turns offsets into lines and columns (both from 0, columns in UTF-16 code units) and back. LF, CRLF and CR end a line. */
export interface LineTable {
  readonly lineCount: number;
  /** Offset of the first code unit of a line. */
  startOf(line: number): number;
  /** Offset just before the line's end mark. */
  endOf(line: number): number;
  at(offset: number): { readonly line: number; readonly column: number };
  offsetAt(line: number, column: number): number;
  /** The lines of offsets that ascend: quicker than one after the other. */
  linesOf(offsets: Int32Array): Int32Array;
}

export function lineTable(text: string): LineTable {
  const starts = text.includes('\r') ? startsWithReturns(text) : startsOfLines(text);
  const count = starts.length;
  const startOf = (line: number): number => (line < count ? (starts[line] ?? 0) : text.length);
  const endOf = (line: number): number => {
    if (line >= count - 1) return text.length;
    let end = startOf(line + 1);
    while (end > startOf(line) && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
    return end;
  };
  return {
    lineCount: count,
    startOf,
    endOf,
    at(offset) {
      const place = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = count;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (startOf(middle) <= place) low = middle;
        else high = middle;
      }
      return { line: low, column: place - startOf(low) };
    },
    linesOf(offsets) {
      const lines = new Int32Array(offsets.length);
      let line = 0;
      for (let i = 0; i < offsets.length; i++) {
        const offset = offsets[i] ?? 0;
        while (line + 1 < count && (starts[line + 1] ?? 0) <= offset) line++;
        lines[i] = line;
      }
      return lines;
    },
    offsetAt(line, column) {
      if (line < 0) return 0;
      if (line >= count) return text.length;
      return Math.min(startOf(line) + Math.max(0, column), endOf(line));
    },
  };
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
