/** What the reader has made of the graph: given up, refused, kept beside another, copied, and there again after a reload. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const simple = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n\n# %% Another\na = 3\ng = a ** 2\n';

/** More gates than are laid out between two frames, in boxes. */
const many = `# %% Many\ndef s(a, b) = tanh(a * b + 1)\nx0 = 0.5\n${Array.from(
  { length: 60 },
  (_, k) => `h${k} = s(${k / 60}, ${k === 0 ? 'x0' : `h${k - 1}`})`,
).join('\n')}\n`;

/** A window writes what it keeps every few seconds. */
const isStored = (page: Page, words: string): Promise<boolean> =>
  page.evaluate(async (wanted) => {
    const answer = <Result>(asked: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        asked.addEventListener('success', () => resolve(asked.result));
        asked.addEventListener('error', () => reject(asked.error));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      const kept = await Promise.all(
        stores.map((store) => answer(database.transaction(store).objectStore(store).getAll())),
      );
      database.close();
      if (kept.flat().some((value) => typeof value === 'string' && value.includes(wanted))) return true;
    }
    return false;
  }, words);

describe('what the reader has made of the graph', () => {
  let folder: string;
  let workbench: Workbench;
  const page = () => workbench.page;
  const written = async () =>
    ((await page().locator('.monaco-editor .view-lines').first().textContent()) ?? '').replaceAll('\u00a0', ' ');
  const phase = (words: string) => workbench.webview().locator('.phase', { hasText: words });
  const node = (id: string) => workbench.webview().locator(`[data-node="${id}"]`);
  const camera = () => workbench.webview().locator('.picture > g').getAttribute('transform');
  const press = (name: string | RegExp) => workbench.webview().getByRole('button', { name }).click();
  const change = async (id: string, actual: string) => {
    await node(id).focus();
    for (const key of ['Enter', 'ArrowUp', 'ArrowUp']) await page().keyboard.press(key);
    if (actual)
      await workbench
        .webview()
        .locator('.promise .actual', { hasText: shown(actual) })
        .waitFor();
  };

  useWorkbench({ 'kept.bp': simple, 'many.bp': many }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it('is not written into the text when a changed number is given up with Escape', async () => {
    await workbench.open(folder, 'kept.bp');
    await workbench.lens(shown('f = -12')).waitFor();
    await page().locator('.view-line', { hasText: 'f = q' }).click();
    await workbench.pressKeyOf('backprop.showGraph');
    await node('c0:f').waitFor();
    await change('c0:y', '-12.8');
    await page().keyboard.press('Escape');
    await workbench.webview().locator('.promise').waitFor({ state: 'detached' });
    await workbench
      .webview()
      .locator('.picture .label', { hasText: shown('-12') })
      .first()
      .waitFor();
    expect(await written()).toContain('y = 5;');
  });

  it('is refused where the text has moved on, and says so', async () => {
    await press('More');
    await workbench.webview().getByLabel('Pause: don’t follow edits').click();
    await page().keyboard.press('Escape');
    await page().locator('.view-line', { hasText: 'q = x' }).click();
    await page().keyboard.press('End');
    await page().keyboard.type(' # sum');
    await until('the comment', async () => (await written()).includes('y # sum'));
    await change('c0:y', '');
    await page().keyboard.press('Enter');
    await workbench.webview().locator('.refusal').waitFor();
    await workbench.screenshot('graph-refused');
    expect(await written()).toContain('y = 5;');
    await press('More');
    await workbench.webview().getByLabel('Pause: don’t follow edits').click();
    await page().keyboard.press('Escape');
  });

  it('is copied as a picture', async () => {
    await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await press('More');
    await press('Copy: PNG picture');
    await page().locator('.statusbar-item', { hasText: 'Copied' }).waitFor();
    const bytes = await page().evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const blob = await item?.getType('image/png');
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer())];
    });
    expect(bytes.slice(1, 4)).toEqual([...'PNG'].map((letter) => letter.charCodeAt(0)));
    expect(bytes.length).toBeGreaterThan(5000);
  });

  it('is there again after the window was loaded anew: the cell, the step and the camera', async () => {
    await workbench.pressKeyOf('backprop.stepFirst');
    for (const at of ['Forward 1/2', 'Forward 2/2', 'Backward 1/2']) {
      await workbench.pressKeyOf('backprop.stepNext');
      await phase(at).waitFor();
    }
    await press('More');
    await press('Zoom in (+)');
    const before = await camera();
    const zoom = /scale\((.+)\)/.exec(before ?? '')?.[1] ?? 'no zoom';
    await until('the zoom in the window’s own storage', () => isStored(page(), zoom));
    // With a file to open in its address, a window would open nothing else.
    const address = new URL(page().url());
    address.searchParams.delete('payload');
    await page().goto(address.href);
    await node('c0:f').waitFor();
    await phase('Backward 1/2').waitFor();
    expect(await camera()).toBe(before);
    await workbench.screenshot('graph-reloaded');
  });

  it('stays while it is pinned, beside another that follows the cursor', async () => {
    await press(/^Pin/);
    await page().locator('.view-line', { hasText: 'g = a' }).click();
    await workbench.pressKeyOf('backprop.showGraph');
    await page().locator('.tab', { hasText: 'Graph: g' }).waitFor();
    await node('c1:g').waitFor();
    await workbench.screenshot('graph-pinned');
    await page().locator('.tab', { hasText: 'Graph: f' }).click();
    await node('c0:f').waitFor();
    await press(/^Pin/);
  });

  it('is laid out in a thread of its own where it is large', async () => {
    await workbench.open(folder, 'many.bp');
    await page().locator('.view-line', { hasText: 'h1 =' }).first().click();
    await workbench.runCommand('Backprop: Show Graph');
    await workbench.webview().locator('.node.closed').first().waitFor();
    await press('Open all boxes');
    await until('a thread of the panel', async () =>
      page()
        .workers()
        .some((worker) => worker.url().startsWith('blob:vscode-webview') || worker.url().startsWith('blob:http')),
    );
    await workbench.webview().locator('main[aria-busy="false"]').waitFor();
    // Of a picture so large only the part in view is drawn.
    await until('open boxes, and no closed one', async () => {
      const [open, closed] = [workbench.webview().locator('.box'), workbench.webview().locator('.node.closed')];
      return (await open.count()) > 0 && (await closed.count()) === 0;
    });
    await workbench.screenshot('graph-many');
  });
});
