import { dsvFormat } from 'd3-dsv';
import { strFromU8 } from 'fflate';
import { looksNumeric } from './csvEntries.ts';

/** Text of a file, and what it was written in. */
interface Decoded {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Latin-1';
}

export function decoded(bytes: Uint8Array): Decoded {
  const [first = 0, second = 0] = bytes;
  const little = first === 0xff && second === 0xfe;
  if (little || (first === 0xfe && second === 0xff))
    return { text: utf16(bytes.subarray(2), little), encoding: 'UTF-16' };
  // Without a mark: in a table of numbers every other byte is 0.
  if (
    bytes.length > 3 &&
    bytes.length % 2 === 0 &&
    (first === 0) !== (second === 0) &&
    (bytes[2] === 0) === (first === 0)
  )
    return { text: utf16(bytes, second === 0), encoding: 'UTF-16' };
  return isUtf8(bytes)
    ? { text: strFromU8(bytes).replace(/^\uFEFF/, ''), encoding: 'UTF-8' }
    : { text: latin1(bytes), encoding: 'Latin-1' };
}

function utf16(bytes: Uint8Array, little: boolean): string {
  const pieces: string[] = [];
  const [low, high] = little ? [0, 1] : [1, 0];
  for (let at = 0; at + 1 < bytes.length; at += 16_384) {
    const units: number[] = [];
    for (let i = at; i + 1 < Math.min(at + 16_384, bytes.length); i += 2)
      units.push((bytes[i + low] ?? 0) | ((bytes[i + high] ?? 0) << 8));
    pieces.push(String.fromCharCode(...units));
  }
  return pieces.join('');
}

/** What Windows has in the place of Latin-1's second row of control characters. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const latin1 = (bytes: Uint8Array): string =>
  strFromU8(bytes, true).replace(/[\u0080-\u009f]/g, (letter) => WINDOWS[letter.charCodeAt(0) - 128] ?? letter);

function isUtf8(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) continue;
    const more =
      byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
    if (more === 0) return false;
    for (let k = 1; k <= more; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return false;
    i += more;
  }
  return true;
}

export const SEPARATORS: ReadonlyMap<string, string> = new Map([
  [',', ','],
  ['comma', ','],
  [';', ';'],
  ['semicolon', ';'],
  ['\t', '\t'],
  ['tab', '\t'],
  [String.raw`\t`, '\t'],
  ['|', '|'],
  [' ', ' '],
  ['space', ' '],
  ['spaces', ' '],
]);
export const separatorWords = (separator: string): string =>
  separator === '\t' ? 'tabs' : separator === ' ' ? 'spaces' : separator === ',' ? 'commas' : separator;

const isComment = (line: string): boolean => /^\s*[#%]/.test(line);

/** The separator under which the first lines fall into most alike rows, and most entries are numbers. */
export function separatorOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\n|\r/, 60)
    .filter((line) => line.trim() !== '' && !isComment(line))
    .slice(0, 20);
  let best = ',';
  let most = 0;
  for (const separator of ['\t', ';', ',', '|', ' ']) {
    const rows = lines.map((line) => rowsIn(line, separator)[0] ?? []);
    const widths = rows.map((row) => row.length);
    const width = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 0;
    if (width < 2) continue;
    const even = widths.filter((one) => one === width).length / widths.length;
    const entries = rows.flat();
    const numbers = entries.filter((entry) => looksNumeric(entry.trim())).length / Math.max(1, entries.length);
    // A space also stands inside names: it is taken where nothing else sets columns apart.
    const score = even * 2 + numbers - (separator === ' ' ? 0.5 : 0);
    if (score > most) {
      most = score;
      best = separator;
    }
  }
  return best;
}

export type Row = readonly string[];

function rowsIn(text: string, separator: string): readonly Row[] {
  const rows: Row[] = [];
  forEachRow(text, separator, (row) => rows.push(row));
  return rows;
}

/** Rows with their numbers as an editor counts lines that hold no quoted line ends; blank ones and comments are left out. */
export function forEachRow(text: string, separator: string, each: (row: Row, number: number) => void): void {
  if (separator === ' ') {
    let number = 0;
    for (let from = 0; from < text.length; ) {
      const next = text.indexOf('\n', from);
      const end = next < 0 ? text.length : next;
      number++;
      const line = text.slice(from, end);
      from = end + 1;
      if (line.trim() === '' || isComment(line)) continue;
      each(
        Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? ''),
        number,
      );
    }
    return;
  }
  dsvFormat(separator).parseRows(text, (row, index) => {
    const isBlank = row.every((entry) => entry.trim() === '');
    if (!isBlank && !isComment(row[0] ?? '')) each(row, index + 1);
    return undefined;
  });
}
