import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonFaults, readCsv } from '../support/publishedFormats.ts';
import { makeCommandLinePackage } from '../tools/commandLinePackage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-built-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: readonly string[]): string => path.join(folder, ...parts);

const HOMEWORK = '# %% [practice] A\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(x) = ?\ngrad(z) = ?\n';
const HAND_INS = 300;

/** A place with Node and the few programs of every Debian, and nothing else: no variables, no other folder on the path. */
function bare(): NodeJS.ProcessEnv {
  const bin = at('bin');
  mkdirSync(bin, { recursive: true });
  const link = (name: string, target: string): void => {
    try {
      symlinkSync(target, path.join(bin, name));
    } catch {
      // There already.
    }
  };
  link('node', process.execPath);
  for (const name of ['bash', 'mkdir', 'find', 'sort', 'head'])
    link(name, execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim());
  return { PATH: bin };
}

describe('the autograder for Gradescope', () => {
  it('marks a hand-in, and a folder of 300, with nothing but Node', () => {
    const env = bare();
    writeFileSync(at('hw.bp'), HOMEWORK);
    execFileSync(process.execPath, ['dist/bp.js', 'autograder', 'gradescope', at('hw.bp'), '--out', at('a.zip')], {
      stdio: 'pipe',
    });
    mkdirSync(at('root', 'source'), { recursive: true });
    for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(readFileSync(at('a.zip')))))) {
      writeFileSync(at('root', 'source', name), bytes);
      chmodSync(at('root', 'source', name), 0o755);
    }
    mkdirSync(at('root', 'submission'), { recursive: true });
    const grade = (): unknown => {
      execFileSync(at('root', 'source', 'run_autograder'), {
        env: { ...env, BP_AUTOGRADER_ROOT: at('root') },
        cwd: at('root'),
      });
      return JSON.parse(readFileSync(at('root', 'results', 'results.json'), 'utf8'));
    };
    expect(grade()).toEqual({ score: 0, output: 'There is no .bp file in what you handed in.' });
    writeFileSync(at('root', 'submission', "any 'name'.bp"), HOMEWORK.replace('grad(x) = ?', 'grad(x) = -4'));
    const results = grade();
    expect(jsonFaults('gradescope', results)).toEqual([]);
    expect(results).toMatchObject({ score: 1 });

    for (let i = 0; i < HAND_INS; i++) {
      mkdirSync(at('in', `s${i}`), { recursive: true });
      writeFileSync(at('in', `s${i}`, 'hw.bp'), HOMEWORK.replace('grad(x) = ?', `grad(x) = ${i % 2 === 0 ? -4 : 4}`));
    }
    const words = [
      at('root', 'source', 'bp.js'),
      'check',
      at('in'),
      '--original',
      at('root', 'source', 'original.bp'),
      '--format',
      'csv',
    ];
    let written = '';
    try {
      written = execFileSync('node', words, { env, cwd: folder, encoding: 'utf8' });
    } catch (problem) {
      // Exit code 1: there are wrong answers.
      written = String((problem as { readonly stdout: unknown }).stdout);
    }
    const [header = [], ...rows] = readCsv(written);
    const points = rows.map((row) => row[header.indexOf('points')]);
    expect([points.filter((one) => one === '1').length, points.filter((one) => one === '0').length]).toEqual([
      150, 150,
    ]);
  });
});

it('ends without a word where its reader has read enough', () => {
  writeFileSync(at('long.bp'), Array.from({ length: 5000 }, (_, i) => `a${i} = ${i}`).join('\n'));
  const words = ['-c', '"$0" dist/bp.js eval "$1" --json | head -c 5', process.execPath, at('long.bp')];
  const { stdout, stderr } = spawnSync('/bin/sh', words, { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['{"ver', '']);
});

describe('the package of the command line', () => {
  it('is one file without dependencies, and runs where it is unpacked', async () => {
    const source = await makeCommandLinePackage(at('package'));
    const manifest = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'backprop-tutor', bin: { bp: 'bp.js', backprop: 'bp.js' } });
    expect(manifest.dependencies).toBeUndefined();
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['pack', source, '--pack-destination', folder], { stdio: 'pipe', cwd: folder });
    const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    expect(archive).toBe(`backprop-tutor-${manifest.version}.tgz`);
    mkdirSync(at('installed'));
    writeFileSync(at('installed', 'package.json'), '{"private": true}');
    execFileSync(npm, ['install', '--offline', '--no-audit', '--no-fund', at(archive ?? '')], {
      stdio: 'pipe',
      cwd: at('installed'),
    });
    for (const name of ['bp', 'backprop']) {
      const program = at('installed', 'node_modules', '.bin', name);
      expect(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()).toBe(manifest.version);
    }
  });
});
