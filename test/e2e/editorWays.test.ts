/** What the editor itself does to texts: settings that hide lenses, windows that are loaded again, files that are renamed. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { until } from '../support/until.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

/** How many texts without a file the editor keeps a copy of; it writes one a second or so after an edit. */
async function backups(): Promise<number> {
  const folder = path.join(inject('sharedEditor').profile.userData, 'User', 'Backups');
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.filter((file) => path.basename(path.dirname(file)) === 'untitled').length;
}

describe('an editor that shows no lenses', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench(
    { 'own.bp': '# %% Own\nx = 2\nf = x * x\n' },
    (opened, itsFolder) => {
      workbench = opened;
      folder = itsFolder;
    },
    { settings: { 'editor.codeLens': false } },
  );

  it('has the values at the ends of the lines, and says so once', async () => {
    const { page } = workbench;
    await workbench.open(folder, 'own.bp');
    const lineEnd = (words: string) =>
      until(words, () =>
        page.evaluate(
          (wanted) =>
            [...document.querySelectorAll('.view-line span')].some((span) =>
              ['::before', '::after'].some((side) =>
                getComputedStyle(span, side).content.replaceAll(/\s/g, ' ').includes(wanted),
              ),
            ),
          words,
        ),
      );
    await lineEnd('f = 4');
    const note = page.locator('.notification-toast', { hasText: 'editor.codeLens' });
    await note.waitFor();
    await workbench.screenshot('lenses-off');
    await page.reload();
    await lineEnd('f = 4');
    expect(await note.count()).toBe(0);
  });
});

describe('a text of the product', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench({ 'before.bp': '# %% Own\nx = 2\nf = x * x\ngrad(x) = ?\n' }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it('keeps its graph and its hints when its file is renamed', async () => {
    const { page } = workbench;
    await workbench.open(folder, 'before.bp');
    await workbench.lens(shown('f = 4')).waitFor();
    await workbench.action('Hint').click();
    await page.locator('.view-line', { hasText: 'f = x' }).click();
    await workbench.pressKeyOf('backprop.showGraph');
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'before.bp' }).click();
    await page.keyboard.press('F2');
    const input = page.locator('.explorer-folders-view input');
    await input.fill('after.bp');
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'after.bp' }).waitFor();
    await workbench.lens(shown('f = 4')).waitFor();
    await workbench.webview().locator('.staleMark').waitFor({ state: 'detached' });
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
    await workbench.screenshot('renamed');
    await page.locator('.statusbar-item', { hasText: '0/1 answered' }).hover();
    await page.locator('.monaco-hover', { hasText: '1 hint' }).waitFor();
  });

  it('without a file has a name in its tab, and is a .bp text again after the window was loaded again', async () => {
    const { page } = workbench;
    const before = await backups();
    await workbench.runCommand('Backprop: New Practice…');
    for (const asked of ['What about?', 'How hard?']) {
      await page.locator(`.quick-input-widget input.input[placeholder="${asked}"]`).waitFor();
      await page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
      await page.keyboard.press('Enter');
    }
    const tab = page.locator('.tab.active', { hasText: /level \d\.bp/ });
    const lens = workbench.action('Hint');
    await tab.waitFor();
    await lens.waitFor();
    // What the editor opens is no edit of the reader's: undo leaves it.
    await page.keyboard.press('Control+KeyZ');
    await page.locator('.statusbar-item', { hasText: '(1 selected)' }).waitFor({ state: 'detached' });
    await page.locator('.view-line', { hasText: '[practice]' }).first().waitFor();
    await until('the editor’s own copy of the text', async () => (await backups()) > before);
    await page.reload();
    await page.locator('.tab', { hasText: /level \d\.bp/ }).click();
    await tab.waitFor();
    await page.locator('.statusbar-item', { hasText: 'Backprop' }).first().waitFor();
    await lens.waitFor();
    await workbench.screenshot('untitled-again');
  });
});
