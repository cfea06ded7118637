import { CLOSE_PAREN, CLOSE_SQUARE, END, isOpener, OPEN_PAREN } from './tokenKind.ts';

/** A bracket without a partner. */
export const ALONE = -1;

/** The tokens of one statement, offsets counted from the statement's start, brackets already paired. */
export class TokenBuffer {
  count = 0;
  kinds = new Uint8Array(256);
  from = new Int32Array(256);
  to = new Int32Array(256);
  /** For a bracket the token that belongs to it, or `ALONE`. For a name its hash (`Lexer.hash`); nothing for others. */
  partner = new Int32Array(256);
  /** Brackets open at the end of what has been added so far. */
  depth = 0;
  private openers = new Int32Array(64);
  private openParens = 0;
  private openSquares = 0;

  clear(): void {
    this.count = this.depth = this.openParens = this.openSquares = 0;
  }

  /** `hash` is of a name, see `partner`. */
  add(kind: number, from: number, to: number, hash: number): void {
    const i = this.count;
    if (i === this.kinds.length) this.grow();
    this.kinds[i] = kind;
    this.from[i] = from;
    this.to[i] = to;
    this.partner[i] = hash;
    this.count = i + 1;
    if (kind >= OPEN_PAREN && kind <= CLOSE_SQUARE) {
      this.partner[i] = ALONE;
      if (isOpener(kind)) this.open(i, kind);
      else this.close(i, kind);
    }
  }

  kindAt(i: number): number {
    return i >= 0 && i < this.count ? (this.kinds[i] ?? END) : END;
  }
  fromAt(i: number): number {
    return this.from[i] ?? 0;
  }
  toAt(i: number): number {
    return this.to[i] ?? 0;
  }
  partnerAt(i: number): number {
    return this.partner[i] ?? ALONE;
  }

  /** The innermost bracket that is open, or `ALONE`. */
  innermost(): number {
    return this.depth > 0 ? (this.openers[this.depth - 1] ?? ALONE) : ALONE;
  }

  private open(i: number, kind: number): void {
    if (this.depth === this.openers.length) this.openers = grown(this.openers);
    this.openers[this.depth++] = i;
    if (kind === OPEN_PAREN) this.openParens++;
    else this.openSquares++;
  }

  /** A closer takes the nearest opener of its own shape; openers of the other shape between them stay alone. */
  private close(i: number, kind: number): void {
    if (kind === CLOSE_PAREN ? this.openParens === 0 : kind === CLOSE_SQUARE && this.openSquares === 0) return;
    while (this.depth > 0) {
      const opener = this.openers[--this.depth] ?? 0;
      const isParen = this.kinds[opener] === OPEN_PAREN;
      if (isParen) this.openParens--;
      else this.openSquares--;
      if (isParen !== (kind === CLOSE_PAREN)) continue;
      this.partner[opener] = i;
      this.partner[i] = opener;
      return;
    }
  }

  private grow(): void {
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.from = grown(this.from);
    this.to = grown(this.to);
    this.partner = grown(this.partner);
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
