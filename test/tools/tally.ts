import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** How many tests a stage ran, and how they ended. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const none: Tally = { passed: 0, failed: 0 };
export const onePassed: Tally = { passed: 1, failed: 0 };
export const oneFailed: Tally = { passed: 0, failed: 1 };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }), none);

/** Takes an old result away, so that a run that writes none can't pass for the last one. */
export async function clearResult(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
}

/**
 * Reads the result that a test run wrote, `{ total, passed, failed }` after `read`. A run that left no result, ran fewer tests than it has, or
 * ended with an error beside its tests has failed, whatever its exit code says.
 */
export async function tallyOf<T>(
  file: string,
  read: (result: T) => Tally & { readonly total: number },
  code: number,
): Promise<Tally> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.error(`The run ended with ${code} and left no result.`);
    return oneFailed;
  }
  const { total, passed, failed } = read(JSON.parse(text));
  if (passed + failed < total) {
    console.error(`Only ${passed + failed} of ${total} tests ran.`);
    return { passed, failed: failed + 1 };
  }
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
