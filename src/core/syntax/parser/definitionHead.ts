import { explainMissing, explainUnclosed, quoted } from '../advice/explainSyntax.ts';
import { ALONE } from '../lexer/tokenBuffer.ts';
import type { TokenCursor } from '../lexer/tokenCursor.ts';
import { COLON, COMMA, EQUALS, NAME, OPEN_PAREN } from '../lexer/tokenKind.ts';
import type { Name } from '../tree.ts';

/** `(a, b) =` after the name of a function that is being defined; `word` is `def` or `backward`. */
export function parseParams(cursor: TokenCursor, word: string, name: string): readonly Name[] {
  const params: Name[] = [];
  if (cursor.kind() === OPEN_PAREN) parseNames(cursor, params);
  else {
    expectHere(cursor, 'expected-params', `the parameters are missing: ${word} ${quoted(name)}(x) = …`);
    cursor.skipTo(EQUALS);
  }
  parseEquals(cursor, word, name);
  return params;
}

/** Says what is expected at the next token, or after the last one. */
export function expectHere(cursor: TokenCursor, code: string, message: string): void {
  if (cursor.isStray(cursor.i)) explainMissing(cursor);
  cursor.failAt(cursor.i < cursor.limit ? cursor.i : cursor.i - 1, code, message);
}

function parseNames(cursor: TokenCursor, params: Name[]): void {
  const open = cursor.i++;
  const close = cursor.tokens.partnerAt(open);
  const outer = cursor.limit;
  cursor.limit = close === ALONE ? endOfOpenParams(cursor, open) : close;
  while (cursor.i < cursor.limit) {
    if (cursor.kind() === NAME) params.push(cursor.takeName());
    else expectHere(cursor, 'expected-name', 'a parameter is a name: def f(x, y) = x * y');
    if (cursor.i < cursor.limit && cursor.kind() !== COMMA) {
      expectHere(cursor, 'expected-name', afterParam(cursor.kind()));
      cursor.skipTo(COMMA);
    }
    if (cursor.i < cursor.limit) cursor.i++;
  }
  cursor.limit = outer;
  if (close !== ALONE) cursor.i = close + 1;
}

/** Parameters without a closing bracket end at the `=`. */
function endOfOpenParams(cursor: TokenCursor, open: number): number {
  explainUnclosed(cursor, open);
  cursor.failed = true;
  const first = cursor.i;
  cursor.skipTo(EQUALS);
  const end = cursor.i;
  cursor.i = first;
  return end;
}

function afterParam(kind: number): string {
  if (kind === EQUALS) return 'a parameter has no default value: the call gives each one';
  if (kind === NAME) return 'a comma is missing between two parameters';
  return 'a parameter is a name, without brackets or operators';
}

function parseEquals(cursor: TokenCursor, word: string, name: string): void {
  if (cursor.kind() === EQUALS) {
    cursor.i++;
    return;
  }
  if (cursor.failed) return;
  const head = `${word} ${quoted(name)}(…)`;
  if (cursor.kind() === COLON) {
    cursor.failAt(cursor.i, 'expected-equals', `the body of a function is one expression after = : ${head} = …`);
    cursor.i++;
  } else expectHere(cursor, 'expected-equals', `= and one expression are missing: ${head} = …`);
}
