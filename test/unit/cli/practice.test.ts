import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { topics } from '../../../src/core/tutor/practice/exercises/topic.ts';
import { run } from '../../support/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-practice-'));
const program = path.join(folder, 'bp.cjs');
const bp = (...words: readonly string[]) => run(process.execPath, [program, ...words], { cwd: folder });
const save = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return name;
};

beforeAll(async () => {
  await build({
    entryPoints: ['src/cli/bp.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bp practice', () => {
  test('prints a file that bp check takes, with nothing answered yet', async () => {
    for (const topic of topics) {
      const { code, output } = await bp(
        'practice',
        '--topic',
        topic.replaceAll(' ', '-'),
        '--difficulty=2',
        '--seed=5',
      );
      expect(code).toBe(0);
      const checked = await bp('check', save('exercise.bp', output), '--json');
      const [document] = checked.output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(JSON.stringify(document), topic).not.toMatch(/"severity":"error"/);
      const again = await bp('practice', '--topic', topic, '--difficulty', '2', '--seed', '5');
      expect(again.output).toBe(output);
    }
  });

  test('prints a bug hunt that bp check finds wrong', async () => {
    const { code, output } = await bp('practice', '--bug-hunt', '--topic', 'forks', '--seed', '2');
    expect(code).toBe(0);
    expect(output).toContain('\nbackward ');
    expect((await bp('check', save('hunt.bp', output))).code).toBe(1);
  });

  test.each([
    [['practice'], /--topic is missing/],
    [['practice', '--topic', 'nothing'], /--topic takes one of gates/],
    [['practice', '--topic', 'gates', '--difficulty', '4'], /takes 1, 2 or 3/],
    [['practice', '--bug-hunt', '--topic', 'momentum'], /--bug-hunt takes one of/],
    [['practice', '--topic', 'gates', 'file.bp'], /takes no file/],
    [['practice', '--topic', 'gates', '--to', 'latex'], /does not take --to/],
    [['worksheet', 'file.bp'], /--to is missing/],
    [['worksheet', 'file.bp', '--to', 'svg'], /one of markdown, latex/],
    [['worksheet', '--to', 'latex'], /no file is given/],
    [['worksheet', 'nowhere.bp', '--to', 'latex'], /there is no file/],
  ] as const)('%j is wrong usage, and says why', async (words, why) => {
    const { code, output } = await bp(...words);
    expect(code).toBe(2);
    expect(output).toMatch(why);
  });
});

describe('bp worksheet', () => {
  test('prints the sheet without answers, and the key with them', async () => {
    const file = save('sheet.bp', '# %% [practice] Sheet\nx = 3; y = 4\nf = x * y\ngrad(x) = 4\n');
    const sheet = await bp('worksheet', file, '--to', 'markdown');
    expect(sheet.code).toBe(0);
    expect(sheet.output).toContain('| 1 | `∂f/∂x` |');
    expect(sheet.output).not.toContain('`4`');
    const key = await bp('worksheet', file, '--to', 'markdown', '--key');
    expect(key.output).toContain('| 1 | `∂f/∂x` | `4` |');
    const variants = await bp('worksheet', file, '--to', 'latex', '--variants', '3', '--seed', '8');
    expect(variants.output.match(/variant \d/g)).toHaveLength(3);
  });
});
