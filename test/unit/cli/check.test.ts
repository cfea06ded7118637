import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../support/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-check-'));
const bp = path.join(folder, 'bp.cjs');

const SHEET = `# %% [practice] A sheet
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(z) = ?
grad(q) = ?
grad(x) = ?
`;
const answered = (...answers: readonly string[]): string => {
  let next = 0;
  return SHEET.replace(/\?/g, () => answers[next++] ?? '?');
};
const file = (name: string, text: string): string => {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
};
const check = async (...words: readonly string[]) => {
  const { code, output } = await run(process.execPath, [bp, 'check', ...words], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder },
  });
  return { code, output };
};
const json = async (...words: readonly string[]) => {
  const { code, output } = await check(...words, '--json');
  return {
    code,
    documents: output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
};

beforeAll(async () => {
  await build({
    entryPoints: ['src/cli/bp.ts'],
    outfile: bp,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bp check', () => {
  test('right answers: exit code 0, and no answer is given away', async () => {
    const { code, documents } = await json(file('right.bp', answered('3', '-4', '-4')));
    expect(code).toBe(0);
    expect(documents).toMatchObject([
      { version: 1, problems: [], score: { asked: 3, right: 3, credit: 3, points: 3, maxPoints: 3 }, integrity: null },
    ]);
    const [document] = documents;
    expect(Object.keys(document)).toEqual([
      'version',
      'file',
      'problems',
      'answers',
      'gradientChecks',
      'score',
      'integrity',
      'tool',
      'originalHash',
      'student',
    ]);
    expect(document.answers[0]).toEqual({
      line: 5,
      question: 'grad(z)',
      given: 3,
      verdict: 'right',
      expected: null,
      mistakes: [],
      credit: 1,
      message: 'Right.',
      cell: 1,
      points: 1,
      followed: false,
      hints: 0,
      revealed: false,
      near: false,
      reason: null,
    });
    expect(document.gradientChecks).toMatchObject([
      { cell: 1, name: 'x', verdict: 'agrees' },
      { cell: 1, name: 'y', verdict: 'agrees' },
      { cell: 1, name: 'z', verdict: 'agrees' },
    ]);
  });

  test('a mistake, what follows from it, and the key', async () => {
    const { code, documents } = await json('--key', file('wrong.bp', answered('-4', '3', '3')));
    expect(code).toBe(1);
    expect(documents[0].answers).toMatchObject([
      { verdict: 'wrong', mistakes: ['no-swap'], credit: 0, expected: 3 },
      { verdict: 'wrong', mistakes: ['no-swap'], credit: 0, expected: -4 },
      { verdict: 'wrong', mistakes: [], credit: 1, expected: -4 },
    ]);
    expect(documents[0].score).toEqual({ asked: 3, right: 0, credit: 1, points: 1, maxPoints: 3 });
  });

  test('open questions are neither right nor wrong', async () => {
    const { code, documents } = await json(file('open.bp', answered('3')));
    expect(code).toBe(0);
    expect(documents[0].answers[1]).toMatchObject({ verdict: 'unanswered', given: null, expected: null, credit: 0 });
    expect(documents[0].score).toEqual({ asked: 3, right: 1, credit: 1, points: 1, maxPoints: 3 });
  });

  test('errors, unreadable files and wrong usage have their exit codes', async () => {
    expect((await check(file('error.bp', 'x = (1\n'))).code).toBe(1);
    const missing = await json(path.join(folder, 'missing.bp'));
    expect(missing).toMatchObject({ code: 1, documents: [{ problems: [{ code: 'unreadable' }] }] });
    const wrong = await check('--cell', '1', file('a.bp', 'x = 1'));
    expect(wrong.code).toBe(2);
    expect(wrong.output).toMatch(
      /^bp: bp check does not take --cell: .*\nbp --help shows every command and option\.\n$/,
    );
    expect((await check('--original', path.join(folder, 'missing.bp'), file('a.bp', 'x = 1'))).code).toBe(2);
  });

  test('a wrong backward pass of one’s own', async () => {
    const own = 'def twice(a) = a * a\nbackward twice(a, upstream) = a * upstream\nx = 3\nf = twice(x)\n';
    const { code, documents } = await json(file('own.bp', own));
    expect(code).toBe(1);
    expect(documents[0].problems.map((problem: { code: string }) => problem.code)).toEqual([
      'own-backward-wrong',
      'through-own-backward',
    ]);
    expect(documents[0].gradientChecks).toMatchObject([{ name: 'x', verdict: 'wrong' }]);
  });

  test('many files: one document a line, a table with the mistakes for people', async () => {
    const files = Array.from({ length: 30 }, (_, i) =>
      file(`s${i}.bp`, i % 3 === 0 ? answered('-4') : answered('3', '-4', '-4')),
    );
    const { documents } = await json(...files);
    expect(documents.map((document) => document.file)).toEqual(files);
    const { output, code } = await check(...files);
    expect(code).toBe(1);
    expect(output).toContain('3 of 3 right, credit 3 of 3');
    expect(output).toMatch(/mistake\s+answers\nno-swap\s+10/);
  });

  test('tampering with what was handed out', async () => {
    const original = file('original.bp', SHEET);
    const { code, documents } = await json(
      '--original',
      original,
      file('cheat.bp', answered('3', '-4', '-4').replace('grad(q) = -4\n', '').replace('y = 5', 'y = 6')),
    );
    expect(code).toBe(1);
    expect(documents[0].problems).toMatchObject([
      { line: 2, severity: 'error', code: 'line-changed' },
      { severity: 'error', code: 'question-removed' },
    ]);
    expect((await json('--original', original, file('honest.bp', answered('3', '-4', '-4')))).code).toBe(0);
  });
});

describe('bp export', () => {
  test('writes out no answer of a practice cell that is open, unless the key is given', async () => {
    const open = file('open.bp', SHEET);
    const write = async (...words: readonly string[]) =>
      run(process.execPath, [bp, 'export', open, ...words], { cwd: folder });
    for (const to of ['latex', 'text', 'pytorch']) {
      const { code, output } = await write('--to', to);
      expect([to, code, output]).toEqual([to, 1, expect.stringContaining('--key')]);
    }
    expect((await write('--to', 'svg')).output).not.toContain('>−12<');
    expect((await write('--to', 'svg', '--key')).output).toContain('−12');
    expect((await write('--to', 'latex', '--key')).code).toBe(0);
  });
});

describe('bp eval', () => {
  const evaluate = async (...words: readonly string[]) =>
    (await run(process.execPath, [bp, 'eval', ...words], { cwd: folder })).output;

  test('keeps a practice cell’s answers to itself until they are given right, or the key is', async () => {
    const open = file('practice.bp', SHEET);
    expect(await evaluate(open)).toMatch(/q = ·\s+∂f\/∂q = ·/);
    expect(JSON.parse((await evaluate('--json', open)).trim()).statements.at(-1)).toMatchObject({
      name: 'f',
      value: null,
      gradient: null,
    });
    expect(await evaluate('--key', open)).toMatch(/q = 3\s+∂f\/∂q = −4/);
    expect(await evaluate(file('tried.bp', answered('1', '2', '3')))).toMatch(/q = ·\s+∂f\/∂q = ·/);
    expect(await evaluate(file('done.bp', answered('3', '-4', '-4')))).toMatch(/q = 3\s+∂f\/∂q = −4/);
  });

  test('hints that a comment tells are part of the report', async () => {
    const text = answered('3', '-4', '-4').replace('grad(q) = -4', 'grad(q) = -4  # 2 hints');
    const { documents } = await json(file('hints.bp', text));
    expect(documents[0].answers[1]).toMatchObject({
      verdict: 'right',
      credit: 1,
      message: 'Right. 2 hints were taken.',
    });
    expect((await check(file('hints.bp', text))).output).toContain('3 of 3 right, credit 3 of 3, hints 2');
  });

  test('a bug hunt allows two probes to who works at it', async () => {
    const hunt = (a: number, rule = 'upstream * a, upstream * a'): string =>
      file(
        'hunt.bp',
        `# %% Bug hunt: a product\ndef g(a, b) = a * b\nbackward g(a, b, upstream) = (${rule})\na = ${a}; b = 3\nf = g(a, b) ** 2\n`,
      );
    const left = async (a: number, ...more: readonly string[]) => {
      const { output } = await check(hunt(a), ...more);
      return { left: /bug hunt: (\d)/.exec(output)?.[1], told: output.includes('✗ gradient of a'), output };
    };
    expect(await left(2)).toMatchObject({ left: '2', told: true });
    expect(await left(2)).toMatchObject({ left: '2', told: true });
    expect(await left(5)).toMatchObject({ left: '1', told: true });
    expect(await left(7)).toMatchObject({ left: '0', told: true });
    const fourth = await left(8);
    expect(fourth).toMatchObject({ left: undefined, told: false });
    expect(fourth.output).toContain('both probes of this bug hunt are used');
    expect(await left(8, '--key')).toMatchObject({ left: undefined, told: true });
    expect(await left(5)).toMatchObject({ left: '0', told: true });
    expect((await check(hunt(8, 'upstream * b, upstream * a'))).code).toBe(0);
  });
});
