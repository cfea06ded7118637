/** Files of the real formats, cut and damaged at random: a typed problem or sound data, never an exception. */
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import type { DataSet } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem } from '../../../src/core/makers/maker.ts';
import { cifar10 } from '../../../src/data/cifar10.ts';
import { csv } from '../../../src/data/csv/csv.ts';
import { mnist } from '../../../src/data/mnist.ts';
import { cifarBatch, mnistFiles, textFile } from '../../support/dataFiles.ts';

const digits = mnistFiles(9);
const table = `x,size,kind\n${Array.from({ length: 30 }, (_, i) => `${i / 7},${i * i},${i % 2 ? 'red' : '"blue, dark"'}`).join('\n')}\n`;
const sets: readonly (readonly [DataSet, readonly (readonly [string, string | number])[], readonly Uint8Array[]])[] = [
  [mnist, [['folder', 'd']], [digits.images, digits.labels]],
  [mnist, [['folder', 'd']], [gzipSync(digits.images), gzipSync(digits.labels)]],
  [
    cifar10,
    [
      ['folder', 'd'],
      ['n', 4],
    ],
    [cifarBatch(4, 1).bytes],
  ],
  [csv, [['path', 'a.csv']], [textFile(table)]],
  [
    csv,
    [
      ['path', 'a.csv'],
      ['target', 'size'],
    ],
    [gzipSync(textFile(table))],
  ],
];

const whole = (bytes: Uint8Array) => ({ bytes, size: bytes.length });

test.each(sets)('$name', (set, options, files) => {
  const random = seededRandom(`damage ${set.name}`);
  const make = (given: readonly Uint8Array[], maxRows: number) =>
    set.make(
      new Map<string, string | number>([['split', 'train'], ...options]),
      seededRandom(0),
      given.map(whole),
      maxRows,
    );
  expect(isMakerProblem(make(files, Number.POSITIVE_INFINITY))).toBe(false);
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const damaged = files.map((file) => {
      const bytes = file.slice(0, random.uniform() < 0.4 ? random.below(file.length + 1) : file.length);
      for (let n = random.below(4); n > 0 && bytes.length > 0; n--)
        // Heads and tails matter most.
        bytes[random.below(random.uniform() < 0.5 ? Math.min(24, bytes.length) : bytes.length)] = random.below(256);
      return bytes;
    });
    const made = make(damaged, random.uniform() < 0.5 ? Number.POSITIVE_INFINITY : 1 + random.below(9));
    if (isMakerProblem(made)) {
      refused++;
      expect(made.problem.length).toBeGreaterThan(10);
      continue;
    }
    for (const { shape, data } of made.parts) {
      expect(data.length).toBe(shape.reduce((size, n) => size * n, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
  }
  expect(refused).toBeGreaterThan(20);
});
