import type { Document } from '../tree.ts';
import { Lexer } from './lexer.ts';
import {
  BAD,
  COLON,
  COMMA,
  COMMENT,
  DEF,
  DOT,
  END,
  EQUALS,
  HIDDEN,
  isCloser,
  isOpener,
  MARKER,
  NAME,
  NEWLINE,
  NUMBER,
  OPEN_PAREN,
  OPEN_STRING,
  QUESTION,
  SEMICOLON,
  STRING,
} from './tokenKind.ts';

export type TokenType =
  | 'marker'
  | 'markdown'
  | 'comment'
  | 'keyword'
  | 'function'
  | 'option'
  | 'name'
  | 'number'
  | 'string'
  | 'question'
  | 'operator'
  | 'bracket'
  | 'punctuation'
  | 'bad';

/** A token of the whole text, offsets in the text. Blanks and line ends are no tokens. */
export interface Token {
  readonly type: TokenType;
  readonly from: number;
  readonly to: number;
}

/**
 * All tokens in order. A `function` is a name before `(`, an `option` one before `=` inside brackets; every line of a
 * markdown cell is `markdown`.
 */
export function tokens(document: Document): readonly Token[] {
  const found: Token[] = [];
  const lexer = new Lexer(document.text);
  for (const cell of document.cells) {
    lexer.moveTo(cell.marker.from);
    const isMarkdown = cell.kind === 'markdown';
    let depth = 0;
    let name = -1;
    let previous = END;
    while (lexer.next() !== END && lexer.from < cell.span.to) {
      const { kind, from, to } = lexer;
      if (isMarkdown && kind !== MARKER) {
        if (kind !== NEWLINE) found.push({ type: 'markdown', from, to: lexer.restOfLine() });
        continue;
      }
      if (kind === NEWLINE) {
        if (depth === 0) previous = NEWLINE;
        continue;
      }
      if (isOpener(kind)) depth++;
      else if (isCloser(kind)) depth = Math.max(0, depth - 1);
      else if (kind === SEMICOLON) depth = 0;
      const before = name >= 0 ? found[name] : undefined;
      if (before !== undefined && (kind === OPEN_PAREN || (kind === EQUALS && depth > 0)))
        found[name] = { ...before, type: kind === EQUALS ? 'option' : 'function' };
      // `backward f(…) = …` and `def` open a definition.
      const opensRule = previous === NAME && kind === NAME && before?.type === 'name' && name === found.length - 1;
      if (opensRule && document.text.slice(before.from, before.to) === 'backward')
        found[name] = { ...before, type: 'keyword' };
      if (kind === NAME && depth === 0 && isKeyword(document.text, from, to, previous)) {
        // A line that imports does nothing, and looks like it.
        const isQuiet = /^(?:import|from)$/.test(document.text.slice(from, to));
        found.push({ type: isQuiet ? 'comment' : 'keyword', from, to: isQuiet ? lexer.restOfLine() : to });
        name = -1;
        previous = DEF;
        continue;
      }
      name = kind === NAME ? found.length : -1;
      previous = kind;
      found.push({ type: typeOf(kind), from, to });
    }
  }
  return found;
}

const KEYWORDS: ReadonlySet<string> = new Set(['for', 'in', 'return', 'import', 'from', 'as']);

/** A word of Python in its place: at the start of a line, or between two names or values. */
export function isKeyword(text: string, from: number, to: number, previous: number): boolean {
  const word = to - from <= 6 ? text.slice(from, to) : '';
  if (!KEYWORDS.has(word)) return false;
  const next = /^[ \t]*(.?)/.exec(text.slice(to, to + 20))?.[1] ?? '';
  if (next === '=' || next === '.' || next === ',' || next === ')' || next === '') return false;
  const isFirst =
    previous === END || previous === NEWLINE || previous === SEMICOLON || previous === COLON || previous === DEF;
  return word === 'in' || word === 'as' || word === 'import' ? true : isFirst;
}

function typeOf(kind: number): TokenType {
  switch (kind) {
    case MARKER:
      return 'marker';
    case COMMENT:
      return 'comment';
    case DEF:
      return 'keyword';
    case NAME:
      return 'name';
    case NUMBER:
      return 'number';
    case STRING:
    case OPEN_STRING:
      return 'string';
    case QUESTION:
      return 'question';
    case COMMA:
    case SEMICOLON:
    case COLON:
    case DOT:
      return 'punctuation';
    case BAD:
    case HIDDEN:
      return 'bad';
  }
  return isOpener(kind) || isCloser(kind) ? 'bracket' : 'operator';
}
