import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateFile } from '../../../src/cli/openFile.ts';
import { mnistFiles } from '../../support/dataFiles.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-open-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('data files are found packed, as they are downloaded', async () => {
  const { images, labels, classes } = mnistFiles(5);
  await writeFile(path.join(folder, 'train-images-idx3-ubyte'), images);
  await writeFile(path.join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(labels));
  const evaluation = evaluateFile(path.join(folder, 'digits.bp'), 'X, y = mnist(".")\n');
  expect(evaluation.statements.flatMap(({ problems }) => problems)).toEqual([]);
  const [, labelled] = evaluation.statements[0]?.bindings ?? [];
  expect([...(evaluation.tape.valueOf(labelled?.node ?? 0).data ?? [])]).toEqual(classes);
});

test('a file that is neither there nor packed is an error that names it', () => {
  const evaluation = evaluateFile(path.join(folder, 'digits.bp'), 'X, y = mnist("nowhere")\n');
  expect(evaluation.statements[0]?.problems[0]?.message).toContain('nowhere/train-images-idx3-ubyte');
});
