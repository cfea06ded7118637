import type { SyntaxCode } from '../advice/syntaxProblems.ts';
import type { Missing, Name, SyntaxProblem } from '../tree.ts';
import { TELLING, WIDE } from './lexer.ts';
import type { TokenBuffer } from './tokenBuffer.ts';
import { END, isCloser, isOpener } from './tokenKind.ts';

const BITS = 10;

/** Remembers names, so that one that comes again is the same string and nothing is cut out for it. */
class NameTable {
  private readonly names: string[] = new Array<string>(1 << BITS).fill('');
  private readonly hashes = new Int32Array(1 << BITS);

  /** The name in ASCII that stands there; `hash` is the lexer's. */
  take(hash: number, text: string, from: number, to: number): string {
    const slot = Math.imul(hash, 0x9e3779b1) >>> (32 - BITS);
    const known = this.names[slot] ?? '';
    if (this.hashes[slot] === hash && standsAt(text, from, to, known)) return known;
    const name = text.slice(from, to);
    this.names[slot] = name;
    this.hashes[slot] = hash;
    return name;
  }
}

/** Names are a few letters: a loop is quicker than a call of `startsWith`. With the same hash the last ones are equal. */
function standsAt(text: string, from: number, to: number, name: string): boolean {
  if (name.length !== to - from) return false;
  for (let i = to - TELLING - 1; i >= from; i--) if (text.charCodeAt(i) !== name.charCodeAt(i - from)) return false;
  return true;
}

const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;

/** The number that is written in this part of a text. */
function numberIn(text: string, from: number, to: number): number {
  // Most numbers are a few digits: no need to cut out a text for them. Up to six behind the point and fifteen in all,
  // whole number and power of ten are exact, and so is their quotient's rounding.
  let whole = 0;
  let point = to - 1;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const digit = c - 48;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (c === 46) point = i;
    else return written(text, from, to);
  }
  const power = POWERS[to - 1 - point];
  return power === undefined || to - from > 15 ? written(text, from, to) : whole / power;
}

function written(text: string, from: number, to: number): number {
  const digits = text.slice(from, to);
  return Number(digits.includes('_') ? digits.replaceAll('_', '') : digits);
}

const NO_PROBLEMS: readonly SyntaxProblem[] = Object.freeze([]);

/**
 * Goes through the tokens of one statement. It reports the first error only: what follows one is guesswork. An unclosed
 * bracket is reported beside it, where it was opened.
 */
export class TokenCursor {
  /** The statement. */
  text = '';
  /** What it was cut from, and where: characters are read there, because a cut text takes longer to read. */
  private whole = '';
  private base = 0;
  readonly tokens: TokenBuffer;
  /** The next token. */
  i = 0;
  /** Just after the last token that may be taken: the bracket that closes, or the statement's end. */
  limit = 0;
  failed = false;
  private unclosed = false;
  private warned = false;
  private readonly names = new NameTable();
  private found: SyntaxProblem[] | undefined;
  /** The columns of `tokens`, which may be others for a longer statement. */
  private kinds: Uint8Array;
  private froms: Int32Array;
  private tos: Int32Array;

  constructor(tokens: TokenBuffer) {
    this.tokens = tokens;
    this.kinds = tokens.kinds;
    this.froms = tokens.from;
    this.tos = tokens.to;
  }

  begin(text: string, source: string, base: number): void {
    this.text = text;
    this.whole = source;
    this.base = base;
    this.i = 0;
    const { tokens } = this;
    this.limit = tokens.count;
    if (this.kinds !== tokens.kinds) {
      this.kinds = tokens.kinds;
      this.froms = tokens.from;
      this.tos = tokens.to;
    }
    this.failed = false;
    this.unclosed = this.warned = false;
    this.found = undefined;
  }

  problems(): readonly SyntaxProblem[] {
    const { found } = this;
    if (found === undefined) return NO_PROBLEMS;
    return found.length > 1 ? found.sort((a, b) => a.from - b.from || a.to - b.to) : found;
  }

