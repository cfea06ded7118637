import { seededRandom } from '../core/base/seededRandom.ts';
import { takenRows } from '../core/base/takenRows.ts';
import type { DataOptions, DataSet } from '../core/makers/dataSet.ts';
import { rowsOption, rowsWanted, textIn, textOption } from './fileOptions.ts';

/** The share of the rows that split="test" gives. */
const TEST_SHARE = 0.2;

interface OnBoard {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly classNames: readonly string[];
  readonly picture?: readonly [number, number, number];
  readonly load: () => { readonly features: Float64Array; readonly labels: Float64Array };
  readonly summary: string;
  readonly example: string;
}

/**
 * Rows of `count`, in their order: all, or those for training or for testing, drawn by a fixed seed so that both parts are the
 * same in every file.
 */
export function rowsOfSplit(count: number, split: string, name: string): Int32Array {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  if (split !== 'train' && split !== 'test') return all;
  seededRandom(`${name} split`).shuffle(all);
  const tests = Math.round(count * TEST_SHARE);
  return (split === 'test' ? all.subarray(0, tests) : all.subarray(tests)).slice().sort();
}

/** A data set that comes with the program. */
export function onBoard({ name, rows, columns, classNames, picture, load, summary, example }: OnBoard): DataSet {
  let loaded: ReturnType<OnBoard['load']> | undefined;
  const wanted = (options: DataOptions) => {
    const split = textIn(options, 'split');
    const all = rowsWanted(options, Number.POSITIVE_INFINITY);
    if (split !== 'all' && split !== 'train' && split !== 'test')
      return { problem: `${name}: split is "all", "train" or "test"` };
    if (all === undefined || !Number.isInteger(Math.min(all, rows)))
      return { problem: `${name}: n is a whole number from 1` };
    return rowsOfSplit(rows, split, name).subarray(0, Math.min(all, rows));
  };
  return {
    name,
    options: [
      rowsOption,
      textOption(
        'split',
        false,
        '"train" (four fifths of the rows, drawn always alike), "test" (the others) or "all"',
        'all',
      ),
    ],
    parts: [
      { name: 'X', role: 'features' },
      { name: 'y', role: 'labels' },
    ],
    source: 'made',
    paths: () => [],
    shapes(options) {
      const kept = wanted(options);
      return 'problem' in kept ? kept : [[kept.length, columns.length], [kept.length]];
    },
    make(options, _random, _files, maxRows) {
      const kept = wanted(options);
      if ('problem' in kept) return kept;
      loaded ??= load();
      const { features, labels } = loaded;
      const shown = takenRows(kept.length, maxRows).map((place) => kept[place] ?? 0);
      const X = new Float64Array(shown.length * columns.length);
      for (const [to, from] of shown.entries())
        X.set(features.subarray(from * columns.length, (from + 1) * columns.length), to * columns.length);
      return {
        parts: [
          { shape: [shown.length, columns.length], data: X },
          { shape: [shown.length], data: Float64Array.from(shown, (row) => labels[row] ?? 0) },
        ],
        rows: kept.length,
        classNames,
        columnNames: columns,
        understood: [summary],
        ...(picture ? { picture } : {}),
      };
    },
    prose: { summary, example },
  };
}
