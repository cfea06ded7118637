import type { Span } from '../../base/span.ts';
import { Lexer } from '../lexer/lexer.ts';
import { COMMENT, END, isCloser, isOpener, MARKER, NEWLINE, SEMICOLON } from '../lexer/tokenKind.ts';
import type { Document } from '../tree.ts';

/** In place of a token's kind: a whole statement that is broken and stays as it is. */
export const UNTOUCHED = 255;

/** A token as the formatter sees it. */
export interface Piece {
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
export function formatPieces(document: Document, range?: Span): readonly (readonly Piece[])[] {
  const stretches: Piece[][] = [];
  let statement = 0;
  const lexer = new Lexer(document.text);
  for (const cell of document.cells) {
    if (range && (cell.span.to < range.from || cell.marker.from > range.to)) continue;
    const pieces: Piece[] = [];
    stretches.push(pieces);
    lexer.moveTo(cell.marker.from);
    let depth = 0;
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
      pieces.push({ kind, from, to: lexer.to, depth });
      if (isOpener(kind)) depth++;
    }
  }
  return stretches;
}

export const endsLine = (kind: number | undefined): boolean => kind === undefined || kind === NEWLINE;

export const isCode = (kind: number): boolean =>
  kind !== NEWLINE && kind !== COMMENT && kind !== MARKER && kind !== SEMICOLON;
