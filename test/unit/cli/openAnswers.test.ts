/** What the command line prints about a file with open questions: no number that answers one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-open-'));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The values and gradients asked for are known by their digits: p = 413, s = 389, f = 151321, 2s = 778, 45902, 5446. */
const SHEET = `# %% [practice] Secrets
x = param(7); y = 59; w = -24
p = x * y
s = p + w
f = s ** 2
value(p) = ?
value(f) = ?
grad(s) = ?
grad(x) = ?
grad(y) = ?
`;
const ANSWER = /(?<![\d.])(?:413|389|151321|778|45902|5446)(?:\.0*)?(?![\d])/;

/** All that a command prints, and writes with `--out` or `--curves`, on both streams. */
async function told(text: string, ...words: readonly string[]): Promise<string> {
  const file = path.join(folder, 'a.bp');
  writeFileSync(file, text);
  let out = '';
  const take = (chunk: unknown): boolean => {
    out += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const [command = '', ...options] = words;
  await run([command, file, ...options]);
  vi.restoreAllMocks();
  return out;
}

const LATER: Readonly<Record<string, string>> = {
  'nothing below': '',
  'a copy below': '# %% Later\na = x * y\nb = a + 1\n',
  'a reader below': '# %% Later\na = sqrt(p)\nb = a ** 2\n',
  'the same loss below': '# %% Later\nc = (x * y + w) ** 2\nbackward(c)\n',
  'a parameter of the answer': '# %% Later\nv = param(p)\nL = v * 2\n',
};

describe('bp export', () => {
  test.each(
    Object.entries(LATER).flatMap(([name, later]) =>
      (['text', 'latex', 'pytorch', 'svg', 'tikz', 'ipynb'] as const).map((to) => [name, to, later] as const),
    ),
  )('%s, to %s', async (_, to, later) => {
    for (const cell of later === '' ? ['1'] : ['1', '2'])
      expect(await told(SHEET + later, 'export', '--to', to, '--cell', cell)).not.toMatch(ANSWER);
  });

  test('with the key all is told', async () => {
    expect(await told(SHEET, 'export', '--to', 'text', '--key')).toMatch(ANSWER);
  });

  test('an ordinary cell is exported beside an open one', async () => {
    const other = '# %% Another\nu = 3\nk = u ** 2\n';
    expect(await told(SHEET + other, 'export', '--to', 'text', '--cell', '2')).toContain('k');
  });
});

describe('bp train', () => {
  test.each([
    ['in the open cell', `${SHEET}train(f, lr=0.001, steps=1)\n`],
    ['of a copy below', `${SHEET}# %% Later\nc = (x * y + w) ** 2\ntrain(c, lr=0.001, steps=1)\n`],
  ])('%s: refused without the key', async (_, text) => {
    const plain = await told(text, 'train', '--json');
    expect(plain).not.toMatch(ANSWER);
    expect(plain).toContain('its training would tell what questions that are open ask for');
    expect(await told(text, 'train', '--json', '--key')).toMatch(ANSWER);
  });
});

describe('bp compare', () => {
  test.each(['p = 1', 'p = -413', 'dx = -45902', 'dx = 91804', 'ds = 1556', 'f = 1', 'dy = [1 2]', 'q = 1'])(
    '%s: neither the answer nor its sign or factor is told',
    async (arrays) => {
      const own = path.join(folder, 'own.txt');
      writeFileSync(own, arrays);
      const given = arrays.replace(/^.*= /, '').replace('-', '−');
      const found = (await told(SHEET, 'compare', '--arrays', own)).replaceAll(given, '');
      expect(found).not.toMatch(ANSWER);
      expect(found).not.toMatch(/sign is wrong|times too/);
    },
  );
});

describe('other commands', () => {
  test.each([
    ['worksheet', '--to', 'markdown'],
    ['worksheet', '--to', 'latex', '--variants', '2'],
    ['fade'],
    ['handout'],
    ['check'],
    ['check', '--json', '--feedback', 'mistake'],
    ['eval'],
    ['eval', '--json'],
  ])('%s %s %s', async (...words) => {
    expect(await told(SHEET.replace('grad(y) = ?', 'grad(y) = 1'), ...words)).not.toMatch(ANSWER);
  });
});
