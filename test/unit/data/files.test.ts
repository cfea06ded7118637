import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { type FileHead, takenRows } from '../../../src/core/base/takenRows.ts';
import type { FileBytes, MadeData } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../../src/core/makers/maker.ts';
import { cifar10 } from '../../../src/data/cifar10.ts';
import { mnist } from '../../../src/data/mnist.ts';
import { readRecords } from '../../../src/extension/server/sharedBytes.ts';
import { cifarBatch, idxFile, mnistFiles } from '../../support/dataFiles.ts';

const random = seededRandom(0);
const ALL = Number.POSITIVE_INFINITY;
const split = (folder: string, n?: number) =>
  new Map<string, number | string>([
    ['folder', folder],
    ['split', 'train'],
    ...(n === undefined ? [] : [['n', n] as const]),
  ]);
const whole = (bytes: Uint8Array) => ({ bytes, size: bytes.length });
const digits = (files: readonly Uint8Array[], more: readonly [string, number | string][] = [], maxRows = ALL) =>
  mnist.make(
    new Map<string, number | string>([['folder', 'd'], ['split', 'train'], ...more]),
    random,
    files.map(whole),
    maxRows,
  );
const photos = (files: readonly Uint8Array[], more: readonly [string, number | string][] = [], maxRows = ALL) =>
  cifar10.make(
    new Map<string, number | string>([['folder', 'd'], ['split', 'train'], ...more]),
    random,
    files.map(whole),
    maxRows,
  );
