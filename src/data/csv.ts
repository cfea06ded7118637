import { dsvFormat } from 'd3-dsv';
import { strFromU8 } from 'fflate';
import type { DataOptions, DataSet, FileBytes, MadeData } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { fileNameOf, named, unpacked } from './bytes.ts';
import { type Column, featuresOf, readColumn, type TextTable } from './csvColumns.ts';
import { rowsOption, rowsWanted, textIn, textOption } from './fileOptions.ts';

const LARGEST = 512 * 1024 * 1024;

/** The mark that the first line holds most of, outside quotes. */
function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const first = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const [best = ','] = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length);
  return best;
}

function readTable(file: string, bytes: FileBytes | undefined): TextTable | MakerProblem {
  const plain = unpacked(named(file, bytes), LARGEST);
  if (isMakerProblem(plain)) return plain;
  const text = strFromU8(plain).replace(/^\uFEFF/, '');
  const [header = [], ...rows] = dsvFormat(separatorOf(text)).parseRows(text);
  const names = header.map((name) => name.trim());
  if (rows.length === 0) return { problem: `${file} holds no rows below its header` };
  const met = new Set<string>();
  const twice = names.find((name) => met.size === met.add(name).size);
  if (twice !== undefined) return { problem: `${file}: two columns are called ${twice}` };
  const ragged = rows.findIndex((row) => row.length !== names.length);
  if (ragged >= 0)
    return {
      problem: `${file}, row ${ragged + 2}: ${rows[ragged]?.length} entries under a header of ${names.length} columns`,
    };
  return { file, names, rows };
}

function placeOf({ file, names }: TextTable, name: string): number | MakerProblem {
  const place = names.indexOf(name);
  return place >= 0
    ? place
    : {
        problem: `${file} has no column ${name}; its columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}`,
      };
}

/** Places of the target and the features, the last column being the target unless one is named. */
function chosen(table: TextTable, options: DataOptions): { target: number; features: number[] } | MakerProblem {
  const targetName = textIn(options, 'target');
  const target = targetName === '' ? table.names.length - 1 : placeOf(table, targetName);
  if (typeof target !== 'number') return target;
  const listed = textIn(options, 'features');
  const features = listed === '' ? [...table.names.keys()].filter((place) => place !== target) : [];
  for (const name of listed === '' ? [] : listed.split(',')) {
    const place = placeOf(table, name.trim());
    if (typeof place !== 'number') return place;
    features.push(place);
  }
  return features.length === 0
    ? { problem: `${table.file} has no columns besides ${table.names[target]}` }
    : { target, features };
}

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

function dataOf(table: TextTable, options: DataOptions, maxRows: number): MadeData | MakerProblem {
  const places = chosen(table, options);
  if (isMakerProblem(places)) return places;
  const target = readColumn(table, places.target);
  if (isMakerProblem(target)) return target;
  const features: Column[] = [];
  for (const place of places.features) {
    const column = readColumn(table, place);
    if (isMakerProblem(column)) return column;
    const own = featuresOf(table.file, column);
    if (isMakerProblem(own)) return own;
    features.push(...own);
  }
  const all = rowsWanted(options, table.rows.length);
  const rows = rowsWanted(options, Math.min(table.rows.length, maxRows));
  if (all === undefined || rows === undefined) return { problem: 'csv: n is a whole number from 1' };
  const as = textIn(options, 'as');
  if (as !== '' && as !== 'labels' && as !== 'numbers') return { problem: 'csv: as is "labels" or "numbers"' };
  if (as === 'numbers' && target.words)
    return { problem: `${table.file}: the column ${target.name} holds words, not numbers` };
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
    const table = readTable(fileNameOf(textIn(options, 'path')), file);
    return isMakerProblem(table) ? table : dataOf(table, options, maxRows);
  },
  prose: {
    summary:
      'A table from a text file. Columns of words become columns of 0 and 1; a target of words, or of 0, 1, 2 …, becomes class labels.',
    example: 'X, y = csv("points.csv", target="label")',
  },
};
