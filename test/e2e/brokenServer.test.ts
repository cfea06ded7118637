import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'vitest';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

describe.each([
  { what: 'a language server that ends as soon as it is started', broken: 'server.js', by: 'process.exit(3);' },
  { what: 'a client of the language server that cannot be loaded', broken: 'languageClient.js', by: 'const = 3;' },
])('$what', ({ broken, by }) => {
  let workbench: Workbench;
  let folder: string;
  let program: string;
  let whole: string;
  useWorkbench(
    { 'own.bp': 'x = 2\nf = x * x\n' },
    (opened, itsFolder) => {
      workbench = opened;
      folder = itsFolder;
    },
    {
      async prepare(extension) {
        program = path.join(extension, 'dist', broken);
        whole = await readFile(program, 'utf8');
        await writeFile(program, by);
      },
    },
  );

  it('is told of once, with what to do', async () => {
    await workbench.open(folder, 'own.bp');
    const message = workbench.page.locator('.notification-toast');
    await message.getByText('keeps stopping').waitFor();
    await message.getByRole('button', { name: 'Show Log' }).waitFor();
    await workbench.screenshot(`broken-${path.parse(broken).name}`);
  });

  it('gives values when it can run and is started again, to what was typed meanwhile', async () => {
    const { page } = workbench;
    await page.locator('.view-line').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('y = 5; ');
    await page.locator('.view-line', { hasText: shown('y = 5; x = 2') }).waitFor();
    await writeFile(program, whole);
    await page.getByRole('button', { name: 'Start Again' }).click();
    await workbench.lens(shown('f = 4')).waitFor();
    await workbench.lens(shown('y = 5')).waitFor();
  });
});
