/** What `bp site` writes, opened from its folder, without a network. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireChromium } from '../../support/host/chromium.ts';
import { run, runOrThrow } from '../../support/run.ts';
import { inRoot } from '../../tools/project.ts';
import { violations } from '../axeFaults.ts';

let folder: string;
let browser: Browser;
let page: Page;
const faults: string[] = [];

const address = (fragment = ''): string => pathToFileURL(path.join(folder, 'index.html')).href + fragment;
const line = (text: string) => page.locator('.cm-line', { hasText: text }).first();

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-site-'));
  const lessons = ['01-simple-example.bp', '13-sgd.bp'].map((name) => inRoot('media/lessons', name));
  await runOrThrow(process.execPath, [inRoot('dist/bp.js'), 'site', ...lessons, '--out', folder], {});
  browser = await chromium.launch({ executablePath: await requireChromium(), args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true });
  page = await context.newPage();
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(address());
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

it('is not written of two lessons with one name', async () => {
  const lesson = inRoot('media/lessons/01-simple-example.bp');
  const { code, output } = await run(process.execPath, [inRoot('dist/bp.js'), 'site', lesson, lesson, '--out', folder]);
  expect(code).toBe(2);
  expect(output).toContain('two lessons are called 01-simple-example.bp');
});

describe('the page of a lesson', () => {
  it('shows values and gradients at the ends of lines', async () => {
    await line('f = q * z').locator('.lineEnd', { hasText: '∂f/∂f = 1' }).waitFor();
    expect(await line('q = x + y').textContent()).toContain('q = 3');
  });

  it('draws the graph, and follows the cursor', async () => {
    await page
      .frameLocator('#graph')
      .getByText(/^[-−]12/)
      .first()
      .waitFor();
    await line('s = a + b').click();
    await page.frameLocator('#graph').getByText('s', { exact: true }).first().waitFor();
  });

  it('explains a name under the mouse', async () => {
    const box = await line('q = x + y').boundingBox();
    if (box === null) throw new Error('the line is not shown');
    await page.mouse.move(box.x + 40, box.y + 9);
    await page.mouse.move(box.x + 12, box.y + 9, { steps: 4 });
    await page.locator('.hover', { hasText: 'gradient distributor' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('marks an answer, and says which rule was broken', async () => {
    await line('grad(c) = ?').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('2');
    await line('grad(c) = 2').locator('.mark.right').waitFor();
    expect(await page.locator('#score').textContent()).toBe('1 of 4 answers right');
    await line('grad(s) = ?').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('7');
    await line('grad(s) = 7').locator('.mark.wrong').waitFor();
    await page.locator('#problems button', { hasText: '7' }).first().waitFor();
  });

  it('keeps the text in its address', async () => {
    await page.waitForURL(/#text=/);
    const kept = new URL(page.url()).hash;
    await page.goto('about:blank');
    await page.goto(address(kept));
    await line('grad(c) = 2').locator('.mark.right').waitFor();
    await page.goto('about:blank');
    await page.goto(address('#text=cut'));
    await line('grad(c) = ?').waitFor();
  });

  it('copies its link, or says that it cannot', async () => {
    const said = page.locator('footer [role=status]');
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
    });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await said.getByText('The clipboard is closed to this page: copy its address').waitFor();
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        document.title = text;
      };
    });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await said.getByText('The link to this text is in the clipboard.').waitFor();
    expect(await page.title()).toBe(page.url());
  });

  it('hands in the file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Hand in' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('01-simple-example.bp');
    expect(await readFile(await download.path(), 'utf8')).toBe(
      await readFile(inRoot('media/lessons/01-simple-example.bp'), 'utf8'),
    );
  });

  it('trains', async () => {
    await page.getByLabel('Lesson', { exact: true }).selectOption('13-sgd.bp');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.frameLocator('#training').locator('[role=status]').first().getByText('done').waitFor();
    await page.locator('.lineEnd', { hasText: 'trained' }).first().waitFor();
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  });

  it('reports no error, and is less than 900 KB packed', async () => {
    expect(faults).toEqual([]);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => gzipSync(await readFile(path.join(parentPath, name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(900 * 1024);
  });
});
