import { dsvFormat } from 'd3-dsv';
import { strFromU8 } from 'fflate';
import type { DataOptions, FileBytes } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { named, unpacked } from './bytes.ts';
import { type Column, ColumnReader } from './csvColumns.ts';
import { textIn } from './fileOptions.ts';

/** Bytes of text, of one line, and entries that are kept: more would take the memory of the worker or the editor. */
const LARGEST = 256_000_000;
const LONGEST_LINE = 10_000_000;
const MOST_ENTRIES = 50_000_000;

/** The columns that were asked for; nothing else of the file is held. */
export interface Table {
  readonly rows: number;
  readonly target: Column;
  readonly features: readonly Column[];
}

export function readTable(file: string, bytes: FileBytes | undefined, options: DataOptions): Table | MakerProblem {
  const plain = unpacked(named(file, bytes), LARGEST + 1);
  if (isMakerProblem(plain)) return plain;
  if (plain.length > LARGEST)
    return { problem: `${file} holds more than ${LARGEST / 1e6} MB of text: keep fewer rows` };
  const long = longLine(plain);
  if (long !== undefined) return { problem: `${file}, line ${long}: more than ${LONGEST_LINE / 1e6} MB in one line` };
  const text = strFromU8(plain).replace(/^\uFEFF/, '');
  const reader = new TableReader(file, options);
  dsvFormat(separatorOf(text)).parseRows(text, (cells, row) => {
    if (row === 0) reader.header(cells);
    else reader.take(cells);
    return undefined;
  });
  return reader.table();
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

/** The mark that the first line holds most of, outside quotes. */
function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const first = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const [best = ','] = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length);
  return best;
}

interface Places {
  readonly target: number;
  readonly features: readonly number[];
}

/** Takes a table row by row; what is wrong first is what counts. */
class TableReader {
  private readonly file: string;
  private readonly options: DataOptions;
  private width = 0;
  private rows = 0;
  private places: Places = { target: 0, features: [] };
  private readonly readers = new Map<number, ColumnReader>();
  private problem: string | undefined;

  constructor(file: string, options: DataOptions) {
    this.file = file;
    this.options = options;
  }

  header(cells: readonly string[]): void {
    const names = cells.map((name) => name.trim());
    this.width = names.length;
    const places = chosen(this.file, names, this.options);
    if (isMakerProblem(places)) this.problem = places.problem;
    else {
      this.places = places;
      for (const place of [places.target, ...places.features])
        this.readers.set(place, new ColumnReader(this.file, names[place] ?? ''));
    }
  }

  take(cells: readonly string[]): void {
    const row = ++this.rows + 1;
    if (this.problem !== undefined) return;
    if (cells.length !== this.width)
      this.problem = `${this.file}, row ${row}: ${cells.length} entries under a header of ${this.width} columns`;
    else if (this.rows * this.readers.size > MOST_ENTRIES)
      this.problem = `${this.file} holds more than ${MOST_ENTRIES / 1e6} million entries: name fewer columns with features="…"`;
    else for (const [place, reader] of this.readers) this.problem ??= reader.add(cells[place] ?? '');
  }

  table(): Table | MakerProblem {
    if (this.rows === 0) return { problem: `${this.file} holds no rows below its header` };
    if (this.problem !== undefined) return { problem: this.problem };
    const columns = new Map([...this.readers].map(([place, reader]) => [place, reader.column()]));
    const columnAt = (place: number): Column =>
      columns.get(place) ?? { name: '', values: new Float64Array(0), words: [] };
    return { rows: this.rows, target: columnAt(this.places.target), features: this.places.features.map(columnAt) };
  }
}

function placeOf(file: string, names: readonly string[], name: string): number | MakerProblem {
  const place = names.indexOf(name);
  return place >= 0
    ? place
    : {
        problem: `${file} has no column ${name}; its columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}`,
      };
}

/** Places of the target and the features, the last column being the target unless one is named. */
function chosen(file: string, names: readonly string[], options: DataOptions): Places | MakerProblem {
  const met = new Set<string>();
  const twice = names.find((name) => met.size === met.add(name).size);
  if (twice !== undefined) return { problem: `${file}: two columns are called ${twice}` };
  const targetName = textIn(options, 'target');
  const target = targetName === '' ? names.length - 1 : placeOf(file, names, targetName);
  if (typeof target !== 'number') return target;
  const listed = textIn(options, 'features');
  const features = listed === '' ? [...names.keys()].filter((place) => place !== target) : [];
  for (const name of listed === '' ? [] : listed.split(',')) {
    const place = placeOf(file, names, name.trim());
    if (typeof place !== 'number') return place;
    features.push(place);
  }
  return features.length === 0 ? { problem: `${file} has no columns besides ${names[target]}` } : { target, features };
}
