import {
  continuesName,
  isAsciiLetter,
  isAsciiPart,
  isDigit,
  isHidden,
  isLineEnd,
  isWideBlank,
  startsName,
} from './characters.ts';
import {
  AT,
  AUGMENTED,
  BAD,
  CLOSE_PAREN,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  COMMENT,
  DEF,
  DOT,
  END,
  EQUAL,
  EQUALS,
  GREATER,
  GREATER_EQUAL,
  HIDDEN,
  LESS,
  LESS_EQUAL,
  MARKER,
  MINUS,
  NAME,
  NEWLINE,
  NOT_EQUAL,
  NUMBER,
  OPEN_PAREN,
  OPEN_SQUARE,
  OPEN_STRING,
  PLUS,
  POWER,
  QUESTION,
  SEMICOLON,
  SLASH,
  STAR,
  STRING,
} from './tokenKind.ts';

const BOM = 0xfeff;

/** Reads one token after the other; never fails. Blanks are skipped, everything else is a token. */
export class Lexer {
  readonly text: string;
  /** The token that `next` has read. */
  kind = END;
  from = 0;
  to = 0;
  /** Has the name that was read letters beyond ASCII? Then it needs normalising. */
  wide = false;
  /** Where the line of the token begins. */
  lineStart = 0;

  /** Has the text's end been read? */
  metEnd = false;
  private readonly first: number;

  /** A part of a text that is not its beginning has no byte order mark. */
  constructor(text: string, at = 0, isBeginning = true) {
    this.text = text;
    this.first = isBeginning && text.charCodeAt(0) === BOM ? 1 : 0;
    this.moveTo(at);
  }

  moveTo(at: number): void {
    const { first } = this;
    let start = Math.max(at, first);
    this.from = this.to = start;
    while (start > first && !isLineEnd(this.text.charCodeAt(start - 1))) start--;
    this.lineStart = start;
  }

