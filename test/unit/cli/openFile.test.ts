import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataBounds, evaluateFile, lackOf, readText } from '../../../src/cli/openFile.ts';
import { terminalText } from '../../../src/core/base/quoting.ts';
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

const problemsOf = (text: string, bounds: DataBounds = {}): readonly string[] =>
  evaluateFile(path.join(folder, 'own.bp'), text, undefined, bounds).statements.flatMap(({ problems }) =>
    problems.map(({ message }) => message),
  );

test.skipIf(process.platform === 'win32')('what is not a regular file is refused at once', () => {
  const pipe = path.join(folder, 'pipe.csv');
  execFileSync('mkfifo', [pipe]);
  expect(problemsOf('X, y = csv("pipe.csv")').join()).toContain('pipe.csv is not a regular file');
  expect(problemsOf('X, y = csv("/dev/zero")').join()).toContain('/dev/zero is not a regular file');
  expect(readText(pipe)).toEqual({ problem: `${pipe} is not a regular file` });
  expect(readText(folder)).toEqual({ problem: `${folder} is a folder` });
});

test('a text of somebody else reads only what lies in its folder, links followed', async () => {
  const outside = await mkdtemp(path.join(os.tmpdir(), 'backprop-outside-'));
  await writeFile(path.join(outside, 'secret.csv'), 'user:secret\n1\n');
  await writeFile(path.join(folder, 'inside.csv'), 'a,b\n1,0\n2,1\n');
  await symlink(path.join(outside, 'secret.csv'), path.join(folder, 'link.csv'));
  const inside = { staysInside: true };
  try {
    for (const way of [
      path.join(outside, 'secret.csv'),
      `../${path.basename(outside)}/secret.csv`,
      'link.csv',
      '../x.csv',
    ]) {
      const said = problemsOf(`X, y = csv("${way}")`, inside).join();
      expect(said, way).toContain('is outside the folder of the .bp file');
      expect(said, way).not.toContain('user');
    }
    expect(problemsOf('X, y = csv("inside.csv")', inside)).toEqual([]);
    expect(problemsOf('X, y = csv("missing.csv")', inside).join()).toContain('there is no file missing.csv');
  } finally {
    await rm(outside, { recursive: true });
  }
});

test('of a file no more is quoted than a column’s name, cut short', async () => {
  await writeFile(path.join(folder, 'long.csv'), `${'root:x:0:0:'.repeat(20)}\n1\n`);
  const [said = ''] = problemsOf('X, y = csv("long.csv")');
  expect(said).toContain('long.csv has no columns besides root:x');
  expect(said.length).toBeLessThan(100);
});

test('control characters are shown, and line ends stay', () => {
  expect(terminalText('a\u001b[2J\u0007\r\u009b\tb\r\nc\n')).toBe('aU+001B[2JU+0007U+000DU+009B\tb\r\nc\n');
});

test.each([
  [undefined, 'hw.bp has no train(…) line'],
  [2, 'cell 2 has no train(…) line'],
  [7, 'hw.bp has no cell 7'],
] as const)('what cell %s of two lacks is said of what there is', (cell, says) => {
  expect(lackOf('train(…) line', 'hw.bp', cell, 2)).toBe(says);
});
