import type { TokenCursor } from '../lexer/tokenCursor.ts';
import {
  BAD,
  CLOSE_PAREN,
  CLOSE_SQUARE,
  COLON,
  DOT,
  EQUALS,
  isOpener,
  isOperator,
  NAME,
  NUMBER,
  OPEN_PAREN,
  POWER,
  QUESTION,
  SEMICOLON,
  STRING,
} from '../lexer/tokenKind.ts';
import { about, type Explanation } from './explanation.ts';

/** A way of writing that people bring along from MATLAB, LaTeX, JavaScript or a blackboard, which is wrong as a whole. */
export function explainHabit(cursor: TokenCursor): Explanation | undefined {
  const at = cursor.i;
  const before = cursor.kindAt(at - 1);
  const matrix = matrixRows(cursor);
  if (matrix) return matrix;
  switch (cursor.kind()) {
    case BAD:
      return badSign(cursor, at);
    case DOT:
      return isOperator(cursor.kindAt(at + 1))
        ? about(at, 'unexpected', `${cursor.source(at + 1)} works entry by entry: write it without the point`, at + 1)
        : undefined;
    case QUESTION:
      return cursor.is(0, 'grad') || cursor.is(0, 'value')
        ? about(at, 'question-outside', 'an answer stands behind =: grad(x) = ?')
        : about(at, 'question-outside', 'to choose between two values write where(condition, a, b)');
    case COLON:
      return isInCall(cursor) && before === NAME
        ? about(at, 'unexpected', `an option is written with =: ${cursor.source(at - 1)}=…`)
        : undefined;
    case EQUALS:
      return before === STRING
        ? about(at - 1, 'unexpected', `an option has no quotation marks: ${cursor.source(at - 1).slice(1, -1)}=…`)
        : undefined;
    case NAME:
      return secondStatement(cursor, at) ?? transposed(cursor, at);
    case OPEN_PAREN:
      return powerOfCall(cursor, at);
  }
  return undefined;
}

const isInCall = ({ tokens, limit }: TokenCursor): boolean =>
  tokens.kindAt(limit) === CLOSE_PAREN && tokens.kindAt(tokens.partnerAt(limit) - 1) === NAME;

/** `x = 2 y = 3` */
const secondStatement = (cursor: TokenCursor, at: number): Explanation | undefined =>
  cursor.limit === cursor.tokens.count && at > 1 && cursor.kindAt(at + 1) === EQUALS
    ? about(at, 'unexpected', `a ; is missing before ${cursor.source(at)}, or a new line`)
    : undefined;

/** `w^T x` */
const transposed = (cursor: TokenCursor, at: number): Explanation | undefined =>
  cursor.is(at - 1, 'T') && cursor.kindAt(at - 2) === POWER && cursor.kindAt(at - 3) === NAME
    ? about(
        at - 3,
        'unexpected',
        `the transpose is written ${cursor.source(at - 3)}.T, and the product @: ${cursor.source(at - 3)}.T @ ${cursor.source(at)}`,
        at,
      )
    : undefined;

/** `sin^2(x)` */
const powerOfCall = (cursor: TokenCursor, at: number): Explanation | undefined =>
  cursor.kindAt(at - 1) === NUMBER && cursor.kindAt(at - 2) === POWER && cursor.kindAt(at - 3) === NAME
    ? about(
        at - 3,
        'unexpected',
        `the power stands behind the call: ${cursor.source(at - 3)}(…) ** ${cursor.source(at - 1)}`,
        at - 1,
      )
    : undefined;

function badSign(cursor: TokenCursor, at: number): Explanation | undefined {
  const sign = cursor.source(at);
  const { tokens } = cursor;
  if (sign === '\\' && cursor.kindAt(at + 1) === NAME && tokens.toAt(at) === tokens.fromAt(at + 1)) {
    const word = cursor.source(at + 1);
    return about(at, 'invalid-character', LATEX.get(word) ?? `LaTeX stands only in comments: write ${word}`, at + 1);
  }
  if (sign !== '{' || at === 0) return undefined;
  const name = cursor.source(at - 1);
  if (cursor.kindAt(at - 1) === POWER) return about(at, 'invalid-character', 'a power has round brackets: x ** (2)');
  if (cursor.kindAt(at - 1) !== NAME || tokens.toAt(at - 1) !== tokens.fromAt(at)) return undefined;
  return about(
    at,
    'invalid-character',
    name.endsWith('_') ? `an index is a part of the name: ${name}1` : `values stand in round brackets: ${name}(…)`,
  );
}

const LATEX = new Map<string, string>([
  ['frac', 'a fraction is written a / b'],
  ['sigma', 'write sigmoid(x)'],
  ['cdot', 'write * to multiply'],
  ['times', 'write * to multiply'],
  ['odot', 'write * to multiply entry by entry'],
  ['ln', 'write log(x)'],
  ['partial', 'ask for a gradient with grad(x) = ?'],
  ['nabla', 'ask for a gradient with grad(x) = ?'],
  ['left', 'brackets are written plainly: ( )'],
  ['le', 'write <='],
  ['leq', 'write <='],
  ['ge', 'write >='],
  ['geq', 'write >='],
  ['ne', 'write !='],
]);

/** `[1 2; 3 4]`: said once, of the whole list, whichever of its tokens does not fit first. */
function matrixRows({ tokens, limit, text }: TokenCursor): Explanation | undefined {
  if (tokens.kindAt(limit) !== CLOSE_SQUARE) return undefined;
  const first = tokens.partnerAt(limit);
  let at = first + 1;
  while (at < limit && tokens.kindAt(at) !== SEMICOLON)
    at = isOpener(tokens.kindAt(at)) ? Math.max(at, tokens.partnerAt(at)) + 1 : at + 1;
  if (at >= limit) return undefined;
  const lists = rowsAsLists(text.slice(tokens.fromAt(first), tokens.toAt(limit)));
  return about(
    first,
    'matrix-rows',
    `the rows of a matrix are lists: ${lists.length > 60 ? '[[1, 2], [3, 4]]' : lists}`,
    limit,
  );
}

/** `[[1, 2], [3, 4]]` for `[1 2; 3 4]`. */
export const rowsAsLists = (written: string): string =>
  `[${written
    .slice(1, -1)
    .split(';')
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row) => (row.startsWith('[') ? row : `[${row.includes(',') ? row : row.split(/\s+/).join(', ')}]`))
    .join(', ')}]`;
