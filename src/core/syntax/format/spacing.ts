import {
  CLOSE_PAREN,
  COLON,
  COMMA,
  DEF,
  DOT,
  EQUALS,
  endsOperand,
  isCloser,
  isOpener,
  isOperator,
  MINUS,
  NAME,
  NUMBER,
  PLUS,
  POWER,
} from '../lexer/tokenKind.ts';

/**
 * The blanks between two tokens of a sound statement on one line, or undefined to leave them alone. `previous` stands
 * `before` the first of the two.
 */
export function blanksBetween(
  previous: number | undefined,
  before: number,
  next: number,
  depth: number,
): string | undefined {
  if (next === COMMA || next === COLON || before === COLON) return '';
  if (isOpener(before) || isCloser(next)) return '';
  if (before === COMMA) return ' ';
  if (next === DOT) return before === NUMBER ? ' ' : '';
  if (before === DOT) return '';
  if (before === EQUALS || next === EQUALS) return depth > 0 ? '' : ' ';
  if (isSign(previous, before)) return '';
  if (before === POWER || next === POWER) return '';
  if (isOperator(before) || isOperator(next)) return ' ';
  if (isOpener(next)) return '';
  if ((before === NAME || before === DEF) && next === NAME) return ' ';
  return undefined;
}

/** Is this plus or minus a sign, with nothing to its left to add to? */
const isSign = (previous: number | undefined, kind: number): boolean =>
  (kind === MINUS || kind === PLUS) && (previous === undefined || !(endsOperand(previous) || previous === CLOSE_PAREN));
