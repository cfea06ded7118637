/** What stands in one entry of a table, as people and spreadsheets write it. */

export type DecimalMark = '.' | ',';

const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', '?', 'null', 'none', 'nil', 'missing', '-', '--', '–', '—']);
export const isMissing = (entry: string): boolean => entry.length < 9 && MISSING.has(entry.toLowerCase());

export const truthOf = (entry: string): number | undefined => {
  if (entry.length > 5) return undefined;
  const word = entry.toLowerCase();
  return word === 'true' ? 1 : word === 'false' ? 0 : undefined;
};

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const CURRENCY = /^([+-]?)\s*(?:[$€£¥₹]|USD|EUR|GBP|CHF)\s*|\s*(?:[$€£¥₹]|USD|EUR|GBP|CHF)$/gi;
const SIGNS = /[$€£¥₹%\u2010-\u2015\u2212\ufe63\uff0d\u00a0\u202f'() ]|USD|EUR|GBP|CHF/i;
const POINT_GROUPS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i;
const COMMA_GROUPS = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?(?:e[+-]?\d+)?$/i;

/** The number that an entry is with this decimal mark, or undefined where it is none. A percentage is its hundredth. */
export function numberIn(entry: string, mark: DecimalMark): number | undefined {
  if (mark === '.' && PLAIN.test(entry)) return finite(Number(entry));
  let text = entry;
  let scale = 1;
  if (SIGNS.test(text)) {
    if (/^\(.*\)$/.test(text)) {
      text = text.slice(1, -1).trim();
      scale = -1;
    }
    text = text
      .replace(/^[\u2010-\u2015\u2212\ufe63\uff0d]/, '-')
      .replace(CURRENCY, '$1')
      .trim();
    if (text.endsWith('%')) {
      text = text.slice(0, -1).trim();
      scale /= 100;
    }
    // Groups of three set apart by spaces or apostrophes.
    if (/^[+-]?\d{1,3}(?:[\u00a0\u202f' ]\d{3})+(?:[.,]\d*)?$/.test(text)) text = text.replace(/[\u00a0\u202f' ]/g, '');
  }
  if (mark === '.') {
    if (POINT_GROUPS.test(text)) text = text.replaceAll(',', '');
    else if (!PLAIN.test(text)) return undefined;
  } else if (COMMA_GROUPS.test(text)) text = text.replaceAll('.', '').replace(',', '.');
  else if (COMMA.test(text)) text = text.replace(',', '.');
  else return undefined;
  const value = Number(text);
  // 45 % is 0.45 and not 0.45000000000000001: divided, not multiplied.
  return finite(Math.abs(scale) === 0.01 ? (Math.sign(scale) * value) / 100 : scale * value);
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Whether the entry is a number with any decimal mark. */
export const looksNumeric = (entry: string): boolean =>
  numberIn(entry, '.') !== undefined || numberIn(entry, ',') !== undefined;

const DATES = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[T ].*)?$/,
  /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?$/i,
  /^(?:\d{1,2}[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -.,]+\d{1,4}(?:,? +\d{4})?$/i,
];
export const looksLikeDate = (entry: string): boolean => DATES.some((pattern) => pattern.test(entry));

/** Which decimal mark the entries speak for; `unsure` where only groups of three stand behind the marks (1,234). */
interface MarkFound {
  readonly mark: DecimalMark;
  readonly unsure: string | undefined;
}

export function decimalMarkOf(entries: Iterable<string>, separator: string): MarkFound {
  let point = false;
  let comma = false;
  let unsure: string | undefined;
  for (const entry of entries) {
    if (!entry.includes(',') && !entry.includes('.')) continue;
    const asPoint = numberIn(entry, '.') !== undefined;
    const asComma = numberIn(entry, ',') !== undefined;
    if (asPoint && !asComma) point = true;
    else if (asComma && !asPoint) comma = true;
    else if (asPoint && asComma && entry.includes(',')) unsure ??= entry;
    // Three digits behind a point: 1.234 is read as the decimal that it nearly always is.
    else if (asPoint && asComma && separator === ',') point = true;
  }
  if (point || comma) return { mark: point ? '.' : ',', unsure: undefined };
  return { mark: unsure !== undefined && separator !== ',' ? ',' : '.', unsure };
}
