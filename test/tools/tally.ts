import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { say } from './report.ts';

/** How many tests a stage has, and how they ended. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Tests that need something this machine lacks. */
  readonly skipped: number;
  /** The failed tests: the name of each, and the beginning of what it says. */
  readonly failures: readonly string[];
  /** The names of those that passed when they were tried again. */
  readonly secondTries: readonly string[];
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0, failures: [], secondTries: [] };
export const onePassed: Tally = { ...none, passed: 1 };
export const oneFailed = (what: string): Tally => ({ ...none, failed: 1, failures: [what] });

/** A failed test as the report's last lines name it: a CI that keeps only the end of its log still says what failed. */
export const failureOf = (test: string, message: string): string => {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, 6);
  return [test, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
};

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      failures: [...all.failures, ...one.failures],
      secondTries: [...all.secondTries, ...one.secondTries],
    }),
    none,
  );

/** `4281 passed (1 when tried again), 0 failed, 3 skipped`; without the parts that are none. */
export const inWords = ({ passed, failed, skipped, secondTries }: Tally): string => {
  const again = secondTries.length > 0 ? ` (${secondTries.length} when tried again)` : '';
  return `${passed} passed${again}, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};

/** Takes an old result away, so that a run that writes none can't pass for the last one. */
export async function clearResult(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
}

/** What a test run has written about itself. */
export interface RunResult extends Omit<Tally, 'secondTries'> {
  readonly total: number;
  /** Each skipped test, by a name that says why it was skipped. */
  readonly skippedTests: readonly string[];
}

/**
 * Reads the result that a test run wrote. A run that left no result, left tests out, or ended with an error outside its tests has failed,
 * whatever its exit code says.
 */
export async function tallyOf<T>(file: string, read: (result: T) => RunResult, code: number): Promise<Tally> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return oneFailed(`The run ended with ${code} and left no result.`);
  const { total, skippedTests, ...counts } = read(JSON.parse(text));
  const tally: Tally = { ...counts, secondTries: [] };
  for (const name of skippedTests) say(`Skipped: ${name}`);
  const missing = total - tally.passed - tally.failed - tally.skipped;
  if (missing !== 0) return sum([tally, oneFailed(`${missing} of ${total} tests neither ran nor were skipped.`)]);
  if (tally.failed === 0 && code !== 0) return sum([tally, oneFailed(`The run ended with ${code} outside its tests.`)]);
  return tally;
}
