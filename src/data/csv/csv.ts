import { takenRows } from '../../core/base/takenRows.ts';
import type { DataOption, DataOptions, DataSet, MadeData } from '../../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../core/makers/maker.ts';
import { fileNameOf } from '../bytes.ts';
import { listIn, rowsOption, rowsWanted, textIn, textOption } from '../fileOptions.ts';
import { rowsOfSplit } from '../onBoard.ts';
import { type Column, shortened } from './csvColumns.ts';
import { readTable, type Table } from './csvTable.ts';

const MOST_CLASSES = 100;
/** A column that counts its rows looks like labels as well: labels from 1 repeat, unless there are few. */
const FEW = 10;
const MOST_WORDS = 50;

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Labels as class numbers from 0, and what the classes are called. */
interface Labels {
  readonly values: Float64Array;
  readonly classNames: readonly string[] | undefined;
  readonly doubt: string | undefined;
}

/** Undefined: the target is numbers. */
function labelsOf(file: string, table: Table, options: DataOptions): Labels | undefined | MakerProblem {
  const { target } = table;
  const as = textIn(options, 'as');
  if (as !== '' && as !== 'labels' && as !== 'numbers') return { problem: 'csv: as is "labels" or "numbers"' };
  if (as === 'numbers') {
    if (target.kind === 'words')
      return { problem: `${file}: the column ${shortened(target.name)} holds words, not numbers` };
    return undefined;
  }
  const classes = listIn(options, 'classes');
  if (classes.length > 0) return inOrder(file, table, classes);
  if (target.kind === 'words') return { values: target.values, classNames: target.words, doubt: undefined };
  if (target.kind === 'flags') return { values: target.values, classNames: ['false', 'true'], doubt: undefined };
  const seen = new Set<number>();
  for (const value of target.values) {
    seen.add(value);
    if (seen.size > MOST_CLASSES) break;
  }
  const whole = [...seen].every((value) => Number.isInteger(value) && value >= 0);
  const from = whole ? Math.min(...seen) : Number.NaN;
  if (as === 'labels' && !(from >= 0 && Math.max(...seen) < 1000))
    return {
      problem: `${file}: the column ${target.name} holds numbers that are no class numbers: name the classes in their order with classes=[…]`,
    };
  const gapless = whole && seen.size > 1 && seen.size <= MOST_CLASSES && Math.max(...seen) === from + seen.size - 1;
  if (as === 'labels' ? from === 0 : gapless && from === 0)
    return { values: target.values, classNames: undefined, doubt: undefined };
  const countsRows = seen.size === table.rows && seen.size > FEW;
  if (as !== 'labels' && !(gapless && from === 1 && !countsRows)) return undefined;
  const most = Math.max(...seen);
  return {
    values: target.values.map((value) => value - 1),
    classNames: Array.from({ length: most }, (_, i) => String(i + 1)),
    doubt: `${file}: the labels 1 to ${most} of column ${target.name} became the classes 0 to ${most - 1}: write classes=[${Array.from({ length: Math.min(most, 3) }, (_, i) => i + 1).join(', ')}${most > 3 ? ', …' : ''}] if that is right, or as="numbers" if they are measurements`,
  };
}

function inOrder(file: string, { target, lineOf }: Table, classes: readonly string[]): Labels | MakerProblem {
  const names = classes.map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return { problem: `csv: classes names ${twice} twice` };
  const shown = (value: number): string =>
    target.kind === 'words'
      ? (target.words[value] ?? '')
      : target.kind === 'flags'
        ? String(value === 1)
        : String(value);
  const places = new Map(names.map((name, i) => [target.kind === 'numbers' ? String(Number(name)) : name, i]));
  const values = new Float64Array(target.values.length);
  for (const [row, value] of target.values.entries()) {
    const place = Number.isNaN(value) ? Number.NaN : places.get(shown(value));
    if (place === undefined)
      return {
        problem: `${file}, row ${lineOf(row)}, column ${target.name}: "${shortened(shown(value))}" is not one of the classes ${names.slice(0, 12).join(', ')}`,
      };
    values[row] = place;
  }
  return { values, classNames: names, doubt: undefined };
}

interface Feature {
  readonly name: string;
  readonly at: (row: number) => number;
}

