import { type DecimalMark, isMissing, numberIn, truthOf } from './csvEntries.ts';

/** What a column holds: measurements, true and false, or words. */
export type ColumnKind = 'numbers' | 'flags' | 'words';

/** A column of a table as it was read; missing entries are nan. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Numbers, 0 and 1, or places in `words`. */
  readonly values: Float64Array;
  /** In the alphabetical order of their characters, so that two files with the same words agree. Empty for numbers. */
  readonly words: readonly string[];
  /** Rows of the table (from 0) whose entry is missing. */
  readonly missing: readonly number[];
}

/** Takes the entries of one column as they are read, and says what is wrong with one. */
export class ColumnReader {
  readonly name: string;
  private readonly kind: ColumnKind;
  private readonly mark: DecimalMark;
  private values = new Float64Array(1024);
  private count = 0;
  private readonly words = new Map<string, number>();
  private readonly missing: number[] = [];
  /** Whether a mark stood before every third digit. */
  grouped = false;
  percent = false;

  constructor(name: string, kind: ColumnKind, mark: DecimalMark) {
    this.name = name;
    this.kind = kind;
    this.mark = mark;
  }

  /** Undefined where the entry fits. */
  add(entry: string): string | undefined {
    const cell = entry.trim();
    if (this.count === this.values.length) {
      const larger = new Float64Array(2 * this.count);
      larger.set(this.values);
      this.values = larger;
    }
    const value = this.valueOf(cell);
    if (value !== undefined) this.values[this.count++] = value;
    else if (isMissing(cell)) {
      this.missing.push(this.count);
      this.values[this.count++] = Number.NaN;
    } else return this.misfit(cell);
    return undefined;
  }

  private valueOf(cell: string): number | undefined {
    if (this.kind === 'numbers') {
      const value = numberIn(cell, this.mark);
      if (value !== undefined && !this.grouped && cell.includes(this.mark === '.' ? ',' : '.')) this.grouped = true;
      if (value !== undefined && !this.percent && cell.includes('%')) this.percent = true;
      return value;
    }
    if (this.kind === 'flags') return truthOf(cell);
    if (isMissing(cell)) return undefined;
    const known = this.words.get(cell) ?? this.words.size;
    this.words.set(cell, known);
    return known;
  }

  private misfit(cell: string): string {
    if (this.kind === 'flags') return `"${shortened(cell)}" is neither true nor false, as the entries above are`;
    const other = numberIn(cell, this.mark === '.' ? ',' : '.');
    return other === undefined
      ? `"${shortened(cell)}" is not a number`
      : `"${shortened(cell)}" is not a number with a decimal ${this.mark === '.' ? 'point' : 'comma'}: if it is ${other}, write decimal="${this.mark === '.' ? ',' : '.'}"`;
  }

  column(): Column {
    const { name, kind, count, words, missing } = this;
    const values = this.values.subarray(0, count);
    const sorted = [...words.keys()].sort();
    if (kind === 'words') {
      const place = new Map(sorted.map((word, i) => [word, i]));
      const renumbered = Array.from(words.keys(), (word) => place.get(word) ?? 0);
      for (let i = 0; i < count; i++) values[i] = renumbered[values[i] ?? 0] ?? Number.NaN;
    }
    return { name, kind, values, words: sorted, missing };
  }
}

/** Of a file's contents no more is quoted than tells which entry or column is meant. */
export const shortened = (words: string): string => (words.length > 40 ? `${words.slice(0, 39)}…` : words);
