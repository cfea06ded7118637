import type { Span } from '../../base/span.ts';
import type { TextEdit } from '../document.ts';
import { isLineEnd } from '../lexer/characters.ts';
import { Lexer, lineEnd } from '../lexer/lexer.ts';
import {
  CLOSE_PAREN,
  COLON,
  COMMA,
  COMMENT,
  DEF,
  DOT,
  END,
  EQUALS,
  endsOperand,
  isCloser,
  isOpener,
  isOperator,
  MARKER,
  MINUS,
  NAME,
  NEWLINE,
  NUMBER,
  PLUS,
  POWER,
  SEMICOLON,
} from '../lexer/tokenKind.ts';
import { isKeyword } from '../lexer/tokens.ts';
import type { Document } from '../tree.ts';

/** In place of a token's kind: a whole statement that is broken and stays as it is. */
const UNTOUCHED = 255;

/** A token as the formatter sees it. */
interface Piece {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  /** Brackets open around it. */
  readonly depth: number;
}

/**
 * Everything in the text but blanks, in order; markdown cells are left out, broken statements are one piece. With a range, what the
 * cells hold that it touches.
 */
function formatPieces(document: Document, range?: Span): readonly (readonly Piece[])[] {
  const stretches: Piece[][] = [];
  let statement = 0;
  const lexer = new Lexer(document.text);
  for (const cell of document.cells) {
    if (range && (cell.span.to < range.from || cell.marker.from > range.to)) continue;
    const pieces: Piece[] = [];
    stretches.push(pieces);
    lexer.moveTo(cell.marker.from);
    let depth = 0;
    let previous = NEWLINE;
    while (lexer.next() !== END && lexer.from < cell.span.to) {
      const { kind, from } = lexer;
      if (cell.kind === 'markdown' && kind !== MARKER) break;
      while ((document.starts[statement] ?? Number.POSITIVE_INFINITY) < from) statement++;
      const parsed = document.starts[statement] === from ? document.statements[statement] : undefined;
      if (parsed !== undefined) depth = 0;
      if (parsed?.problems.some(({ severity }) => severity === 'error')) {
        lexer.moveTo(from + parsed.text.length);
        pieces.push({ kind: UNTOUCHED, from, to: lexer.to, depth: 0 });
        continue;
      }
      if (isCloser(kind)) depth--;
      const isWord = kind === NAME && depth === 0 && isKeyword(document.text, from, lexer.to, previous);
      pieces.push({ kind: isWord ? DEF : kind, from, to: lexer.to, depth });
      if (kind !== COMMENT) previous = isWord ? DEF : kind;
      if (isOpener(kind)) depth++;
    }
  }
  return stretches;
}

const isCode = (kind: number): boolean => kind !== NEWLINE && kind !== COMMENT && kind !== MARKER && kind !== SEMICOLON;

/** A comment behind code. */
interface TrailingComment {
  readonly line: number;
  /** End of the code before it. */
  readonly gapFrom: number;
  readonly from: number;
  /** Where it stands in its line. */
  readonly column: number;
  /** How long the code before it is after formatting. */
  readonly width: number;
}

/** Blanks before a comment that touches its code. */
const USUAL_GAP = 2;

