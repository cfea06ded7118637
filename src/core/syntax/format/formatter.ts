import type { Span } from '../../base/span.ts';
import type { TextEdit } from '../document.ts';
import { isLineEnd } from '../lexer/characters.ts';
import { lineEnd } from '../lexer/lexer.ts';
import { COMMENT, MARKER, NEWLINE, SEMICOLON } from '../lexer/tokenKind.ts';
import type { Document } from '../tree.ts';
import { alignComments, type TrailingComment } from './commentColumns.ts';
import { formatPieces, isCode, type Piece, UNTOUCHED } from './formatPieces.ts';
import { blanksBetween } from './spacing.ts';

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
