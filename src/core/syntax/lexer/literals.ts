import type { NumberLiteral, StringLiteral } from '../tree.ts';
import { codePointName, isHidden } from './characters.ts';
import { isEscapable } from './lexer.ts';
import type { TokenCursor } from './tokenCursor.ts';
import { OPEN_STRING } from './tokenKind.ts';

export function parseNumber(cursor: TokenCursor): NumberLiteral {
  const from = cursor.from();
  const value = cursor.takeNumber();
  return { kind: 'number', from, to: cursor.lastTo(), value };
}

export function parseString(cursor: TokenCursor): StringLiteral {
  const from = cursor.from();
  const isOpen = cursor.kind() === OPEN_STRING;
  const written = cursor.source(cursor.i++);
  const to = cursor.lastTo();
  const inside = isOpen ? written.slice(1) : written.slice(1, -1);
  if (isOpen)
    cursor.fail('unclosed-string', `a closing ${written.charAt(0)} is missing: the text was opened here`, from, to);
  const hidden = hiddenIn(inside);
  if (hidden !== undefined) {
    const at = from + 1 + hidden.at;
    cursor.fail('hidden-character', hiddenMessage(hidden.codePoint), at, at + (hidden.codePoint > 0xffff ? 2 : 1));
  }
  return { kind: 'string', from, to, value: unescaped(inside) };
}

export const hiddenMessage = (codePoint: number): string =>
  `a character that cannot be seen stands here: ${codePointName(codePoint)}; delete it`;

function hiddenIn(text: string): { readonly at: number; readonly codePoint: number } | undefined {
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (isHidden(codePoint)) return { at, codePoint };
    if (codePoint > 0xffff) at++;
  }
  return undefined;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === 92 && isEscapable(text.charCodeAt(i + 1))) i++;
    result += text.charAt(i);
  }
  return result;
}
