import type { Tensor } from '../../tensor/tensor.ts';
import type { ArrayProblem } from './givenArray.ts';

interface ArrayBody {
  readonly tensor: Tensor;
  readonly units: readonly number[];
}
interface BodyRead {
  /** Offset behind what was read. */
  readonly end: number;
  readonly found: ArrayBody | Omit<ArrayProblem, 'line'>;
}

const MOST_ENTRIES = 5_000_000;
const MOST_AXES = 8;
const BLANK = /[\s,]*/y;
const NUMBER = /[+\-−]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+\-−]?\d+)?(?![\w.])/iy;
const WORD = /[+\-−]?(nan|inf|infinity|true|false)\b/iy;
const DOTS = /\.\.\.|…/y;
/** The next array's name. */
const LABELLED_LINE = /[ \t]{0,40}["']?[A-Za-z_∂][\w.∂/]{0,60}["'\]]{0,2}[ \t]{0,20}[=:]/y;
const STRAY = /[^\s,[\]]*/y;

/** Nested brackets of numbers, with commas or without, from the first bracket on. */
export function readBody(text: string, from: number): BodyRead {
  const entries: number[] = [];
  const places: Place[] = [];
  const shape: number[] = [];
  const counts: number[] = [];
  let at = from;
  let problem: Omit<ArrayProblem, 'line'> | undefined;
  const note = (code: ArrayProblem['code'], message: string): void => {
    problem ??= { code, message };
  };
  const counted = (depth: number): void => {
    if (depth >= 0) counts[depth] = (counts[depth] ?? 0) + 1;
  };
  while (at < text.length) {
    at = after(BLANK, text, at);
    const c = text[at];
    if (c === '[') {
      if (counts.length >= MOST_AXES) note('unread', `it has more than ${MOST_AXES} axes`);
      counted(counts.length - 1);
      counts.push(0);
      at++;
    } else if (c === ']') {
      const depth = counts.length - 1;
      const count = counts.pop() ?? 0;
      const before = shape[depth];
      if (before === undefined) shape[depth] = count;
      else if (before !== count)
        note('ragged', `its rows are not of one length: one has ${before} entries, another ${count}`);
      at++;
      if (depth === 0) return { end: at, found: problem ?? finished(shape, entries, places) };
    } else if (c === undefined) break;
    else {
      const end = after(DOTS, text, at);
      if (end > at) {
        note(
          'elided',
          'NumPy left entries out where it prints “...”. Put np.set_printoptions(threshold=np.inf) above the print, or save it with np.savez and open the file',
        );
        at = end;
        continue;
      }
      const number = after(NUMBER, text, at);
      const word = number > at ? number : after(WORD, text, at);
      if (word > at) {
        const written = text.slice(at, word).replaceAll('−', '-').replaceAll('_', '').toLowerCase();
        entries.push(entryNumber(written));
        places.push(placeOf(written));
        counted(counts.length - 1);
        if (entries.length > MOST_ENTRIES) return { end: word, found: TOO_LARGE };
        at = word;
      } else {
        const line = lineStart(text, at);
        if (line > from && after(LABELLED_LINE, text, line) > at) return { end: line, found: UNCLOSED };
        const stray = Math.max(at + 1, after(STRAY, text, at));
        note('unread', `“${text.slice(at, Math.min(stray, at + 20))}” in it is no number`);
        at = stray;
      }
    }
  }
  return { end: text.length, found: problem ?? UNCLOSED };
}

const UNCLOSED = { code: 'unclosed', message: 'a closing bracket ] is missing' } as const;
const TOO_LARGE = { code: 'too-large', message: `it has more than ${MOST_ENTRIES} entries` } as const;

const lineStart = (text: string, at: number): number => {
  let start = at;
  while (start > 0 && at - start < 100 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
};

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

export function entryNumber(written: string): number {
  const sign = written.startsWith('-') ? -1 : 1;
  const bare = written.replace(/^[+-]/, '');
  if (bare === 'nan') return Number.NaN;
  if (bare.startsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  if (bare === 'true') return 1;
  return bare === 'false' ? 0 : Number(written);
}

interface Place {
  readonly decimals: number;
  readonly power: number | undefined;
}

function placeOf(written: string): Place {
  const [mantissa = '', power] = written.split('e');
  const dot = mantissa.indexOf('.');
  return { decimals: dot < 0 ? 0 : mantissa.length - dot - 1, power: power === undefined ? undefined : Number(power) };
}

/** NumPy prints all entries to the same number of places, and then leaves zeros at the end away. */
function unitsOf(places: readonly Place[]): readonly number[] {
  const decimals = places.reduce((most, place) => Math.max(most, place.decimals), 0);
  return places.map(({ power }) => 10 ** ((power ?? 0) - decimals));
}

const finished = (shape: readonly number[], entries: readonly number[], places: readonly Place[]): BodyRead['found'] =>
  entries.length === shape.reduce((size, length) => size * length, 1)
    ? { tensor: { shape, data: Float64Array.from(entries) }, units: unitsOf(places) }
    : { code: 'ragged', message: 'its brackets do not make a block: numbers and rows stand side by side' };

/** A plain number, as `[…]` would hold it. */
export const numberBody = (text: string): ArrayBody => {
  const written = text.replaceAll('−', '-').replaceAll('_', '').toLowerCase();
  return { tensor: { shape: [], data: Float64Array.of(entryNumber(written)) }, units: unitsOf([placeOf(written)]) };
};