/** What a column contributes to X: itself, or for words one column of 0 and 1 for each. */
function featuresOf(file: string, { name, kind, values, words }: Column): readonly Feature[] | MakerProblem {
  if (kind !== 'words') return [{ name, at: (row) => values[row] ?? 0 }];
  if (words.length > MOST_WORDS)
    return {
      problem: `${file}, column ${name} holds ${words.length} different words: name the columns to use with features="…"`,
    };
  return words.map((word, i) => ({ name: `${name}=${word}`, at: (row) => (values[row] === i ? 1 : 0) }));
}

/** Puts a mean where numbers are missing, or says which rows are left out; without being told to, it is an error. */
function withoutMissing(file: string, table: Table, options: DataOptions): Missing | MakerProblem {
  const how = textIn(options, 'missing');
  if (!['', 'error', 'drop', 'mean'].includes(how)) return { problem: 'csv: missing is "error", "drop" or "mean"' };
  const columns = [...table.features, table.target];
  const lacking = columns.filter(({ missing }) => missing.length > 0);
  const [worst] = lacking.toSorted((a, b) => (a.missing[0] ?? 0) - (b.missing[0] ?? 0));
  if (worst === undefined) return { dropped: NONE, told: [] };
  if (how === '' || how === 'error') {
    const count = lacking.reduce((sum, { missing }) => sum + missing.length, 0);
    const rows = new Set(lacking.flatMap(({ missing }) => missing)).size;
    const more =
      count > 1
        ? `, the first of ${count} in ${plural(rows, 'row')} and the column${lacking.length > 1 ? 's' : ''} ${lacking.map(({ name }) => name).join(', ')}`
        : '';
    return {
      problem: `${file}, row ${table.lineOf(worst.missing[0] ?? 0)}, column ${worst.name}: the entry is missing${more}; write missing="drop" to leave out such rows, or missing="mean" to put the column's mean there`,
    };
  }
  const told: string[] = [];
  const dropped = new Set<number>();
  for (const column of lacking) {
    const { missing, values, name, kind } = column;
    if (how === 'drop' || column === table.target) {
      for (const row of missing) dropped.add(row);
      continue;
    }
    if (kind === 'words')
      return {
        problem: `${file}, row ${table.lineOf(missing[0] ?? 0)}, column ${name}: the entry is missing, and words have no mean: write missing="drop", or leave the column out with features="…"`,
      };
    let sum = 0;
    for (const value of values) if (!Number.isNaN(value)) sum += value;
    const mean = sum / (values.length - missing.length);
    if (!Number.isFinite(mean)) return { problem: `${file}: the column ${name} has no entries at all` };
    for (const row of missing) values[row] = mean;
    told.push(
      `${plural(missing.length, 'missing entry', 'missing entries')} of ${name} got its mean, ${Number(mean.toPrecision(6))}.`,
    );
  }
  if (dropped.size > 0)
    told.push(
      `${plural(dropped.size, 'row was', 'rows were')} left out, because ${how === 'mean' ? `the target ${table.target.name}` : 'an entry'} is missing.`,
    );
  return { dropped, told };
}

interface Missing {
  readonly dropped: ReadonlySet<number>;
  readonly told: readonly string[];
}
const NONE: ReadonlySet<number> = new Set();

/** Rows in the order of the file: all, or those that are for training or testing, drawn by a fixed seed. */
function rowsKept(count: number, dropped: ReadonlySet<number>, split: string): Int32Array {
  const kept = Int32Array.from({ length: count }, (_, row) => row).filter((row) => !dropped.has(row));
  return rowsOfSplit(kept.length, split, 'csv').map((place) => kept[place] ?? 0);
}

