import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { say } from './report.ts';

/** How many tests a stage has, and how they ended. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Tests that need something this machine lacks. */
  readonly skipped: number;
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Tally = { ...none, passed: 1 };
export const oneFailed: Tally = { ...none, failed: 1 };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    none,
  );

/** `4281 passed, 0 failed, 3 skipped`; without the last part where nothing was skipped. */
export const inWords = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** Takes an old result away, so that a run that writes none can't pass for the last one. */
export async function clearResult(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
}

/** What a test run has written about itself. */
export interface RunResult extends Tally {
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
  if (text === undefined) {
    say(`The run ended with ${code} and left no result.`);
    return oneFailed;
  }
  const { total, passed, failed, skipped, skippedTests } = read(JSON.parse(text));
  for (const name of skippedTests) say(`Skipped: ${name}`);
  const missing = total - passed - failed - skipped;
  if (missing !== 0) {
    say(`${missing} of ${total} tests neither ran nor were skipped.`);
    return { passed, skipped, failed: failed + 1 };
  }
  return { passed, skipped, failed: failed === 0 && code !== 0 ? 1 : failed };
}
