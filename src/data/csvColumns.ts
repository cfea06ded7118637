import type { MakerProblem } from '../core/makers/maker.ts';

/** A column of a table: measurements, or words as numbers of `words`. */
export interface Column {
  readonly name: string;
  readonly values: Float64Array;
  /** In the order of their first appearance. Undefined for measurements. */
  readonly words: readonly string[] | undefined;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Takes the entries of one column as they are read, and says what is wrong with one. The first decides whether it holds numbers or words. The header is row 1. */
export class ColumnReader {
  private readonly file: string;
  private readonly name: string;
  private numeric = true;
  private values = new Float64Array(64);
  private count = 0;
  private readonly words = new Map<string, number>();

  constructor(file: string, name: string) {
    this.file = file;
    this.name = name;
  }

  add(entry: string): string | undefined {
    const cell = entry.trim();
    const wrong = (what: string): string => `${this.file}, row ${this.count + 2}, column ${this.name}: ${what}`;
    if (cell === '') return wrong('the entry is empty');
    if (this.count === 0) this.numeric = NUMBER.test(cell);
    if (this.count === this.values.length) {
      const larger = new Float64Array(2 * this.count);
      larger.set(this.values);
      this.values = larger;
    }
    if (this.numeric) {
      const value = Number(cell);
      if (!NUMBER.test(cell) || !Number.isFinite(value)) return wrong(`"${shortened(cell)}" is not a number`);
      this.values[this.count++] = value;
    } else {
      const known = this.words.get(cell) ?? this.words.size;
      this.words.set(cell, known);
      this.values[this.count++] = known;
    }
    return undefined;
  }

  column(): Column {
    const { name, count, numeric, words } = this;
    return { name, values: this.values.subarray(0, count), words: numeric ? undefined : [...words.keys()] };
  }
}

const shortened = (cell: string): string => (cell.length > 30 ? `${cell.slice(0, 29)}…` : cell);

const MOST_WORDS = 50;

/** What a column contributes to X: itself, or for words one column of 0 and 1 for each. */
export function featuresOf(file: string, column: Column): readonly Column[] | MakerProblem {
  const { name, values, words } = column;
  if (words === undefined) return [column];
  if (words.length > MOST_WORDS)
    return {
      problem: `${file}, column ${name} holds ${words.length} different words: name the columns to use with features="…"`,
    };
  return words.map((word, i) => ({
    name: `${name}=${word}`,
    values: values.map((value) => (value === i ? 1 : 0)),
    words: undefined,
  }));
}