function dataOf(file: string, table: Table, options: DataOptions, maxRows: number): MadeData | MakerProblem {
  const { target } = table;
  const without = withoutMissing(file, table, options);
  if (isMakerProblem(without)) return without;
  const labels = labelsOf(file, table, options);
  if (labels !== undefined && isMakerProblem(labels)) return labels;
  const features: Feature[] = [];
  for (const column of table.features) {
    const own = featuresOf(file, column);
    if (isMakerProblem(own)) return own;
    features.push(...own);
  }
  const split = textIn(options, 'split');
  if (split !== '' && split !== 'train' && split !== 'test') return { problem: 'csv: split is "train" or "test"' };
  const kept = rowsKept(table.rows, without.dropped, split);
  if (kept.length === 0) return { problem: `${file}: no row is left` };
  const all = rowsWanted(options, kept.length);
  if (all === undefined) return { problem: 'csv: n is a whole number from 1' };
  const taken = takenRows(all, maxRows).map((place) => kept[place] ?? 0);
  const rows = taken.length;
  const X = new Float64Array(rows * features.length);
  for (const [place, { at }] of features.entries())
    for (let row = 0; row < rows; row++) X[row * features.length + place] = at(taken[row] ?? 0);
  const values = labels?.values ?? target.values;
  const y = Float64Array.from({ length: rows }, (_, row) => values[taken[row] ?? 0] ?? 0);
  const doubts = [...table.doubts, ...(labels?.doubt === undefined ? [] : [labels.doubt])];
  if (labels && all < kept.length) {
    const classes = (of: Int32Array): number => new Set(Array.from(of, (row) => values[row])).size;
    const [some, every] = [classes(kept.subarray(0, all)), classes(kept)];
    if (some < every)
      doubts.push(
        `${file}: the first ${all} rows hold ${plural(some, 'class', 'classes')} of ${every}: mix the rows of the file, or take split="train"`,
      );
  }
  return {
    parts: [
      { shape: [rows, features.length], data: X },
      { shape: labels ? [rows] : [rows, 1], data: y },
    ],
    rows: all,
    roles: ['features', labels ? 'labels' : 'target'],
    columnNames: features.map(({ name }) => name),
    ...(labels?.classNames ? { classNames: labels.classNames } : {}),
    understood: [
      ...table.understood,
      `X: ${features
        .slice(0, 12)
        .map(({ name }) => name)
        .join(', ')}${features.length > 12 ? ` … (${features.length})` : ''}.`,
      `y: ${target.name}, ${
        labels
          ? `labels${
              labels.classNames
                ? ` ${labels.classNames
                    .slice(0, 12)
                    .map((name, i) => `${i} = ${name}`)
                    .join(', ')}`
                : ''
            }`
          : 'numbers'
      }.`,
      `${plural(all, 'row')}${split === '' ? '' : `, ${split === 'test' ? 'a fifth' : 'four fifths'} of ${table.rows - without.dropped.size}, drawn always alike`}.`,
      ...without.told,
    ],
    doubts,
  };
}

const namesOption = (name: string, meaning: string): DataOption => ({
  name,
  kind: 'names',
  initial: undefined,
  required: false,
  meaning,
});

export const csv: DataSet = {
  name: 'csv',
  options: [
    textOption('path', true, 'the file'),
    namesOption('target', 'the column to predict, by name or by number from 0; left out: the last one'),
    namesOption('features', 'the columns of X, as in "height, weight" or [0, 2]; left out: all the others'),
    textOption('as', false, 'whether the target is "labels" or "numbers"; left out: the entries decide'),
    rowsOption,
    {
      name: 'header',
      kind: 'switch',
      initial: 'auto',
      required: false,
      meaning: 'whether the first row names the columns: true, false or "auto"',
    },
    textOption('separator', false, 'what stands between entries: ",", ";", "tab", "space" or "|"', 'auto'),
    textOption('decimal', false, 'the decimal mark: "." or ","', 'auto'),
    textOption(
      'missing',
      false,
      'what to do about missing entries: "error", "drop" (leave out the row) or "mean" (of the column)',
      'error',
    ),
    namesOption('classes', 'the classes in the order of their numbers, as in ["cat", "dog"]; left out: alphabetical'),
    textOption(
      'split',
      false,
      '"train" (four fifths of the rows, drawn always alike) or "test" (the others); left out: all rows',
    ),
  ],
  parts: [
    { name: 'X', role: 'features' },
    { name: 'y', role: 'target' },
  ],
  source: 'file',
  paths: (options) => [textIn(options, 'path')],
  shapes: () => undefined,
  make(options, _random, [file], maxRows) {
    const name = fileNameOf(textIn(options, 'path'));
    const table = readTable(name, file, options);
    return isMakerProblem(table) ? table : dataOf(name, table, options, maxRows);
  },
  prose: {
    summary:
      'A table from a text file. Columns of words become columns of 0 and 1; a target of words, or of 0, 1, 2 …, becomes class labels, words in alphabetical order. How the file was read is in the hover of the line.',
    example: 'X, y = csv("points.csv", target="label")',
  },
};