/** Comments of neighbouring lines in one column stay in one column; a comment alone keeps its distance. */
function alignComments(text: string, comments: readonly TrailingComment[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let first = 0;
  while (first < comments.length) {
    let end = first + 1;
    while (end < comments.length && follows(comments[end - 1], comments[end])) end++;
    const group = comments.slice(first, end);
    const column = columnOf(group);
    for (const comment of group) {
      const old = text.slice(comment.gapFrom, comment.from);
      const wanted = column === undefined ? (old === '' ? USUAL_GAP : old.length) : column - comment.width;
      if (wanted !== old.length) edits.push({ from: comment.gapFrom, to: comment.from, insert: ' '.repeat(wanted) });
    }
    first = end;
  }
  return edits;
}

const follows = (a: TrailingComment | undefined, b: TrailingComment | undefined): boolean =>
  a !== undefined && b !== undefined && b.line === a.line + 1 && b.column === a.column;

/** The common column of a group, moved to the right only where code has grown into it. */
function columnOf(group: readonly TrailingComment[]): number | undefined {
  const [first] = group;
  if (first === undefined || group.length < 2) return undefined;
  let widest = 0;
  for (const { width } of group) widest = Math.max(widest, width);
  return widest < first.column ? first.column : widest + USUAL_GAP;
}

/**
 * The blanks between two tokens of a sound statement on one line, or undefined to leave them alone. `previous` stands
 * `before` the first of the two.
 */
function blanksBetween(previous: number | undefined, before: number, next: number, depth: number): string | undefined {
  if (next === COMMA || next === COLON) return '';
  // What stands behind the colon of a head is the block; in a slice nothing stands apart.
  if (before === COLON) return depth > 0 ? '' : ' ';
  if (before === DEF || next === DEF) return ' ';
  if (isOpener(before) || isCloser(next)) return '';
  if (before === COMMA) return ' ';
  if (next === DOT) return before === NUMBER ? ' ' : '';
  if (before === DOT) return '';
  if (before === EQUALS || next === EQUALS) return depth > 0 ? '' : ' ';
  if (isSign(previous, before)) return '';
  if (before === POWER || next === POWER) return '';
  if (isOperator(before) || isOperator(next)) return ' ';
  if (isOpener(next)) return '';
  if (before === NAME && next === NAME) return ' ';
  return undefined;
}

/** Is this plus or minus a sign, with nothing to its left to add to? */
const isSign = (previous: number | undefined, kind: number): boolean =>
  (kind === MINUS || kind === PLUS) && (previous === undefined || !(endsOperand(previous) || previous === CLOSE_PAREN));

const MOST_BLANK_LINES = 2;

/**
 * Edits that bring a text into its usual form; in order, not overlapping, and none when there is nothing to do. Blanks
 * only: the tree never changes. Broken statements, markdown and the columns of aligned comments stay as they are. With a
 * range, only its lines.
 */
export function format(document: Document, range?: Span): readonly TextEdit[] {
  const formatter = new Formatter(document.text);
  for (const pieces of formatPieces(document, range)) formatter.run(pieces);
  const edits = formatter.finish();
  if (range === undefined) return edits;
  const from = lineStart(document.text, range.from);
  const to = lineEnd(document.text, Math.max(range.from, range.to));
  return edits.filter((edit) => edit.from >= from && edit.to <= to);
}

/** The text after edits that are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let done = 0;
  for (const edit of edits) {
    result += text.slice(done, edit.from) + edit.insert;
    done = edit.to;
  }
  return result + text.slice(done);
}

class Formatter {
  private readonly text: string;
  private readonly edits: TextEdit[] = [];
  private readonly comments: TrailingComment[] = [];
  private line = 0;
  private lineStart = 0;
  /** How much longer the line has become so far. */
  private growth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** One cell. */
  run(pieces: readonly Piece[]): void {
    let before: Piece | undefined;
    let previous: number | undefined;
    let blankLines = 0;
    for (const piece of pieces) {
      if (before === undefined || before.kind === NEWLINE) {
        this.startLine(before?.to ?? lineStart(this.text, piece.from), piece);
        blankLines = piece.kind === NEWLINE ? blankLines + 1 : 0;
      } else if (piece.kind === COMMENT) this.comment(before, piece);
      else this.between(previous, before, piece);
      if (piece.kind === NEWLINE && blankLines > MOST_BLANK_LINES) this.replace(piece.from, piece.to, '');
      if (piece.kind === MARKER) this.marker(piece);
      if (piece.kind === COMMENT) this.replace(trimmedEnd(this.text, piece), piece.to, '');
      if (piece.kind === UNTOUCHED) this.passLines(piece);
      // Line ends and comments inside brackets do not come between an operator and its operand.
      if (before !== undefined && isCode(before.kind)) previous = before.kind;
      if (piece.kind === SEMICOLON || (piece.kind === NEWLINE && piece.depth === 0)) previous = undefined;
      before = piece;
    }
    if (before !== undefined) this.trailing(before);
  }

  finish(): readonly TextEdit[] {
    const all = [...this.edits, ...alignComments(this.text, this.comments)];
    return all.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  private replace(from: number, to: number, insert: string): void {
    if (this.text.slice(from, to) === insert) return;
    this.edits.push({ from, to, insert });
    this.growth += insert.length - (to - from);
  }

  private startLine(start: number, first: Piece): void {
    this.line++;
    this.lineStart = start;
    this.growth = 0;
    if (first.kind === NEWLINE) this.replace(start, first.from, '');
  }

  private between(previous: number | undefined, before: Piece, piece: Piece): void {
    const wanted = this.wanted(previous, before, piece);
    if (wanted !== undefined) this.replace(before.to, piece.from, wanted);
  }

  private wanted(previous: number | undefined, before: Piece, piece: Piece): string | undefined {
    if (piece.kind === NEWLINE || piece.kind === SEMICOLON) return '';
    if (before.kind === SEMICOLON) return ' ';
    return blanksBetween(previous, before.kind, piece.kind, Math.min(before.depth, piece.depth));
  }

  private comment(before: Piece, comment: Piece): void {
    this.comments.push({
      line: this.line,
      gapFrom: before.to,
      from: comment.from,
      column: comment.from - this.lineStart,
      width: before.to - this.lineStart + this.growth,
    });
  }

  private marker(piece: Piece): void {
    const rest = this.text.slice(this.text.indexOf('%%', piece.from) + 2, piece.to).trim();
    this.replace(piece.from, piece.to, rest === '' ? '# %%' : `# %% ${tidyKind(rest)}`);
  }

  private passLines(piece: Piece): void {
    for (let i = piece.from; i < piece.to; i++) {
      if (!isLineEnd(this.text.charCodeAt(i))) continue;
      this.line++;
      this.lineStart = i + 1;
      this.growth = 0;
    }
  }

  /** Blanks behind the last piece of a cell, at the end of the text. */
  private trailing(last: Piece): void {
    if (last.kind === MARKER) return;
    const end = lineEnd(this.text, last.to);
    if (end === this.text.length && this.text.slice(last.to, end).trim() === '') this.replace(last.to, end, '');
  }
}

function tidyKind(rest: string): string {
  const close = rest.startsWith('[') ? rest.indexOf(']') : -1;
  if (close < 0) return rest;
  return `[${rest.slice(1, close).trim()}] ${rest.slice(close + 1).trim()}`.trimEnd();
}

function trimmedEnd(text: string, piece: Piece): number {
  let end = piece.to;
  while (end > piece.from && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end--;
  return end;
}

function lineStart(text: string, offset: number): number {
  const first = text.startsWith('\ufeff') ? 1 : 0;
  let start = Math.min(offset, text.length);
  while (start > first && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}
