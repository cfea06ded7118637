import { startsName } from '../lexer/characters.ts';
import { Lexer } from '../lexer/lexer.ts';
import { TokenBuffer } from '../lexer/tokenBuffer.ts';
import {
  AUGMENTED,
  beginsOperand,
  CLOSE_PAREN,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  COMMENT,
  DEF,
  END,
  EQUALS,
  endsOperand,
  isCloser,
  isOpener,
  MARKER,
  MINUS,
  NAME,
  NEWLINE,
  OPEN_PAREN,
  OPEN_SQUARE,
  PLUS,
  SEMICOLON,
} from '../lexer/tokenKind.ts';

/**
 * Finds where statements begin and end. A statement ends at the line's end or at `;`; inside brackets it runs on, unless
 * the next line is evidently a statement of its own: then a bracket was forgotten, and only this statement suffers.
 * To see that, it looks at most at the next line with code on it and at the first character of the one after. A `;` inside a
 * list that is closed on its line separates rows, which the language writes otherwise: one statement, with one error.
 */
export class StatementReader {
  readonly tokens = new TokenBuffer();
  /** The statement that `read` has found. */
  start = 0;
  end = 0;
  /** Did it end with the colon that opens a block? */
  opensBlock = false;
  private readonly lexer: Lexer;
  private readonly ahead: Lexer;

  constructor(text: string, at: number, isBeginning = true) {
    this.lexer = new Lexer(text, at, isBeginning);
    this.ahead = new Lexer(text, at, isBeginning);
  }

  /** Has anything that was read depended on where the text ends? */
  metEnd(): boolean {
    return this.lexer.metEnd || this.ahead.metEnd;
  }

  /** The next token that is neither a comment nor an end of line: the first of a statement, `MARKER`, `SEMICOLON` or `END`. */
  advance(): number {
    let kind = this.lexer.next();
    while (kind === NEWLINE || kind === COMMENT) kind = this.lexer.next();
    this.start = this.lexer.from;
    this.end = this.lexer.to;
    return kind;
  }

  moveTo(at: number): void {
    this.lexer.moveTo(at);
  }

  /** Start of the line of the token that `advance` has found. */
  lineStart(): number {
    return this.lexer.lineStart;
  }

  /** What `advance` has found is left to the next one. */
  back(): void {
    this.lexer.to = this.lexer.from;
  }

  /** Collects the statement that begins with the token that `advance` has found; places count from `start`. */
  read(start = this.start): void {
    const { lexer, tokens } = this;
    const lineStart = lexer.lineStart;
    let kind = lexer.kind;
    let newLine = false;
    tokens.clear();
    this.opensBlock = false;
    for (;;) {
      if (kind > SEMICOLON || (kind === SEMICOLON && this.separatesRows())) {
        if (newLine && this.beginsStatement(kind, lineStart)) {
          lexer.to = lexer.from;
          return;
        }
        newLine = false;
        tokens.add(kind, lexer.from - start, lexer.to - start, lexer.hash);
        this.end = lexer.to;
        if (kind === COLON && tokens.depth === 0 && this.isHead(start)) {
          this.opensBlock = true;
          return;
        }
      } else if (kind === NEWLINE) {
        if (tokens.depth === 0) return;
        newLine = true;
      } else if (kind !== COMMENT) {
        if (kind === MARKER) lexer.to = lexer.from;
        return;
      }
      kind = lexer.next();
    }
  }

  /** Collects everything up to the text's end as one statement. */
  readAll(): void {
    const { lexer, tokens } = this;
    tokens.clear();
    while (lexer.next() !== END) {
      if (lexer.kind !== NEWLINE && lexer.kind !== COMMENT) tokens.add(lexer.kind, lexer.from, lexer.to, lexer.hash);
    }
  }

  /** Do the tokens so far begin as what has a block does? */
  private isHead(start: number): boolean {
    const { tokens, lexer } = this;
    const first = tokens.kindAt(0);
    if (first === DEF) return true;
    if (first !== NAME) return false;
    const word = lexer.text.slice(start + tokens.fromAt(0), start + tokens.toAt(0));
    return word === 'backward' ? tokens.kindAt(1) === NAME : BLOCK_WORDS.has(word);
  }

  /** Inside brackets, the first token of a line: does it begin a statement of its own? */
  private beginsStatement(kind: number, statementLine: number): boolean {
    const { lexer, tokens } = this;
    const { text } = lexer;
    if (lexer.from - lexer.lineStart > indentOf(text, statementLine)) return false;
    if (kind === DEF) return true;
    const before = tokens.kindAt(tokens.count - 1);
    if (beginsOperand(kind) && endsOperand(before)) return true;
    if (isOpener(kind) || kind === PLUS || kind === MINUS) return endsOperand(before) && this.standsAlone();
    if (kind !== NAME) return false;
    if (opensCallOf(text, lexer.from, lexer.to)) return true;
    const opener = tokens.innermost();
    const inCall = tokens.kindAt(opener) === OPEN_PAREN && tokens.kindAt(opener - 1) === NAME;
    const expectsArgument = inCall && (before === COMMA || opener === tokens.count - 1);
    return this.assigns(expectsArgument);
  }

