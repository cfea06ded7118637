/** Kinds of token, as small numbers: they live in typed arrays. */
export const END = 0;
export const NEWLINE = 1;
export const COMMENT = 2;
/** A line that opens a cell. */
export const MARKER = 3;
export const SEMICOLON = 4;
export const NAME = 5;
export const NUMBER = 6;
export const STRING = 7;
/** A string that is not closed on its line. */
export const OPEN_STRING = 8;
/** The word `def`. */
export const DEF = 9;
export const QUESTION = 10;
export const OPEN_PAREN = 11;
export const OPEN_SQUARE = 12;
export const CLOSE_PAREN = 13;
export const CLOSE_SQUARE = 14;
export const COMMA = 15;
export const EQUALS = 16;
/** `+=` and its like. */
export const AUGMENTED = 17;
export const COLON = 18;
export const DOT = 19;
/** Characters that mean nothing here. */
export const BAD = 20;
/** A character that cannot be seen, or that turns the direction of writing. */
export const HIDDEN = 21;

// Binary operators come last, so that one comparison tells them from the rest.
export const PLUS = 32;
export const MINUS = 33;
export const STAR = 34;
export const SLASH = 35;
export const AT = 36;
export const POWER = 37;
export const LESS = 38;
export const LESS_EQUAL = 39;
export const GREATER = 40;
export const GREATER_EQUAL = 41;
export const EQUAL = 42;
export const NOT_EQUAL = 43;
export const KIND_COUNT = 44;

export const isOperator = (kind: number): boolean => kind >= PLUS;
export const isOpener = (kind: number): boolean => kind === OPEN_PAREN || kind === OPEN_SQUARE;
export const isCloser = (kind: number): boolean => kind === CLOSE_PAREN || kind === CLOSE_SQUARE;

/** Could this token be the last of an operand? */
export const endsOperand = (kind: number): boolean =>
  (kind >= NAME && kind <= QUESTION && kind !== DEF) || isCloser(kind);

/** Does this token begin an operand, and can it do nothing else? */
export const beginsOperand = (kind: number): boolean => kind >= NAME && kind <= QUESTION;
