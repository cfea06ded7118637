import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

/** README's own first example. */
const example = ['# %% A simple example', 'x = -2; y = 5; z = -4', 'q = x + y', 'f = q * z', 'q'];

/** Most of its lines end in a name that is given above, or begins the name of a function. */
const network = [
  '# %% Two layers',
  'X, y = spiral(n=60)',
  'W1 = param(he(2, 8))',
  'W2 = param(he(8, 3))',
  's = relu(X @ W1) @ W2',
  'p = s',
  'loss = cross_entropy(p, y)',
  'f = loss',
  'train(f, lr=0.1)',
];

const full = `# %% Above\n${Array.from({ length: 30 }, (_, k) => `fx${k} = ${k} * 2`).join('\n')}\n`;

/** Milliseconds a key, and what is typed into which text. */
const runs = [60, 80, 120, 150].map((pause, k) => ({
  pause,
  tasks: [
    { file: `example${pause}.bp`, lines: example, into: k % 2 === 0 ? '' : full },
    { file: `network${pause}.bp`, lines: network, into: k % 2 === 0 ? full : '' },
  ],
}));

/** As a person types: one key after the other. */
async function type(page: Page, lines: readonly string[], pause: number): Promise<void> {
  for (const key of lines.flatMap((line) => [...line, 'Enter'])) {
    await page.keyboard.press(key === ' ' ? 'Space' : key);
    await page.waitForTimeout(pause);
  }
}

describe('Enter', () => {
  let folder: string;
  let workbench: Workbench;
  const files = runs.flatMap(({ tasks }) => tasks.map(({ file, into }) => [file, into] as const));
  useWorkbench(Object.fromEntries(files), (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it('always makes a new line, at the speeds at which people type', async () => {
    await Promise.all(
      runs.map(async ({ pause, tasks }) => {
        const { page, open } = await workbench.another();
        for (const { file, lines, into } of tasks) {
          await open(folder, file).catch(async (e) => { await page.screenshot({path:`/tmp/bare-${pause}.png`}); throw e; });
          await page.keyboard.press('Control+End');
          await type(page, lines, pause);
          await page.keyboard.press('Control+KeyS');
          const wanted = `${into}${lines.join('\n')}\n`;
          const onDisk = () => readFile(path.join(folder, file), 'utf8');
          await until(`${file} on the disk`, async () => (await onDisk()).endsWith('\n') && (await onDisk()) !== into);
          expect(await onDisk(), file).toBe(wanted);
        }
        await page.context().close();
      }),
    );
  });
});
