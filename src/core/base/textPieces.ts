/** How long a piece is when a text is first cut. */
const USUAL = 4096;

/**
 * A long text in pieces, so that an edit copies the piece that it touches and not the whole. Never changed: an edit
 * makes another one, which shares what is left. Offsets are in UTF-16 code units.
 */
export class TextPieces {
  readonly length: number;
  private pieces: readonly string[];
  /** Where each piece ends. */
  private readonly ends: readonly number[];
  private joined: string | undefined;

  private constructor(pieces: readonly string[]) {
    this.pieces = pieces;
    const ends: number[] = [];
    let end = 0;
    for (const piece of pieces) {
      end += piece.length;
      ends.push(end);
    }
    this.ends = ends;
    this.length = end;
  }

  static of(text: string): TextPieces {
    const made = new TextPieces(cut(text));
    made.joined = text;
    return made;
  }

  /** The whole text, put together when it is first asked for. */
  whole(): string {
    this.joined ??= this.pieces.join('');
    return this.joined;
  }

  slice(from: number, to: number): string {
    let text = '';
    for (let i = this.pieceAt(from); i < this.pieces.length; i++) {
      const start = this.startOf(i);
      if (start >= to) break;
      text += this.pieces[i]?.slice(Math.max(0, from - start), to - start) ?? '';
    }
    return text;
  }

  /** With `insert` in the place of the code units `from` to `to`. */
  replaced(from: number, to: number, insert: string): TextPieces {
    const first = this.pieceAt(from);
    const last = Math.max(first, this.pieceAt(to));
    const head = this.pieces[first]?.slice(0, from - this.startOf(first)) ?? '';
    const tail = this.pieces[last]?.slice(to - this.startOf(last)) ?? '';
    return new TextPieces([
      ...this.pieces.slice(0, first),
      ...cut(head + insert + tail),
      ...this.pieces.slice(last + 1),
    ]);
  }

  /** The piece that holds the code unit at an offset; the last one for the text's end. */
  private pieceAt(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low);
  }

  private startOf(piece: number): number {
    return piece > 0 ? (this.ends[piece - 1] ?? 0) : 0;
  }
}

/** A piece that has grown to twice the usual length falls into several. */
function cut(text: string): readonly string[] {
  if (text.length < 2 * USUAL) return text === '' ? [] : [text];
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += USUAL) pieces.push(text.slice(from, from + USUAL));
  return pieces;
}
