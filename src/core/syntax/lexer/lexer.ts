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

const SIGNS: readonly (readonly [string, number])[] = [
  ['(', OPEN_PAREN],
  [')', CLOSE_PAREN],
  ['[', OPEN_SQUARE],
  [']', CLOSE_SQUARE],
  [',', COMMA],
  [';', SEMICOLON],
  ['?', QUESTION],
  [':', COLON],
  ['+', PLUS],
  ['-', MINUS],
  ['*', STAR],
  ['/', SLASH],
  ['@', AT],
  ['^', POWER],
  ['=', EQUALS],
  ['<', LESS],
  ['>', GREATER],
];

/**
 * The kind of the token that begins with this ASCII character, or 0 where that takes a closer look. A sign that is
 * followed by itself or by `=` may be half of a longer one.
 */
const BEGINS = new Uint8Array(128);
for (let c = 0; c < 128; c++) BEGINS[c] = isAsciiLetter(c) ? NAME : isDigit(c) ? NUMBER : 0;
for (const [sign, kind] of SIGNS) BEGINS[sign.charCodeAt(0)] = kind;

/** Brackets and marks, which are never a part of a longer sign, come before all others. */
const mayBeHalf = (kind: number): boolean => kind >= EQUALS && kind !== COLON;

const BOM = 0xfeff;
/** The hash of a name that has letters beyond ASCII, and needs normalising. */
export const WIDE = -1;
/** Seven bits a letter: the hash of so many letters tells them. */
export const TELLING = 4;
/** The letters d, e and f. */
const DEF_HASH = (((100 << 7) | 101) << 7) | 102;

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 12 || (c >= 0xa0 && isWideBlank(c));

/** Reads one token after the other; never fails. Blanks are skipped, everything else is a token. */
export class Lexer {
  readonly text: string;
  /** The token that `next` has read. */
  kind = END;
  from = 0;
  to = 0;
  /** Of the last name: equal names have the same, and no two of up to `TELLING` letters have; or `WIDE`. */
  hash = 0;
  /** Where the line of the token begins. */
  lineStart = 0;

  /** Has the text's end been read? */
  metEnd = false;
  private readonly first: number;
  private readonly hasReturns: boolean;

  /** A part of a text that is not its beginning has no byte order mark. */
  constructor(text: string, at = 0, isBeginning = true) {
    this.text = text;
    this.hasReturns = text.includes('\r');
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
    const { text } = this;
    let p = this.to;
    let c = text.charCodeAt(p);
    while (c === 32) c = text.charCodeAt(++p);
    this.from = p;
    // Behind the text's end stands NaN, with which no table is to be asked.
    if (!(c < 128)) return this.rarer(c, p);
    const kind = BEGINS[c] ?? 0;
    if (kind === NAME) return this.name(c, p);
    if (kind === NUMBER) return this.take(NUMBER, numberEnd(text, p));
    if (kind === 0) return this.rarer(c, p);
    if (mayBeHalf(kind)) {
      const following = text.charCodeAt(p + 1);
      if (following === 61 || following === c) return this.longer(kind, c, p);
    }
    return this.take(kind, p + 1);
  }

  /** A sign that is followed by itself or by `=`. */
  private longer(kind: number, c: number, p: number): number {
    switch (c) {
      case 42:
        return this.text.charCodeAt(p + 1) === 42 ? this.operator(POWER, p + 2) : this.operator(STAR, p + 1);
      case 47:
        return this.text.charCodeAt(p + 1) === 47 ? this.take(BAD, p + 2) : this.operator(SLASH, p + 1);
      case 61:
        return this.withEquals(EQUALS, EQUAL, p);
      case 60:
        return this.withEquals(LESS, LESS_EQUAL, p);
      case 62:
        return this.withEquals(GREATER, GREATER_EQUAL, p);
    }
    return this.operator(kind, p + 1);
  }

  /** What begins with a character that alone does not tell what it begins. */
  private rarer(c: number, p: number): number {
    const { text } = this;
    switch (c) {
      case 10:
        return this.newline(p + 1);
      case 13:
        return this.newline(text.charCodeAt(p + 1) === 10 ? p + 2 : p + 1);
      case 35:
        return this.comment(p);
      case 46:
        return isDigit(text.charCodeAt(p + 1)) ? this.take(NUMBER, numberEnd(text, p)) : this.take(DOT, p + 1);
      case 33:
        return this.withEquals(BAD, NOT_EQUAL, p);
      case 34:
      case 39:
        return this.string(p, c);
    }
    if (isBlank(c)) {
      this.to = p + 1;
      while (isBlank(text.charCodeAt(this.to))) this.to++;
      return this.next();
    }
    if (p >= text.length) {
      this.metEnd = true;
      return this.take(END, text.length);
    }
    return c < 128 ? this.take(isHidden(c) ? HIDDEN : BAD, p + 1) : this.beyondAscii(p);
  }

  /** Passes over what is left of the line and returns where it ends. */
  restOfLine(): number {
    this.to = this.lineEnd(this.to);
    return this.to;
  }

  private lineEnd(from: number): number {
    if (this.hasReturns) return lineEnd(this.text, from);
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
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
    return this.take(kind, this.lineEnd(p));
  }

  private name(first: number, start: number): number {
    const { text } = this;
    let c = first;
    let p = start;
    let hash = 0;
    do {
      hash = ((hash << 7) & 0x7fffffff) ^ (hash >>> 24) ^ c;
      c = text.charCodeAt(++p);
    } while (isAsciiPart(c));
    const end = c >= 128 ? wideNameEnd(text, p) : p;
    this.hash = end > p ? WIDE : hash;
    return this.take(this.hash === DEF_HASH && end - start === 3 ? DEF : NAME, end);
  }

  private string(start: number, quote: number): number {
    const text = this.text;
    if (text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote) {
      const end = text.indexOf(quote === 34 ? '"""' : "'''", start + 3);
      if (end >= 0) return this.take(STRING, end + 3);
      this.metEnd = true;
    }
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
      // What word processors make of a hyphen: hyphens, dashes, a bar, and the wide and small minus of other scripts.
      case 0x2010:
      case 0x2011:
      case 0x2012:
      case 0x2013:
      case 0x2014:
      case 0x2015:
      case 0xfe58:
      case 0xfe63:
      case 0xff0d:
        return this.operator(MINUS, to);
    }
    if (startsName(codePoint)) {
      this.hash = WIDE;
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

function numberEnd(text: string, start: number): number {
  const whole = digits(text, start);
  const end = text.charCodeAt(whole) === 46 ? digits(text, whole + 1) : whole;
  const c = text.charCodeAt(end);
  if (c !== 101 && c !== 69) return end;
  const sign = text.charCodeAt(end + 1);
  const exponent = sign === 43 || sign === 45 ? end + 2 : end + 1;
  return isDigit(text.charCodeAt(exponent)) ? digits(text, exponent) : end;
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
