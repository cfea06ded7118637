/** What single characters mean to the lexer. */

const ID_START = /^[\p{ID_Start}_]$/u;
const ID_CONTINUE = /^\p{ID_Continue}$/u;
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\u2028\u2029\ufff9-\ufffb]$/u;
const BLANK = /^\p{Zs}$/u;
const LONE_SURROGATE = /^[\ud800-\udfff]$/;

/** Dots that Unicode allows inside a name and the language reads as a product. */
const isProductDot = (codePoint: number): boolean => codePoint === 0xb7 || codePoint === 0x387;

/** 1 for what begins a name, 2 for a digit. */
const PARTS = new Uint8Array(128);
for (let c = 0; c < 128; c++) PARTS[c] = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 ? 1 : 0;
PARTS.fill(2, 48, 58);

export const isAsciiLetter = (c: number): boolean => c < 128 && PARTS[c] === 1;

/** A letter or a digit. */
export const isAsciiPart = (c: number): boolean => c < 128 && PARTS[c] !== 0;

export const isDigit = (c: number): boolean => c >= 48 && c <= 57;

export const isLineEnd = (c: number): boolean => c === 10 || c === 13;

export function startsName(codePoint: number): boolean {
  if (codePoint < 128) return isAsciiLetter(codePoint);
  const character = String.fromCodePoint(codePoint);
  return ID_START.test(character) && !INVISIBLE.test(character);
}

export function continuesName(codePoint: number): boolean {
  if (codePoint < 128) return isAsciiLetter(codePoint) || isDigit(codePoint);
  if (isProductDot(codePoint)) return false;
  const character = String.fromCodePoint(codePoint);
  return ID_CONTINUE.test(character) && !INVISIBLE.test(character);
}

/** A no-break space and the like: blanks as good as any other. All of them are single code units. */
export const isWideBlank = (codeUnit: number): boolean =>
  codeUnit === 0xa0 || (codeUnit >= 0x1680 && codeUnit <= 0x3000 && BLANK.test(String.fromCharCode(codeUnit)));

/** Cannot be seen, or turns the direction of writing: never allowed in code. Tab and line ends are not meant. */
export function isHidden(codePoint: number): boolean {
  if (codePoint >= 32 && codePoint < 127) return false;
  if (codePoint === 9 || isLineEnd(codePoint)) return false;
  const character = String.fromCodePoint(codePoint);
  return INVISIBLE.test(character) || LONE_SURROGATE.test(character);
}

export const codePointName = (codePoint: number): string => {
  const known = NAMES.get(codePoint);
  const code = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  return known === undefined ? code : `${code} (${known})`;
};

const NAMES = new Map<number, string>([
  [0x00, 'NUL'],
  [0xad, 'soft hyphen'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'pop directional formatting'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first strong isolate'],
  [0x2069, 'pop directional isolate'],
  [0xfeff, 'byte order mark'],
]);