  next(): number {
    const text = this.text;
    let p = this.to;
    let c = text.charCodeAt(p);
    while (c === 32 || c === 9 || c === 12 || (c >= 0xa0 && isWideBlank(c))) c = text.charCodeAt(++p);
    this.from = p;
    if (isAsciiLetter(c)) return this.name(p);
    if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(p + 1)))) return this.number(p);
    switch (c) {
      case 10:
        return this.newline(p + 1);
      case 13:
        return this.newline(text.charCodeAt(p + 1) === 10 ? p + 2 : p + 1);
      case 35:
        return this.comment(p);
      case 59:
        return this.take(SEMICOLON, p + 1);
      case 63:
        return this.take(QUESTION, p + 1);
      case 40:
        return this.take(OPEN_PAREN, p + 1);
      case 41:
        return this.take(CLOSE_PAREN, p + 1);
      case 91:
        return this.take(OPEN_SQUARE, p + 1);
      case 93:
        return this.take(CLOSE_SQUARE, p + 1);
      case 44:
        return this.take(COMMA, p + 1);
      case 58:
        return this.take(COLON, p + 1);
      case 46:
        return this.take(DOT, p + 1);
      case 43:
        return this.operator(PLUS, p + 1);
      case 45:
        return this.operator(MINUS, p + 1);
      case 42:
        return text.charCodeAt(p + 1) === 42 ? this.operator(POWER, p + 2) : this.operator(STAR, p + 1);
      case 47:
        return text.charCodeAt(p + 1) === 47 ? this.take(BAD, p + 2) : this.operator(SLASH, p + 1);
      case 64:
        return this.operator(AT, p + 1);
      case 94:
        return this.operator(POWER, p + 1);
      case 61:
        return this.withEquals(EQUALS, EQUAL, p);
      case 60:
        return this.withEquals(LESS, LESS_EQUAL, p);
      case 62:
        return this.withEquals(GREATER, GREATER_EQUAL, p);
      case 33:
        return this.withEquals(BAD, NOT_EQUAL, p);
      case 34:
      case 39:
        return this.string(p, c);
    }
    if (p >= text.length) {
      this.metEnd = true;
      return this.take(END, text.length);
    }
    return c < 128 ? this.take(isHidden(c) ? HIDDEN : BAD, p + 1) : this.beyondAscii(p);
  }

  /** Passes over what is left of the line and returns where it ends. */
  restOfLine(): number {
    this.to = lineEnd(this.text, this.to);
    return this.to;
  }

  private take(kind: number, to: number): number {
    this.to = to;
    this.kind = kind;
    return kind;
  }

  private newline(to: number): number {
    this.lineStart = to;
    return this.take(NEWLINE, to);
  }

  private operator(kind: number, to: number): number {
    const c = this.text.charCodeAt(to);
    // `+=` is one token; `+==` would be a stray `+` before `==`.
    return c === 61 && this.text.charCodeAt(to + 1) !== 61 ? this.take(AUGMENTED, to + 1) : this.take(kind, to);
  }

  private withEquals(alone: number, both: number, p: number): number {
    return this.text.charCodeAt(p + 1) === 61 ? this.take(both, p + 2) : this.take(alone, p + 1);
  }

  private comment(p: number): number {
    const kind = p === this.lineStart && isMarkerAt(this.text, p) ? MARKER : COMMENT;
    return this.take(kind, lineEnd(this.text, p));
  }

  private name(start: number): number {
    const text = this.text;
    let p = start + 1;
    let c = text.charCodeAt(p);
    while (isAsciiPart(c)) c = text.charCodeAt(++p);
    this.wide = false;
    if (c >= 128) {
      const end = wideNameEnd(text, p);
      this.wide = end > p;
      p = end;
    }
    const isDef = p - start === 3 && text.charCodeAt(start) === 100 && text.startsWith('def', start);
    return this.take(isDef ? DEF : NAME, p);
  }

  private number(start: number): number {
    const text = this.text;
    let p = digits(text, start);
    if (text.charCodeAt(p) === 46) p = digits(text, p + 1);
    const c = text.charCodeAt(p);
    if (c === 101 || c === 69) {
      const sign = text.charCodeAt(p + 1);
      const exponent = sign === 43 || sign === 45 ? p + 2 : p + 1;
      if (isDigit(text.charCodeAt(exponent))) p = digits(text, exponent);
    }
    return this.take(NUMBER, p);
  }

  private string(start: number, quote: number): number {
    const text = this.text;
    for (let p = start + 1; p < text.length; p++) {
      const c = text.charCodeAt(p);
      if (c === quote) return this.take(STRING, p + 1);
      if (isLineEnd(c)) return this.take(OPEN_STRING, p);
      // A backslash protects a quote or another backslash; otherwise it stands for itself, as in a Windows path.
      if (c === 92 && isEscapable(text.charCodeAt(p + 1))) p++;
    }
    return this.take(OPEN_STRING, text.length);
  }

  private beyondAscii(p: number): number {
    const codePoint = this.text.codePointAt(p) ?? 0;
    const to = p + (codePoint > 0xffff ? 2 : 1);
    switch (codePoint) {
      case 0xb7: // ·
      case 0xd7: // ×
      case 0x22c5: // ⋅
        return this.operator(STAR, to);
      case 0x2212: // −
        return this.operator(MINUS, to);
    }
    if (startsName(codePoint)) {
      this.wide = true;
      return this.take(NAME, wideNameEnd(this.text, to));
    }
    return this.take(isHidden(codePoint) ? HIDDEN : BAD, to);
  }
}

export const isEscapable = (c: number): boolean => c === 34 || c === 39 || c === 92;

export function lineEnd(text: string, from: number): number {
  let p = from;
  while (p < text.length && !isLineEnd(text.charCodeAt(p))) p++;
  return p;
}

/** Does a cell's marker stand at this start of a line? `# %%`, with any blanks between. */
export function isMarkerAt(text: string, lineStart: number): boolean {
  if (text.charCodeAt(lineStart) !== 35) return false;
  let p = lineStart + 1;
  while (text.charCodeAt(p) === 32 || text.charCodeAt(p) === 9) p++;
  return text.charCodeAt(p) === 37 && text.charCodeAt(p + 1) === 37;
}

function digits(text: string, from: number): number {
  let p = from;
  for (;;) {
    const c = text.charCodeAt(p);
    const grouped = c === 95 && p > from && isDigit(text.charCodeAt(p - 1)) && isDigit(text.charCodeAt(p + 1));
    if (!isDigit(c) && !grouped) return p;
    p++;
  }
}

function wideNameEnd(text: string, from: number): number {
  let p = from;
  while (p < text.length) {
    const codePoint = text.codePointAt(p) ?? 0;
    if (!continuesName(codePoint)) break;
    p += codePoint > 0xffff ? 2 : 1;
  }
  return p;
}
