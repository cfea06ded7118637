import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

/** README's own first example. */
const example = ['x = -2; y = 5; z = -4', 'q = x + y', 'f = q * z'];

/** Most of its lines end in a name that is given above, or that begins the name of a function. */
const network = [
  'X, y = spiral(n=9)',
  'V = param(he(2, 8))',
  'W = param(he(8, 3))',
  's = relu(X @ V) @ W',
  'f = s',
  'L = hinge(f, y)',
  'train(L, lr=1)',
];

const full = `# %% Above\n${Array.from({ length: 30 }, (_, k) => `fx${k} = ${k} * 2`).join('\n')}\n`;

/** Each text at each speed, in milliseconds a key, in an empty file or at the end of a full one. */
const tasks = [60, 80, 120, 150].flatMap((pause, k) => [
  { pause, file: `example${pause}.bp`, lines: example, into: k % 2 === 0 ? '' : full },
  { pause, file: `network${pause}.bp`, lines: network, into: k % 2 === 0 ? full : '' },
]);

const many = Array.from({ length: 120 }, (_, k) => `m${k} = ${k} * 3`).join('\n');

describe('Enter always makes a new line', () => {
  let folder: string;
  let workbench: Workbench;
  const files = Object.fromEntries(tasks.map(({ file, into }) => [file, into]));
  useWorkbench({ ...files, 'many.bp': full }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it.each(tasks)('with $pause ms a key: $file', async ({ pause, file, lines, into }) => {
    await workbench.show(folder, file);
    const { keyboard } = workbench.page;
    await keyboard.press('Control+End');
    for (const key of lines.flatMap((line) => [...line, 'Enter'])) {
      await keyboard.press(key === ' ' ? 'Space' : key);
      // Here the time is what is tested: a list of suggestions needs some to open.
      await workbench.page.waitForTimeout(pause);
    }
    await keyboard.press('Control+KeyS');
    const onDisk = () => readFile(path.join(folder, file), 'utf8');
    // The editor also saves by itself where nothing was typed for a second, as on a busy machine: what it wrote then is not the end.
    await expect.poll(onDisk, { timeout: 30_000 }).toBe(`${into}${lines.join('\n')}\n`);
  });

  it('and a paste of many lines leaves the caret in view once they have their lenses', async () => {
    const { page } = workbench;
    await workbench.show(folder, 'many.bp');
    await workbench.lens('fx0 = 0').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((text) => navigator.clipboard.writeText(text), many);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+KeyV');
    await page.locator('.statusbar-item', { hasText: 'Ln 151, Col 15' }).waitFor();
    await page.locator('.view-line', { hasText: 'm119 =' }).waitFor();
    await workbench.lens('m119 = 357').waitFor({ state: 'attached' });
    await until('the caret in view', () =>
      page.evaluate(() => {
        const editor = document.querySelector('.monaco-editor.focused');
        const caret = editor?.querySelector('.cursors-layer .cursor')?.getBoundingClientRect();
        const frame = editor?.getBoundingClientRect();
        return caret !== undefined && frame !== undefined && caret.top > frame.top && caret.bottom < frame.bottom;
      }),
    );
  });
});
