import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../support/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-compare-'));
const program = path.join(folder, 'bp.cjs');
const bp = (...words: readonly string[]) => run(process.execPath, [program, ...words], { cwd: folder });

beforeAll(async () => {
  await build({
    entryPoints: ['src/cli/bp.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    logLevel: 'error',
  });
  writeFileSync(path.join(folder, 'a.bp'), 'x = [1, -2, 3]\nh = relu(x)\nf = sum(h * [2, -1, 4])\n');
  writeFileSync(path.join(folder, 'right.txt'), 'h = [1. 0. 3.]\ndx = [2. 0. 4.]\n');
  writeFileSync(path.join(folder, 'wrong.txt'), 'dh = [ 2. -1.  4.]\ndx = [ 2. -1.  4.]\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('bp compare names the first array that differs', async () => {
  const right = await bp('compare', 'a.bp', '--arrays', 'right.txt');
  expect([right.code, right.output]).toEqual([0, '✓ h\n✓ dx\nAll 2 arrays agree with the text.\n']);
  const wrong = await bp('compare', 'a.bp', '--arrays', 'wrong.txt');
  expect(wrong.code).toBe(1);
  expect(wrong.output).toContain('dh is right, dx is wrong');
  expect(wrong.output).toContain('relu');
});

test('bp compare says what it lacks', async () => {
  expect(await bp('compare', 'a.bp')).toMatchObject({ code: 2 });
  expect(await bp('compare', 'a.bp', '--arrays', 'none.npz')).toMatchObject({ code: 1 });
  expect(await bp('compare', 'a.bp', '--arrays', 'right.txt', '--cell', '7')).toMatchObject({ code: 2 });
});
