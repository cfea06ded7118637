import type { DataOptions, DataSet, MadeData } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { fileNameOf } from './bytes.ts';
import { type Column, featuresOf } from './csvColumns.ts';
import { readTable, type Table } from './csvTable.ts';
import { rowsOption, rowsWanted, textIn, textOption } from './fileOptions.ts';

/** Words are labels, and so are the whole numbers 0, 1, … k − 1 when each of them appears. */
function holdsLabels({ values, words }: Column): boolean {
  if (words !== undefined) return true;
  const seen = new Set(values);
  return (
    seen.size <= 100 &&
    seen.size > 1 &&
    [...seen].every((value) => Number.isInteger(value) && value >= 0 && value < seen.size)
  );
}

function dataOf(file: string, table: Table, options: DataOptions, maxRows: number): MadeData | MakerProblem {
  const { target } = table;
  const features: Column[] = [];
  for (const column of table.features) {
    const own = featuresOf(file, column);
    if (isMakerProblem(own)) return own;
    features.push(...own);
  }
  const all = rowsWanted(options, table.rows);
  const rows = rowsWanted(options, Math.min(table.rows, maxRows));
  if (all === undefined || rows === undefined) return { problem: 'csv: n is a whole number from 1' };
  const as = textIn(options, 'as');
  if (as !== '' && as !== 'labels' && as !== 'numbers') return { problem: 'csv: as is "labels" or "numbers"' };
  if (as === 'numbers' && target.words)
    return { problem: `${file}: the column ${target.name} holds words, not numbers` };
  const labels = as === '' ? holdsLabels(target) : as === 'labels';
  const X = new Float64Array(rows * features.length);
  for (const [place, { values }] of features.entries())
    for (let row = 0; row < rows; row++) X[row * features.length + place] = values[row] ?? 0;
  return {
    parts: [
      { shape: [rows, features.length], data: X },
      { shape: labels ? [rows] : [rows, 1], data: target.values.slice(0, rows) },
    ],
    rows: all,
    roles: ['features', labels ? 'labels' : 'target'],
    columnNames: features.map(({ name }) => name),
    ...(target.words ? { classNames: target.words } : {}),
  };
}

export const csv: DataSet = {
  name: 'csv',
  options: [
    textOption('path', true, 'the file, its first line naming the columns'),
    textOption('target', false, 'the column to predict; left out: the last one'),
    textOption('features', false, 'the columns of X, as in "height, weight"; left out: all the others'),
    textOption('as', false, 'whether the target is "labels" or "numbers"; left out: the entries decide'),
    rowsOption,
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
      'A table from a text file. Columns of words become columns of 0 and 1; a target of words, or of 0, 1, 2 …, becomes class labels.',
    example: 'X, y = csv("points.csv", target="label")',
  },
};
