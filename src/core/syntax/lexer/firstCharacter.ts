import { isAsciiLetter, isDigit } from './characters.ts';
import {
  AT,
  CLOSE_PAREN,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  EQUALS,
  GREATER,
  LESS,
  MINUS,
  NAME,
  NUMBER,
  OPEN_PAREN,
  OPEN_SQUARE,
  PLUS,
  POWER,
  QUESTION,
  SEMICOLON,
  SLASH,
  STAR,
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
export const BEGINS = new Uint8Array(128);
for (let c = 0; c < 128; c++) BEGINS[c] = isAsciiLetter(c) ? NAME : isDigit(c) ? NUMBER : 0;
for (const [sign, kind] of SIGNS) BEGINS[sign.charCodeAt(0)] = kind;

/** Brackets and marks, which are never a part of a longer sign, come before all others. */
export const mayBeHalf = (kind: number): boolean => kind >= EQUALS && kind !== COLON;
