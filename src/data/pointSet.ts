import type { Random } from '../core/base/random.ts';
import { showNumber } from '../core/base/show.ts';
import { takenRows } from '../core/base/takenRows.ts';
import type { DataOption, DataOptions, DataPart, DataSet } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import type { Shape, Tensor } from '../core/tensor/tensor.ts';

export interface DataPoint {
  readonly features: readonly number[];
  /** The class, or the number to predict. */
  readonly y: number;
}

interface PointSpec {
  readonly name: string;
  readonly predicts: 'labels' | 'target';
  readonly width: number;
  /** The first one is the number of rows. */
  readonly options: readonly DataOption[];
  /** Options that may be negative. */
  readonly signed?: readonly string[];
  readonly point: (row: number, option: (name: string) => number, random: Random) => DataPoint;
  readonly summary: string;
  readonly example: string;
}

export const numberOption = (name: string, initial: number, meaning: string): DataOption => ({
  name,
  kind: 'number',
  initial,
  required: false,
  meaning,
});
export const countOption = (name: string, initial: number, meaning: string): DataOption => ({
  ...numberOption(name, initial, meaning),
  kind: 'whole number',
});
export const noiseOption = (initial: number): DataOption =>
  numberOption('noise', initial, 'how far points stray: the standard deviation');
const seedOption: DataOption = {
  name: 'seed',
  kind: 'whole number',
  initial: undefined,
  required: false,
  meaning: 'the same seed gives the same points; left out, the names assigned decide',
};

const numberIn = (options: DataOptions, { name, initial }: DataOption): number => {
  const given = options.get(name) ?? initial;
  return typeof given === 'number' ? given : 0;
};

function problemIn({ name, options: known, signed = [] }: PointSpec, options: DataOptions): MakerProblem | undefined {
  for (const option of known) {
    const value = numberIn(options, option);
    if (option.kind === 'whole number' && (!Number.isSafeInteger(value) || value < 1))
      return { problem: `${name}: ${option.name} is a whole number from 1, not ${showNumber(value)}` };
    if (!Number.isFinite(value) || (value < 0 && !signed.includes(option.name)))
      return { problem: `${name}: ${option.name} cannot be ${showNumber(value)}` };
  }
  return undefined;
}

/** A data set of points in few dimensions, made from a few options. */
export function pointSet(spec: PointSpec): DataSet {
  const { name, width, predicts } = spec;
  const parts: readonly DataPart[] = [
    { name: 'X', role: 'features' },
    { name: 'y', role: predicts },
  ];
  const shapes = (options: DataOptions, rows = Number.POSITIVE_INFINITY): readonly Shape[] | MakerProblem => {
    const problem = problemIn(spec, options);
    if (problem) return problem;
    const [count] = spec.options;
    const n = Math.min(rows, count ? numberIn(options, count) : 0);
    return [[n, width], predicts === 'labels' ? [n] : [n, 1]];
  };
  return {
    name,
    options: [...spec.options, seedOption],
    parts,
    source: 'made',
    paths: () => [],
    shapes,
    make(options, random, _files, maxRows) {
      const sizes = shapes(options, maxRows);
      if (isMakerProblem(sizes)) return sizes;
      const [X, y] = sizes.map(emptyTensor);
      const [count] = spec.options;
      const option = (wanted: string): number => {
        const found = spec.options.find((known) => known.name === wanted);
        return found ? numberIn(options, found) : 0;
      };
      const rows = count ? numberIn(options, count) : 0;
      const taken = takenRows(rows, maxRows);
      let place = 0;
      for (let row = 0; row < rows && place < taken.length; row++) {
        const point = spec.point(row, option, random);
        if (row !== taken[place]) continue;
        X?.data.set(point.features, place * width);
        y?.data.fill(point.y, place, place + 1);
        place++;
      }
      return { parts: [X, y].filter((part) => part !== undefined), rows };
    },
    prose: { summary: spec.summary, example: spec.example },
  };
}

const emptyTensor = (shape: Shape): Tensor => ({
  shape,
  data: new Float64Array(shape.reduce((size, length) => size * length, 1)),
});
