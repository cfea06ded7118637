/** Files of every format that is read, damaged: a typed problem, or numbers that fit their shapes. */
import { gzipSync, zipSync } from 'fflate';
import { seededRandom } from '../../src/core/base/seededRandom.ts';
import { npyFileBytes as writeNpy } from '../../src/core/explain/export/pytorch/pythonValues.ts';
import { isMakerProblem } from '../../src/core/makers/maker.ts';
import { dataSets } from '../../src/data/index.ts';
import { givenArrays, pastedArrays } from '../../src/language/document/givenArrays.ts';
import { readSafetensors, writeSafetensors } from '../../src/protocol/safetensors.ts';
import { cifarBatch, mnistFiles, textFile } from '../support/dataFiles.ts';
import { drawing, mutatedBytes, pick } from './mutated.ts';
import { Feeding, type Part } from './part.ts';

const table = `x,size,kind\n${Array.from({ length: 12 }, (_, i) => `${i / 7},${i * i},${i % 2 ? 'red' : '"blue, dark"'}`).join('\n')}\n`;
const european = `x;y;klasse\n${Array.from({ length: 9 }, (_, i) => `1.${i}00,5;€ ${i},25;${i % 3}`).join('\r\n')}\r\n`;
const digits = mnistFiles(3, 5, 5);
const tensor = { shape: [2, 3], data: Float64Array.of(1, 2, 3, -4, 5.5, 6) };
const npy = writeNpy(tensor);
const npz = zipSync({ 'W.npy': npy, 'dW.npy': writeNpy(tensor, true) });
const json = textFile('{"W": [[1, 2], [3, 4.5]], "b": [1, null, "nan"], "c": 7}');
const tensors = writeSafetensors([{ name: 'W', shape: [2, 3], data: tensor.data }]);
const printed = 'W = [[ 1.  2.]\n [ 3. -4e-2]]\ndW: tensor([[1, 2], [3, 4]], dtype=torch.float64)\nh array([1., 2.])';

const damaged: Readonly<
  Record<
    string,
    readonly { readonly options: Readonly<Record<string, string | number>>; readonly files: readonly Uint8Array[] }[]
  >
> = {
  csv: [
    { options: { path: 'a.csv' }, files: [textFile(table)] },
    { options: { path: 'a.csv', target: 'size', features: 'x, kind' }, files: [textFile(table)] },
    { options: { path: 'a.csv' }, files: [textFile(european)] },
    { options: { path: 'a.csv' }, files: [gzipSync(textFile(table))] },
  ],
  mnist: [
    { options: { folder: 'd', split: 'train' }, files: [digits.images, digits.labels] },
    { options: { folder: 'd', split: 'train' }, files: [gzipSync(digits.images), gzipSync(digits.labels)] },
  ],
  cifar10: [{ options: { folder: 'd', n: 2, split: 'train' }, files: [cifarBatch(2, 1).bytes] }],
  npy: [{ options: { path: 'a.npy' }, files: [npy] }],
  npz: [{ options: { path: 'a.npz', name: 'W' }, files: [npz] }],
  json: [{ options: { path: 'a.json', name: 'W' }, files: [json] }],
};

const holds = (shape: readonly number[], data: ArrayLike<number>): boolean =>
  data.length === shape.reduce((size, n) => size * n, 1);

/** The readers besides data sets. */
const readers: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => boolean | string])[] = [
  ...(['a.npy', 'a.npz'] as const).map(
    (name) =>
      [
        name,
        name === 'a.npy' ? npy : npz,
        (bytes: Uint8Array) => {
          const { arrays, problems } = givenArrays({ name, bytes }, (content) => new TextDecoder().decode(content));
          const misfit = arrays.find(({ tensor: { shape, data } }) => !holds(shape, data));
          return misfit ? `${misfit.name} does not fit its shape` : problems.length > 0;
        },
      ] as const,
  ),
  [
    'printed arrays',
    textFile(printed),
    (bytes) => {
      const { arrays, problems } = pastedArrays(new TextDecoder().decode(bytes));
      const misfit = arrays.find(({ tensor: { shape, data } }) => !holds(shape, data));
      return misfit ? `${misfit.name} does not fit its shape` : problems.length > 0;
    },
  ],
  [
    'safetensors',
    tensors,
    (bytes) => {
      const read = readSafetensors(bytes);
      if ('problem' in read) return true;
      const misfit = read.find(({ shape, data }) => !holds(shape, data));
      return misfit ? `${misfit.name} does not fit its shape` : false;
    },
  ],
];

const shown = (files: readonly Uint8Array[]): string =>
  files.map((bytes) => Buffer.from(bytes).toString('base64')).join('\n');

export const files: Part = {
  name: 'data files',
  what: 'CSV, NPY, NPZ, IDX, CIFAR-10, JSON, gzip, printed arrays and safetensors, damaged: a reason, or numbers that fit their shapes',
  short: 4000,
  long: 120_000,
  run(seed, count) {
    const random = drawing(`files ${seed}`);
    const feeding = new Feeding();
    const sets = dataSets.filter(({ name }) => name in damaged);
    for (let i = 0; i < count; i++) {
      if (i % 2 === 0) {
        const [name, whole, read] = pick(random, readers);
        const bytes = mutatedBytes(random, whole);
        feeding.feed(
          () => `${name} ${shown([bytes])}`,
          () => read(bytes),
        );
        continue;
      }
      const set = pick(random, sets);
      const { options, files: whole } = pick(random, damaged[set.name] ?? []);
      const given = whole.map((bytes) => mutatedBytes(random, bytes));
      const maxRows = random.uniform() < 0.5 ? Number.POSITIVE_INFINITY : 1 + random.below(9);
      feeding.feed(
        () => `${set.name} ${JSON.stringify(options)} ${maxRows}\n${shown(given)}`,
        () => {
          const made = set.make(
            new Map(Object.entries(options)),
            seededRandom(0),
            given.map((bytes) => ({ bytes, size: bytes.length })),
            maxRows,
          );
          if (isMakerProblem(made))
            return made.problem.length > 8 ? true : `a problem without a reason: ${made.problem}`;
          const misfit = made.parts.find(({ shape, data }) => !holds(shape, data));
          return misfit ? `${misfit.data.length} numbers in the shape ${misfit.shape.join('×')}` : false;
        },
      );
    }
    return feeding.outcome();
  },
};
