import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../support/run.ts';
import { inRoot, resultsFolder, root } from './project.ts';
import { say, seconds } from './report.ts';
import { clearResult, failureOf, oneFailed, onePassed, type RunResult, sum, type Tally, tallyOf } from './tally.ts';

const program = (...parts: readonly string[]) => inRoot('node_modules', ...parts);

async function compile(config: string): Promise<Tally> {
  const start = performance.now();
  const { code, output } = await run(
    process.execPath,
    [program('typescript', 'bin', 'tsc'), '-p', config, '--pretty', 'false'],
    { cwd: root },
  );
  say(`${config.padEnd(24)} ${seconds(performance.now() - start)}`);
  if (code === 0) return onePassed;
  say(output);
  return oneFailed(failureOf(config, output));
}

/** Compiles each part of the project with no more than the types it may see. */
export async function checkTypes(): Promise<Tally> {
  const configs = (await readdir(root))
    .filter((name) => /^tsconfig(\.\w+)?\.json$/.test(name) && name !== 'tsconfig.base.json')
    .sort();
  return sum(await Promise.all(configs.map(compile)));
}

export async function checkStyle(): Promise<Tally> {
  const { code } = await run(
    process.execPath,
    [program('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
    { cwd: root, show: true },
  );
  return code === 0 ? onePassed : oneFailed('Lint or format: `npm run check` shows where.');
}

interface VitestTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[] | null;
}

interface VitestResult {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly VitestTest[];
  }[];
}

/** A test that was queued, and never begun, is "pending" there: only "skipped" means that it was left out on purpose. */
function readVitest({ numTotalTests, numPassedTests, numFailedTests, testResults }: VitestResult): RunResult {
  const skippedTests = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'skipped').map(({ fullName }) => fullName),
  );
  return {
    total: numTotalTests,
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: skippedTests.length,
    skippedTests,
    failures: testResults.flatMap(failuresOf),
  };
}

/** A file whose code outside its tests fails has a message of its own and no failed test. */
function failuresOf({ name, status, message, assertionResults }: VitestResult['testResults'][number]): string[] {
  const file = path.relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [failureOf(file, message)];
  return failed.map(({ fullName, failureMessages }) =>
    failureOf(`${file}: ${fullName}`, failureMessages?.join('\n') ?? ''),
  );
}

/** Runs one of the projects of vitest.config.mts, or those of its files whose paths contain one of `files`. */
export async function runVitest(project: string, files: readonly string[] = []): Promise<Tally> {
  const result = path.join(resultsFolder, `${project}${files.length > 0 ? '-some' : ''}`);
  await clearResult(`${result}.json`);
  const args = [program('vitest', 'vitest.mjs'), 'run', '--project', project, ...files];
  const env = { ...process.env, BACKPROP_RESULT: result };
  const { code } = await run(process.execPath, args, { cwd: root, env, show: true });
  const tally = await tallyOf(`${result}.json`, readVitest, code);
  const secondTries = await readFile(`${result}-second-tries.json`, 'utf8').catch(() => '[]');
  return { ...tally, secondTries: JSON.parse(secondTries) };
}