  /** A line that begins with a bracket or a sign could go on with the last one: not when nothing can go on with it. */
  private standsAlone(): boolean {
    const line = this.lookAlong();
    if (line.depth !== 0 || !endsOperand(line.last)) return false;
    const next = this.firstOfNext();
    return next === END || next === MARKER || next === SEMICOLON || beginsOperand(next);
  }

  /** `[1, 2; 3, 4]`, as other languages write a matrix: the list is closed on this line, and nothing gets a name before. */
  private separatesRows(): boolean {
    const { ahead, tokens } = this;
    if (tokens.kindAt(tokens.innermost()) !== OPEN_SQUARE) return false;
    ahead.moveTo(this.lexer.to);
    let depth = 1;
    for (let kind = ahead.next(); kind === SEMICOLON || !endsLine(kind); kind = ahead.next()) {
      if (kind === EQUALS) return false;
      if (isOpener(kind)) depth++;
      else if (isCloser(kind) && --depth === 0) return kind === CLOSE_SQUARE;
    }
    return false;
  }

  /** Has the line an `=` at its own level, and is that not an option (`lr=0.1,`) of the call that is open? */
  private assigns(expectsArgument: boolean): boolean {
    const line = this.lookAlong();
    if (line.equals < 0) return false;
    if (!expectsArgument || !line.namesOnly) return true;
    if (line.depth < 0) return false;
    if (line.depth > 0) return this.lexer.text.charCodeAt(line.equals - 1) === 32;
    if (line.last === COMMA) return false;
    const next = this.firstOfNext();
    return next !== CLOSE_PAREN && next !== COMMA;
  }

  /** Looks along the line at which the lexer stands, or up to a bracket that closes more than the line opens. */
  private lookAlong(): LineAhead {
    const { ahead } = this;
    ahead.moveTo(this.lexer.from);
    let depth = 0;
    let namesOnly = true;
    let equals = -1;
    let last = END;
    for (let kind = ahead.next(); !endsLine(kind); kind = ahead.next()) {
      if (isOpener(kind)) depth++;
      else if (isCloser(kind) && --depth < 0) break;
      if (equals < 0) {
        if ((kind === EQUALS || kind === AUGMENTED) && depth === 0) {
          equals = ahead.from;
          namesOnly &&= kind === EQUALS;
        } else if (kind !== NAME && kind !== COMMA) namesOnly = false;
      }
      last = kind;
    }
    return { depth, equals, namesOnly, last };
  }

  /** After `lookAlong`: the `;` that ended the line, or the first token of the next line with code on it. */
  private firstOfNext(): number {
    const { ahead } = this;
    let kind = ahead.kind;
    while (kind === NEWLINE || kind === COMMENT) kind = ahead.next();
    return kind;
  }
}

/** Words of Python that a line with a block below it begins with. */
const BLOCK_WORDS: ReadonlySet<string> = new Set([
  'for',
  'while',
  'if',
  'elif',
  'else',
  'with',
  'class',
  'try',
  'except',
  'finally',
]);

interface LineAhead {
  /** Brackets open at its end; −1 when it closes one that it has not opened. */
  readonly depth: number;
  /** Offset of the first `=` or `+=` outside of its brackets, or −1. */
  readonly equals: number;
  /** Do only names and commas stand before that? */
  readonly namesOnly: boolean;
  /** The last token. */
  readonly last: number;
}

const endsLine = (kind: number): boolean => kind === NEWLINE || kind === END || kind === SEMICOLON || kind === COMMENT;

function indentOf(text: string, lineStart: number): number {
  let p = lineStart;
  while (text.charCodeAt(p) === 32 || text.charCodeAt(p) === 9) p++;
  return p - lineStart;
}

/** `train(…)`, `backward(…)` and `backward f(…)` never stand inside brackets. */
function opensCallOf(text: string, from: number, to: number): boolean {
  const isTrain = to - from === 5 && text.startsWith('train', from);
  const isBackward = to - from === 8 && text.startsWith('backward', from);
  if (!isTrain && !isBackward) return false;
  let p = to;
  while (text.charCodeAt(p) === 32 || text.charCodeAt(p) === 9) p++;
  const c = text.charCodeAt(p);
  return c === 40 || (isBackward && startsName(text.codePointAt(p) ?? 0));
}
