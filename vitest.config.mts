import { defineConfig } from 'vitest/config';

const project = (name: string, ...include: string[]) => ({ extends: true as const, test: { name, include } });

/** One editor at a time. */
const inEditor = { fileParallelism: false, testTimeout: 240_000 };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
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
      project('browser', 'test/browser/**/*.test.{ts,tsx}'),
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/sharedEditor.ts', ...inEditor },
      },
    ],
  },
});
