import type { DataOptions, FileBytes } from '../../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../core/makers/maker.ts';
import { named, unpacked } from '../bytes.ts';
import { listIn, textIn } from '../fileOptions.ts';
import { type Column, type ColumnKind, ColumnReader, shortened } from './csvColumns.ts';
import {
  type DecimalMark,
  decimalMarkOf,
  isMissing,
  looksLikeDate,
  looksNumeric,
  numberIn,
  truthOf,
} from './csvEntries.ts';
import { decoded, forEachRow, type Row, SEPARATORS, separatorOf, separatorWords } from './csvLines.ts';

/** Bytes of text, of one line, and entries that are kept: more would take the memory of the worker or the editor. */
const LARGEST = 256_000_000;
const LONGEST_LINE = 10_000_000;
const MOST_ENTRIES = 50_000_000;
/** Rows that header, decimal mark and kinds of columns are told from. */
const SAMPLE = 1000;

/** Names of columns in a message. */
const MOST_SAID = 8;

/** The columns that were asked for; nothing else of the file is held. */
export interface Table {
  readonly rows: number;
  readonly target: Column;
  readonly features: readonly Column[];
  /** Line of the file in which a row stands, from 1. */
  readonly lineOf: (row: number) => number;
  /** How the file was read, in sentences. */
  readonly understood: readonly string[];
  /** Guesses that could be wrong, each with the option that settles it. */
  readonly doubts: readonly string[];
}

export function readTable(file: string, bytes: FileBytes | undefined, options: DataOptions): Table | MakerProblem {
  const plain = unpacked(named(file, bytes), LARGEST + 1);
  if (isMakerProblem(plain)) return plain;
  if (plain.length > LARGEST)
    return { problem: `${file} holds more than ${LARGEST / 1e6} MB of text: keep fewer rows` };
  const long = longLine(plain);
  if (long !== undefined) return { problem: `${file}, line ${long}: more than ${LONGEST_LINE / 1e6} MB in one line` };
  const { text: whole, encoding } = decoded(plain);
  const other = otherKind(whole);
  if (other !== undefined) return { problem: `${file} ${other}` };
  const [announced, said] = /^"?sep=([^\r\n])"?(?=\r|\n)/i.exec(whole) ?? [];
  // As a comment the line is passed over, and the others keep their numbers.
  const text = announced === undefined ? whole : `#${whole.slice(1)}`;
  const given = textIn(options, 'separator');
  const separator = given === '' || given === 'auto' ? (said ?? separatorOf(text)) : SEPARATORS.get(given);
  if (separator === undefined) return { problem: 'csv: separator is ",", ";", "tab", "space" or "|"' };
  const decimal = textIn(options, 'decimal');
  if (decimal !== '' && decimal !== 'auto' && decimal !== '.' && decimal !== ',')
    return { problem: 'csv: decimal is "." or ","' };
  const header = textIn(options, 'header').toLowerCase();
  if (!['', 'auto', 'true', 'false'].includes(header)) return { problem: 'csv: header is true, false or "auto"' };
  const reader = new TableReader(file, options, separator);
  let last: { readonly cells: Row; readonly line: number } | undefined;
  forEachRow(text, separator, (cells, line) => {
    last = { cells, line };
    reader.take(cells, line);
  });
  const isWhole = bytes === undefined || bytes.size <= bytes.bytes.length;
  if (isWhole && last?.cells.some((cell) => cell.includes('\n')) && hasOpenQuote(text))
    return {
      problem: `${file}, row ${last.line}: a quotation mark is opened and never closed, so everything behind it is one entry`,
    };
  const table = reader.table();
  if (isMakerProblem(table) || encoding === 'UTF-8') return table;
  return { ...table, understood: [`The text is in ${encoding}.`, ...table.understood] };
}