  kind(): number {
    return this.i < this.limit ? (this.kinds[this.i] ?? END) : END;
  }
  kindAt(i: number): number {
    return i >= 0 && i < this.limit ? (this.kinds[i] ?? END) : END;
  }
  from(): number {
    return this.i < this.limit ? (this.froms[this.i] ?? 0) : this.lastTo();
  }
  /** End of the token before the next one. */
  lastTo(): number {
    return this.i > 0 ? (this.tos[this.i - 1] ?? 0) : 0;
  }
  source(i: number): string {
    return i >= 0 && i < this.tokens.count ? this.text.slice(this.tokens.fromAt(i), this.tokens.toAt(i)) : '';
  }
  /** Is token `i` exactly this word or sign? */
  is(i: number, word: string): boolean {
    const from = this.tokens.fromAt(i);
    return (
      i < this.tokens.count &&
      this.tokens.toAt(i) - from === word.length &&
      this.whole.startsWith(word, this.base + from)
    );
  }

  /** Only the first one is kept. */
  warn(code: SyntaxCode, message: string, from: number, to: number): void {
    if (this.warned) return;
    this.warned = true;
    this.add({ code, message, severity: 'warning', from, to });
  }

  fail(code: SyntaxCode, message: string, from: number, to: number): void {
    if (this.failed) return;
    this.failed = true;
    this.add({ code, message, severity: 'error', from, to });
  }
  /** An error whose place may be replaced by a text that says the same rightly. */
  failWith(
    code: SyntaxCode,
    message: string,
    span: { readonly from: number; readonly to: number },
    text: string,
  ): void {
    if (this.failed) return;
    this.failed = true;
    const suggestion = { kind: 'replace', text, title: `Write ${text}` } as const;
    this.add({ code, message: `${message}: ${text}`, severity: 'error', from: span.from, to: span.to, suggestion });
  }
  failAt(i: number, code: SyntaxCode, message: string): void {
    this.fail(code, message, this.tokens.fromAt(i), this.tokens.toAt(i));
  }
  /** Says the error that was reported better, where the place is known to mean something. */
  reword(message: string): void {
    const at = this.found?.findIndex(({ severity }) => severity === 'error') ?? -1;
    const problem = this.found?.[at];
    if (problem !== undefined) this.found?.splice(at, 1, { ...problem, message });
  }
  /** Reported even after another error, once. */
  failUnclosed(i: number, code: SyntaxCode, message: string): void {
    if (this.unclosed) return;
    this.unclosed = true;
    this.add({ code, message, severity: 'error', from: this.tokens.fromAt(i), to: this.tokens.toAt(i) });
  }

  missing(): Missing {
    const at = this.lastTo();
    return { kind: 'missing', from: at, to: at };
  }

  /** The value of the token, which is a number. */
  takeNumber(): number {
    const from = this.base + this.tokens.fromAt(this.i);
    const to = this.base + this.tokens.toAt(this.i);
    this.i++;
    return numberIn(this.whole, from, to);
  }

  /** The token as a name. */
  takeName(): Name {
    const { tokens, i } = this;
    const from = this.froms[i] ?? 0;
    const to = this.tos[i] ?? 0;
    this.i = i + 1;
    const hash = tokens.partnerAt(i);
    const { whole, base } = this;
    const name =
      hash === WIDE ? this.text.slice(from, to).normalize('NFC') : this.names.take(hash, whole, base + from, base + to);
    return { kind: 'name', from, to, name };
  }

  /** Goes on to the next token of this kind at this level of brackets, or to the limit. */
  skipTo(kind: number): void {
    while (this.i < this.limit) {
      const next = this.kind();
      if (next === kind) return;
      this.skipOne(next);
    }
  }
  private skipOne(kind: number): void {
    const partner = isOpener(kind) ? this.tokens.partnerAt(this.i) : -1;
    this.i = partner > this.i ? partner + 1 : this.i + 1;
  }

  /** Is this closer one that closes nothing? */
  isStray(i: number): boolean {
    return isCloser(this.tokens.kindAt(i)) && this.tokens.partnerAt(i) < 0;
  }

  private add(problem: SyntaxProblem): void {
    if (this.found === undefined) this.found = [problem];
    else this.found.push(problem);
  }
}
