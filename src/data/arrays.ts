import { strFromU8 } from 'fflate';
import { takenRows } from '../core/base/takenRows.ts';
import type { DataOptions, DataSet, FileBytes, MadeData } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { type Shape, sizeOf, type Tensor } from '../core/tensor/tensor.ts';
import { fileNameOf, named, unpacked } from './bytes.ts';
import { rowsOption, rowsWanted, textIn, textOption } from './fileOptions.ts';
import { isNpyProblem, readArrayFile } from './npy.ts';

const LARGEST = 400_000_000;
/** More entries than this are refused before they are unpacked. */
const MOST_ENTRIES = 50_000_000;

type Read = (name: string, file: FileBytes, options: DataOptions) => Tensor | MakerProblem;

/** One array of a file: `X = npy("X.npy")`. Its rows are examples; a vector of whole numbers from 0 is labels. */
function arrayFile(spec: {
  readonly name: string;
  readonly named: boolean;
  readonly read: Read;
  readonly summary: string;
  readonly example: string;
}): DataSet {
  const { name } = spec;
  return {
    name,
    options: [
      textOption('path', true, 'the file'),
      ...(spec.named ? [textOption('name', false, 'which of its arrays; left out: the only one')] : []),
      rowsOption,
    ],
    parts: [{ name: 'X', role: 'features' }],
    source: 'file',
    paths: (options) => [textIn(options, 'path')],
    shapes: () => undefined,
    make(options, _random, [file], maxRows): MadeData | MakerProblem {
      const fileName = fileNameOf(textIn(options, 'path'));
      if (file === undefined) return { problem: `${fileName} cannot be read` };
      const all = rowsWanted(options, Number.POSITIVE_INFINITY);
      if (all === undefined) return { problem: `${name}: n is a whole number from 1` };
      const whole = spec.read(fileName, file, options);
      if ('problem' in whole) return whole;
      const [count, ...item] = whole.shape;
      if (count === undefined) return { parts: [whole], rows: 1, roles: ['features'] };
      const rows = Math.min(count, all);
      const width = sizeOf(item);
      const taken = takenRows(rows, maxRows);
      const data = taken.length === rows ? whole.data.slice(0, rows * width) : new Float64Array(taken.length * width);
      if (taken.length < rows)
        for (const [to, from] of taken.entries())
          data.set(whole.data.subarray(from * width, (from + 1) * width), to * width);
      const labels = item.length === 0 && whole.data.every((entry: number) => Number.isInteger(entry) && entry >= 0);
      return {
        parts: [{ shape: [taken.length, ...item], data }],
        rows,
        roles: [labels ? 'labels' : 'features'],
        understood: [
          `${count} rows of shape (${item.join(', ')})${labels ? ', whole numbers: labels, to which no gradient flows' : ''}.`,
        ],
      };
    },
    prose: { summary: spec.summary, example: spec.example },
  };
}

function arrayIn(fileName: string, file: FileBytes, options: DataOptions): Tensor | MakerProblem {
  const bytes = unpacked(named(fileName, file), LARGEST);
  if (isMakerProblem(bytes)) return bytes;
  const wanted = textIn(options, 'name');
  const arrays = readArrayFile({ name: fileName, bytes }, wanted === '' ? undefined : wanted);
  if (isNpyProblem(arrays)) return { problem: arrays.problem };
  const names = arrays.map((array) => array.name);
  const found =
    wanted === '' ? (arrays.length === 1 ? arrays[0] : undefined) : arrays.find(({ name }) => name === wanted);
  if (found) return found.tensor;
  return {
    problem:
      wanted === ''
        ? `${fileName} holds ${arrays.length} arrays: pick one with name=, of ${names.join(', ')}`
        : `${fileName} holds no array ${wanted}`,
  };
}

export const npy = arrayFile({
  name: 'npy',
  named: false,
  read: arrayIn,
  summary: 'An array that NumPy saved with np.save. Its rows are examples; a vector of whole numbers from 0 is labels.',
  example: 'X = npy("X.npy")',
});

export const npz = arrayFile({
  name: 'npz',
  named: true,
  read: arrayIn,
  summary: 'One array of an archive that NumPy saved with np.savez.',
  example: 'X = npz("data.npz", name="X")',
});

export const json = arrayFile({
  name: 'json',
  named: true,
  read(fileName, file, options) {
    const bytes = unpacked(named(fileName, file), LARGEST);
    if (isMakerProblem(bytes)) return bytes;
    let parsed: unknown;
    try {
      parsed = JSON.parse(strFromU8(bytes));
    } catch (error) {
      return { problem: `${fileName} is no JSON: ${error instanceof Error ? error.message : 'it is damaged'}` };
    }
    const wanted = textIn(options, 'name');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      const names = Object.keys(parsed);
      const part: unknown = Object.entries(parsed).find(([name]) => name === wanted)?.[1];
      if (part === undefined)
        return {
          problem: `${fileName} holds ${wanted === '' ? 'an object' : `no ${wanted}`}: pick an array with name=, of ${names.slice(0, 12).join(', ')}`,
        };
      return nested(fileName, part);
    }
    return nested(fileName, parsed);
  },
  summary: 'Nested lists of numbers from a JSON file; name= picks one of an object’s.',
  example: 'X = json("data.json", name="X")',
});

/** Lists in lists of numbers, all of one length at each depth. */
function nested(fileName: string, given: unknown): Tensor | MakerProblem {
  const shape: number[] = [];
  for (let part: unknown = given; Array.isArray(part); part = part[0]) shape.push(part.length);
  if (sizeOf(shape) > MOST_ENTRIES)
    return { problem: `${fileName} holds more than ${MOST_ENTRIES / 1e6} million entries` };
  const data = new Float64Array(sizeOf(shape));
  let at = 0;
  const problem = collect(given, shape, '', (value) => {
    data[at++] = value;
  });
  return problem === undefined ? { shape, data } : { problem: `${fileName}${problem}` };
}

function collect(part: unknown, shape: Shape, place: string, take: (value: number) => void): string | undefined {
  const [length, ...inner] = shape;
  if (length === undefined) {
    const value = typeof part === 'boolean' ? Number(part) : part;
    if (typeof value !== 'number')
      return `, entry ${place || 'of all'}: ${JSON.stringify(part)?.slice(0, 30)} is not a number`;
    take(value);
    return undefined;
  }
  if (!Array.isArray(part)) return `, entry ${place}: a number stands where a list of ${length} is expected`;
  if (part.length !== length) return `, entry ${place}: a list of ${part.length} stands beside lists of ${length}`;
  for (const [i, one] of part.entries()) {
    const problem = collect(one, inner, `${place}[${i}]`, take);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
