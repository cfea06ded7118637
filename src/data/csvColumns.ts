import type { MakerProblem } from '../core/makers/maker.ts';

/** A column of a table: measurements, or words as numbers of `words`. */
export interface Column {
  readonly name: string;
  readonly values: Float64Array;
  /** In the order of their first appearance. Undefined for measurements. */
  readonly words: readonly string[] | undefined;
}

/** Rows of text under the names of the columns, all of one length. `file` is the name for messages. */
export interface TextTable {
  readonly file: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The first entry decides whether a column holds numbers or words. The header is row 1. */
export function readColumn({ file, names, rows }: TextTable, place: number): Column | MakerProblem {
  const name = names[place] ?? '';
  const values = new Float64Array(rows.length);
  const numeric = NUMBER.test((rows[0]?.[place] ?? '').trim());
  const words = new Map<string, number>();
  for (const [row, cells] of rows.entries()) {
    const cell = (cells[place] ?? '').trim();
    const where = `${file}, row ${row + 2}, column ${name}`;
    if (cell === '') return { problem: `${where}: the entry is empty` };
    if (numeric) {
      const value = Number(cell);
      if (!NUMBER.test(cell) || !Number.isFinite(value))
        return { problem: `${where}: "${shortened(cell)}" is not a number` };
      values[row] = value;
    } else {
      const known = words.get(cell) ?? words.size;
      words.set(cell, known);
      values[row] = known;
    }
  }
  return { name, values, words: numeric ? undefined : [...words.keys()] };
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
