import { defineConfig } from 'vitest/config';
import { SecondTries } from './test/support/secondTries.mts';

const project = (name: string, ...include: string[]) => ({ extends: true as const, test: { name, include } });

/** What drives a browser shares the machine with it: a test that fails is tried once more, and named where it passes then. */
const inBrowser = { retry: 1 };
/** One editor at a time. */
const inEditor = { ...inBrowser, fileParallelism: false, testTimeout: 240_000 };

/** The test command's runs leave their result in files of this name, `unit.json` and `unit-second-tries.json`. */
const { BACKPROP_RESULT: result } = process.env;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    reporters:
      result === undefined
        ? 'default'
        : ['default', ['json', { outputFile: `${result}.json` }], new SecondTries(`${result}-second-tries.json`)],
    // Longer than anything in a test waits by itself, so that what was waited for is named; machines are slow at times.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    projects: [
      project('house', 'test/house/**/*.test.ts'),
      project('built', 'test/built/**/*.test.ts'),
      {
        extends: true,
        // Files of one worker share the modules they import, which takes a quarter of the time: nothing in them is changed by a test.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/language/**/*.test.ts'],
          setupFiles: ['test/support/seed.ts'],
          isolate: false,
        },
      },
      project('server', 'test/server/**/*.test.ts', 'test/cli/**/*.test.ts', 'test/tools/**/*.test.ts'),
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.{ts,tsx}'], ...inBrowser },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/sharedEditor.ts', ...inEditor },
      },
    ],
  },
});