/** What a file is that is no table, though it may have the name of one. */
function otherKind(text: string): string | undefined {
  const start = text.slice(0, 400).trimStart().toLowerCase();
  if (/^<(?:!doctype html|html|head|body|\?xml)\b/.test(start))
    return 'is a web page, not a table: download the file itself; on GitHub that is the raw file';
  if (start.startsWith('version https://git-lfs.'))
    return 'only points to the table, which Git LFS keeps elsewhere: fetch it with git lfs pull';
  if (/^(?:\[\s*[[{]|\{\s*")/.test(start)) return 'is JSON, not a table: json(…) reads arrays';
  return text.slice(0, 4000).includes('\0') ? 'is not a text file: it has bytes of 0 in it' : undefined;
}

function hasOpenQuote(text: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOpen = !isOpen;
  return isOpen;
}

/** The number of the first line that is too long. */
function longLine(bytes: Uint8Array): number | undefined {
  let line = 1;
  for (let from = 0; from >= 0 && from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    if ((end < 0 ? bytes.length : end) - from > LONGEST_LINE) return line;
    if (end < 0) return undefined;
    from = end + 1;
  }
  return undefined;
}

interface Places {
  readonly target: number;
  readonly features: readonly number[];
}

/** Takes a table row by row: collects the first ones, decides what they are, then reads on. What is wrong first is what counts. */
class TableReader {
  private readonly file: string;
  private readonly options: DataOptions;
  private readonly separator: string;
  private sample: { readonly cells: Row; readonly line: number }[] | undefined = [];
  private width = 0;
  private names: readonly string[] = [];
  private readonly lines: number[] = [];
  private places: Places = { target: 0, features: [] };
  private readonly readers = new Map<number, ColumnReader>();
  private readonly understood: string[] = [];
  private readonly doubts: string[] = [];
  private problem: string | undefined;

  constructor(file: string, options: DataOptions, separator: string) {
    this.file = file;
    this.options = options;
    this.separator = separator;
  }

  take(cells: Row, line: number): void {
    if (this.problem !== undefined) return;
    if (this.sample === undefined) this.add(cells, line);
    else if (this.sample.push({ cells, line }) > SAMPLE) this.decide();
  }

  table(): Table | MakerProblem {
    if (this.sample !== undefined && this.problem === undefined) this.decide();
    if (this.problem !== undefined) return { problem: this.problem };
    if (this.lines.length === 0)
      return {
        problem: this.names.length === 0 ? `${this.file} holds no rows` : `${this.file} holds no rows below its header`,
      };
    const columns = new Map([...this.readers].map(([place, reader]) => [place, reader.column()]));
    const columnAt = (place: number): Column =>
      columns.get(place) ?? { name: '', kind: 'words', values: new Float64Array(0), words: [], missing: [] };
    const percent = [...this.readers.values()].filter((reader) => reader.percent).map(({ name }) => name);
    if (percent.length > 0)
      this.understood.push(`Percentages are read as hundredths (45% as 0.45): ${percent.join(', ')}.`);
    if ([...this.readers.values()].some(({ grouped }) => grouped))
      this.understood.push('Marks before every third digit are passed over (1,234,567).');
    const { lines } = this;
    return {
      rows: lines.length,
      target: columnAt(this.places.target),
      features: this.places.features.map(columnAt),
      lineOf: (row) => lines[row] ?? 0,
      understood: this.understood,
      doubts: this.doubts,
    };
  }

  /** Header, columns, decimal mark and kinds, from the first rows; then reads those. */
  private decide(): void {
    const sample = this.sample ?? [];
    this.sample = undefined;
    const [first] = sample;
    if (first === undefined) return;
    const hasHeader = this.decideHeader(sample.map(({ cells }) => cells));
    const rows = hasHeader ? sample.slice(1) : sample;
    let names = hasHeader
      ? first.cells.map((name) => name.trim().replaceAll(/\s+/g, ' '))
      : first.cells.map((_, i) => `column ${i}`);
    // A separator at the end of every line makes no column.
    const last = names.length - 1;
    if (last > 0 && names[last] === '' && rows.every(({ cells }) => (cells[last] ?? '').trim() === ''))
      names = names.slice(0, -1);
    this.width = names.length;
    this.names = names.map((name, i) => (name === '' ? `column ${i}` : name));
    const places = this.chosen();
    if (isMakerProblem(places)) {
      this.problem = places.problem;
      return;
    }
    this.places = places;
    const used = [...places.features, places.target];
    const entriesAt = (place: number): readonly string[] =>
      rows.flatMap(({ cells }) => {
        const entry = (cells[place] ?? '').trim();
        return isMissing(entry) ? [] : [entry];
      });
    const mark = this.decideMark(used.flatMap(entriesAt));
    for (const place of used) {
      const name = this.names[place] ?? '';
      const kind = this.kindOf(name, entriesAt(place));
      if (kind === undefined) return;
      this.readers.set(place, new ColumnReader(name, kind, mark));
    }
    this.doubtCounter(names, rows);
    for (const { cells, line } of rows) this.add(cells, line);
  }

  /** A column without a name that counts the rows, as pandas writes one, is hardly meant to be learned from. */
  private doubtCounter(names: readonly string[], rows: readonly { readonly cells: Row }[]): void {
    const [first = 0] = this.places.features;
    const start = Number(rows[0]?.cells[0]);
    const counts = rows.length > 1 && rows.every(({ cells }, row) => (cells[0] ?? '').trim() === String(start + row));
    if (names[0] !== '' || first !== 0 || !counts || listIn(this.options, 'features').length > 0) return;
    const others = this.places.features.slice(1).map((place) => this.names[place] ?? '');
    const written = others.length > MOST_SAID ? '…' : others.join(', ');
    this.doubts.push(
      `${this.file}: the first column has no name and counts the rows: leave it out with features="${written}"`,
    );
  }

  private decideHeader(rows: readonly Row[]): boolean {
    const given = textIn(this.options, 'header').toLowerCase();
    const [first = [], ...rest] = rows;
    const columns = `${first.length} columns, set apart by ${separatorWords(this.separator)}`;
    const decided = given === 'true' || given === 'false';
    const guess = decided ? { is: given === 'true', sure: true } : guessHeader(first, rest);
    this.understood.push(guess.is ? `The first row names the ${columns}.` : `No header: ${columns}, numbered from 0.`);
    if (!guess.sure)
      this.doubts.push(
        `${this.file}: the first row is taken ${guess.is ? 'for the names of the columns' : 'for data, not for the names of the columns'}: write header=${guess.is ? 'true' : 'false'} if that is right, else header=${guess.is ? 'false' : 'true'}`,
      );
    return guess.is;
  }

  private decideMark(entries: readonly string[]): DecimalMark {
    const given = textIn(this.options, 'decimal');
    if (given === '.' || given === ',') return given;
    const { mark, unsure } = decimalMarkOf(entries, this.separator);
    if (mark === ',') this.understood.push('Numbers have a decimal comma.');
    if (unsure !== undefined)
      this.doubts.push(
        `${this.file}: "${unsure}" is read as ${numberIn(unsure, mark)}: write decimal="${mark}" if that is right, else decimal="${mark === '.' ? ',' : '.'}" for ${numberIn(unsure, mark === '.' ? ',' : '.')}`,
      );
    return mark;
  }

  private kindOf(name: string, entries: readonly string[]): ColumnKind | undefined {
    if (entries.length === 0) return 'numbers';
    if (entries.every((entry) => truthOf(entry) !== undefined)) return 'flags';
    const numbers = entries.filter(looksNumeric).length;
    if (2 * numbers >= entries.length) return 'numbers';
    const date = entries.filter(looksLikeDate);
    if (2 * date.length > entries.length) {
      this.problem = `${this.file}, column ${name}: "${shortened(date[0] ?? '')}" is a date or a time, and a network needs numbers: name the columns to use with features="…", or write the date as a number, such as the day of the year`;
      return undefined;
    }
    if (numbers > 0)
      this.doubts.push(
        `${this.file}: the column ${name} holds words and numbers, and is read as words: leave it out with features="…" if it should not be`,
      );
    return 'words';
  }

  private add(cells: Row, line: number): void {
    const { width } = this;
    const extra = cells.length === width + 1 && (cells[width] ?? '').trim() === '';
    if (cells.length !== width && !extra)
      this.problem = `${this.file}, row ${line}: ${cells.length} entr${cells.length === 1 ? 'y' : 'ies'} under a header of ${width} columns`;
    else if (this.lines.length * this.readers.size > MOST_ENTRIES)
      this.problem = `${this.file} holds more than ${MOST_ENTRIES / 1e6} million entries: name fewer columns with features="…"`;
    else
      for (const [place, reader] of this.readers) {
        const misfit = reader.add(cells[place] ?? '');
        if (misfit === undefined || this.problem !== undefined) continue;
        this.problem = `${this.file}, row ${line}, column ${reader.name}: ${misfit}`;
      }
    this.lines.push(line);
  }

  /** Places of the target and the features, the last column being the target unless one is named. */
  private chosen(): Places | MakerProblem {
    const { file, names, options } = this;
    const met = new Set<string>();
    const twice = names.find((name) => met.size === met.add(name).size);
    if (twice !== undefined) return { problem: `${file}: two columns are called ${shortened(twice)}` };
    const [wanted] = listIn(options, 'target');
    const target = wanted === undefined ? names.length - 1 : this.placeOf(wanted);
    if (typeof target !== 'number') return target;
    const listed = listIn(options, 'features');
    const features = listed.length === 0 ? [...names.keys()].filter((place) => place !== target) : [];
    for (const name of listed) {
      const place = this.placeOf(name);
      if (typeof place !== 'number') return place;
      features.push(place);
    }
    return features.length === 0
      ? { problem: `${file} has no columns besides ${shortened(names[target] ?? '')}` }
      : { target, features };
  }

  /** A column by its name, or by its number from 0, a negative one from the end. */
  private placeOf(wanted: string): number | MakerProblem {
    const { file, names } = this;
    const place = names.indexOf(wanted.trim());
    if (place >= 0) return place;
    const number = /^\s*-?\d+\s*$/.test(wanted) ? Number(wanted) : Number.NaN;
    const at = number < 0 ? number + names.length : number;
    if (at >= 0 && at < names.length) return at;
    return {
      problem: `${file} has no column ${wanted.trim()}; its columns are ${names.slice(0, 12).map(shortened).join(', ')}${names.length > 12 ? ' …' : ''}`,
    };
  }
}

/** Names stand where numbers follow. A table of words alone is a guess. */
function guessHeader(first: Row, rest: readonly Row[]): { readonly is: boolean; readonly sure: boolean } {
  const cells = first.map((cell) => cell.trim());
  if (rest.length === 0) return { is: cells.every((cell) => !looksNumeric(cell)), sure: true };
  let numeric = 0;
  for (const [place, cell] of cells.entries()) {
    const below = rest.map((row) => (row[place] ?? '').trim()).filter((entry) => !isMissing(entry));
    const isNumbers = below.length > 0 && 2 * below.filter(looksNumeric).length > below.length;
    if (!isNumbers) continue;
    numeric++;
    if (!isMissing(cell) && !looksNumeric(cell)) return { is: true, sure: true };
  }
  // Numbers in the first row as in those below: data.
  if (numeric > 0) return { is: false, sure: true };
  const repeated = cells.some((cell, place) => rest.some((row) => (row[place] ?? '').trim() === cell));
  return { is: !repeated, sure: false };
}