function good(made: MadeData | MakerProblem): MadeData {
  if (isMakerProblem(made)) throw new Error(made.problem);
  return made;
}
/** What the editor sends of a file of which only some records are wanted. */
async function pickedFrom(bytes: Uint8Array, head: FileHead): Promise<FileBytes | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'bp-records-'));
  try {
    writeFileSync(join(folder, 'file'), bytes);
    const picked = await readRecords(join(folder, 'file'), head);
    return picked && { bytes: picked, size: bytes.length, drawn: true };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const problem = (made: MadeData | MakerProblem): string => (isMakerProblem(made) ? made.problem : 'none');

describe('mnist', () => {
  const { images, labels, pixels, classes } = mnistFiles(7);

  it('asks for the files of its split, relative to the folder', () => {
    const paths = (folder: string, split: string) =>
      mnist.paths(
        new Map([
          ['folder', folder],
          ['split', split],
        ]),
      );
    const usual = (of: ReturnType<typeof paths>) => of.map((names) => names[0]);
    expect(usual(paths('data/', 'train'))).toEqual(['data/train-images-idx3-ubyte', 'data/train-labels-idx1-ubyte']);
    expect(usual(paths('data', 'test'))).toEqual(['data/t10k-images-idx3-ubyte', 'data/t10k-labels-idx1-ubyte']);
    expect(paths('data', 'train')[0]).toEqual(
      expect.arrayContaining(['data/train-images.idx3-ubyte', 'data/MNIST/raw/train-images-idx3-ubyte']),
    );
  });

  it('reads pictures as numbers from 0 to 1', () => {
    const made = good(digits([images, labels]));
    expect(made.parts.map((part) => part.shape)).toEqual([[7, 784], [7]]);
    expect(Array.from(made.parts[0]?.data ?? [])).toEqual(pixels.map((pixel) => Math.fround(pixel / 255)));
    expect(Array.from(made.parts[1]?.data ?? [])).toEqual(classes);
    expect([made.rows, made.picture]).toEqual([7, [28, 28, 1]]);
  });

  it('reads gzipped files alike', () => {
    const entries = (files: readonly Uint8Array[]) => good(digits(files)).parts.map(({ shape, data }) => [shape, data]);
    expect(entries([gzipSync(images), gzipSync(labels)])).toEqual(entries([images, labels]));
  });

  it('gives fewer rows when fewer are asked for', () => {
    const some = good(digits([gzipSync(images), labels], [], 3));
    expect([some.rows, some.parts[0]?.shape, some.parts[1]?.shape]).toEqual([7, [3, 784], [3]]);
    expect(good(digits([images, labels], [['n', 2]])).rows).toBe(2);
    expect(problem(digits([images, labels], [['n', 0]]))).toMatch(/n is a whole number from 1/);
  });

  it('takes the same drawn rows of a whole file, of a packed one, and of one whose records were picked', async () => {
    const many = mnistFiles(400);
    const [head] = mnist.head?.(30, split('d')) ?? [];
    const picked = head && (await pickedFrom(many.images, head));
    if (picked === undefined) throw new Error('nothing was picked');
    expect(picked.bytes.length).toBe(16 + 30 * 784);
    const rows = Array.from(takenRows(400, 30));
    const expected = rows.flatMap((row) =>
      many.pixels.slice(row * 784, (row + 1) * 784).map((pixel) => Math.fround(pixel / 255)),
    );
    for (const images of [whole(many.images), whole(gzipSync(many.images)), picked]) {
      const made = good(mnist.make(split('d'), random, [images, whole(many.labels)], 30));
      expect([made.rows, made.parts[0]?.shape]).toEqual([400, [30, 784]]);
      expect(Array.from(made.parts[0]?.data ?? [])).toEqual(expected);
      expect(Array.from(made.parts[1]?.data ?? [])).toEqual(rows.map((row) => many.classes[row]));
    }
    expect(head && (await pickedFrom(many.images.subarray(0, 5000), head))).toBeUndefined();
  });

  it('says what is wrong with a file', () => {
    const cases: readonly [string, readonly Uint8Array[], RegExp][] = [
      ['empty', [new Uint8Array(), labels], /train-images-idx3-ubyte is cut short: 0 bytes/],
      ['no file at all', [], /cut short/],
      ['labels for pictures', [labels, labels], /no IDX file of pictures: it begins with 0x00000801, not 0x00000803/],
      ['garbage', [Uint8Array.from({ length: 99 }, (_, i) => i * 7), labels], /begins with 0x00070e15/],
      ['cut', [images.subarray(0, 16 + 784 * 3 + 10), labels], /should hold 7 pictures, and ends in number 4/],
      ['cut gzip', [gzipSync(images).subarray(0, 2000), labels], /train-images-idx3-ubyte cannot be unpacked/],
      ['cut labels', [images, labels.subarray(0, 10)], /train-labels-idx1-ubyte is cut short: it should hold 7 labels/],
      ['counts differ', [images, idxFile([6], classes.slice(0, 6))], /holds 7 pictures, but train-labels-idx1-ubyte 6/],
      ['no pixels', [idxFile([7, 0, 28], []), labels], /a picture has 0×28 pixels/],
      ['a boast', [idxFile([4e9, 60000, 60000], []), labels], /a picture has 60000×60000 pixels/],
    ];
    for (const [title, files, words] of cases) expect(problem(digits(files)), title).toMatch(words);
  });

  it('does not follow a file that unpacks without end', () => {
    const bomb = new Uint8Array(30_000_000);
    bomb.set(idxFile([2, 28, 28], []));
    expect(good(digits([gzipSync(bomb), idxFile([2], [1, 2])])).rows).toBe(2);
  });
});

describe('cifar10', () => {
  const [one, two] = [cifarBatch(3, 1), cifarBatch(2, 2)];

  it('asks only for the batches that are needed', () => {
    const paths = (more: readonly [string, number | string][]) =>
      cifar10.paths(new Map<string, number | string>([['folder', 'c'], ['split', 'train'], ...more]));
    expect(paths([])).toHaveLength(5);
    expect(paths([['n', 10_001]])).toEqual(['c/data_batch_1.bin', 'c/data_batch_2.bin']);
    expect(paths([['split', 'test']])).toEqual(['c/test_batch.bin']);
  });

  it('joins the batches', () => {
    const made = good(photos([one.bytes, two.bytes, one.bytes, two.bytes, one.bytes]));
    expect(made.rows).toBe(13);
    expect(made.parts[0]?.shape).toEqual([13, 3072]);
    expect(Array.from(made.parts[1]?.data.subarray(0, 5) ?? [])).toEqual([...one.classes, ...two.classes]);
    expect(made.parts[0]?.data[3 * 3072]).toBe(Math.fround((two.bytes[1] ?? 0) / 255));
    expect(made.classNames?.[3]).toBe('cat');
  });

  it('gives fewer rows when fewer are asked for', () => {
    const some = good(photos([one.bytes], [['n', 100]], 2));
    expect([some.rows, some.parts[0]?.shape]).toEqual([3, [2, 3072]]);
    expect(good(photos([one.bytes], [['n', 2]])).rows).toBe(2);
  });

  it('draws over all batches, and the same rows of picked records', async () => {
    const files = [cifarBatch(30, 1).bytes, cifarBatch(50, 2).bytes];
    const heads = cifar10.head?.(8, split('c', 20_000)) ?? [];
    const picked = await Promise.all(files.map((bytes, i) => heads[i] && pickedFrom(bytes, heads[i])));
    const made = [files.map(whole), picked.filter((one) => one !== undefined)].map((these) =>
      good(cifar10.make(split('c', 20_000), random, these, 8)),
    );
    for (const one of made) {
      expect([one.rows, one.parts[0]?.shape]).toEqual([80, [8, 3072]]);
      expect(Array.from(one.parts[0]?.data ?? [])).toEqual(Array.from(made[0]?.parts[0]?.data ?? []));
      expect(Array.from(one.parts[1]?.data ?? [])).toEqual(Array.from(made[0]?.parts[1]?.data ?? []));
    }
  });

  it('says what is wrong with a file', () => {
    expect(problem(photos([one.bytes.subarray(0, 5000)], [['n', 9]]))).toMatch(/data_batch_1.bin .* its 5000 bytes/);
    const wrong = one.bytes.slice();
    wrong[3073] = 10;
    expect(problem(photos([wrong], [['n', 9]]))).toMatch(/data_batch_1.bin, picture 1: label 10 is out of range/);
    expect(problem(photos([]))).toMatch(/data_batch_1.bin/);
  });
});
