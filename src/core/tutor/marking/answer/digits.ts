/** How exact an answer must be: an author's wish, written in the first lines of a file or given to `bp check`. */

export interface Digits {
  readonly kind: 'decimals' | 'significant';
  readonly count: number;
}

const MOST_DIGITS = 12;
/** The wish is looked for above the first line that is no comment. */
const HEADER = /^(?:[ \t]*(?:#[^\n\r]*)?(?:\r\n|\n|\r|$))*/;
const WISH = /^[ \t]*#[ \t]*digits:[ \t]*(\d+)[ \t]*(decimals?|significant)\b/im;

/** `# digits: 2 decimals` or `# digits: 3 significant` above the first line of code; undefined: nothing is wished. */
export function digitsIn(text: string): Digits | undefined {
  const [header = ''] = HEADER.exec(text.slice(0, 4000)) ?? [];
  const [, count = '', kind = ''] = WISH.exec(header) ?? [];
  return digitsOf(Number(count), kind);
}

/** `3`, `3 significant`, `2 decimals`; a count alone means significant digits. Undefined where it cannot be read. */
export function readDigits(words: string): Digits | undefined {
  const [, count = '', kind = 'significant'] = /^(\d+)(?:[ -]?(decimals?|significant))?$/i.exec(words.trim()) ?? [];
  return digitsOf(Number(count), kind);
}

function digitsOf(count: number, kind: string): Digits | undefined {
  const isDecimals = /^d/i.test(kind);
  return kind !== '' && count <= MOST_DIGITS && (count >= 1 || (isDecimals && count === 0))
    ? { kind: isDecimals ? 'decimals' : 'significant', count }
    : undefined;
}

/** Completes "… are asked for". */
export const digitsWords = (digits: Digits | undefined): string =>
  digits === undefined
    ? 'two significant digits or two decimals, and at most 5 % off,'
    : `${digits.count} ${digits.kind === 'decimals' ? (digits.count === 1 ? 'decimal' : 'decimals') : `significant ${digits.count === 1 ? 'digit' : 'digits'}`}`;
