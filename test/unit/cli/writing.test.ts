import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-writing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

const SHEET =
  '# %% [practice] A\nx = param(2); y = 3\nf = (x + 4) * y * y + x\ntrain(f, lr=0.1, steps=2)\ngrad(x) = ?\n';
const ROSTER = 'name,id\nAda,ada\n';
const KEPT = 'of somebody else\n';

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(at('folder'), { recursive: true });
  writeFileSync(at('a.bp'), SHEET);
  writeFileSync(at('roster.csv'), ROSTER);
  writeFileSync(at('there.zip'), KEPT);
  symlinkSync(at('a.bp'), at('link.bp'));
});

/** What a command says, with its exit code. */
async function said(...words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const code = await run(words);
    return `${code} ${lines.join('')}`;
  } finally {
    out.mockRestore();
    error.mockRestore();
  }
}

test.each([
  ['export', 'a.bp', '--to', 'svg', '--out', 'a.bp'],
  ['export', 'a.bp', '--to', 'svg', '--out', 'link.bp', '--force'],
  ['export', 'link.bp', '--to', 'text', '--key', '--out', 'folder/../a.bp'],
  ['handout', 'a.bp', '--out', 'a.bp', '--force'],
  ['fade', 'a.bp', '--out', 'a.bp', '--force', '--key'],
  ['items', 'a.bp', '--to', 'moodle', '--out', 'a.bp', '--force'],
  ['train', 'a.bp', '--curves', 'a.bp'],
])('a file that was read is never written over: bp %s %s %s %s %s', async (...words) => {
  const told = await said(...words.map((word) => (/[./]/.test(word) ? at(word) : word)));
  expect(told).toContain('was read for this, and is not written over');
  expect(told.startsWith('2 ')).toBe(true);
  expect(readFileSync(at('a.bp'), 'utf8')).toBe(SHEET);
});

test('what is there already is kept until --force is given', async () => {
  const words = ['items', at('a.bp'), '--to', 'qti21', '--out', at('there.zip')];
  expect(await said(...words)).toMatch(/^2 .*there\.zip is there already: --force writes over it/);
  expect(readFileSync(at('there.zip'), 'utf8')).toBe(KEPT);
  expect(await said(...words, '--force')).toMatch(/^0 /);
});

test.each([
  ['folder', 'it is a folder'],
  ['there.zip/a.svg', 'a part of its path is a file'],
  [`${'x'.repeat(300)}.svg`, 'its name is too long'],
])('why %s cannot be written is said in words', async (name, reason) => {
  expect(await said('export', at('a.bp'), '--to', 'svg', '--out', at(name))).toContain(`cannot be written: ${reason}`);
});

test('folders on the way are made, and nothing else', async () => {
  expect(await said('export', at('a.bp'), '--to', 'svg', '--out', at('new/deep/a.svg'))).toBe('0 ');
  expect(readdirSync(at('new/deep'))).toEqual(['a.svg']);
  expect(await said('eval', at('a.bp'))).toBe('0 ');
  expect(await said('worksheet', at('a.bp'), '--to', 'latex')).toBe('0 ');
  expect(readdirSync(folder).sort()).toEqual(['a.bp', 'folder', 'link.bp', 'new', 'roster.csv', 'there.zip']);
});
