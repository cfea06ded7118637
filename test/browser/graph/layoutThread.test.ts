import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphBrowser } from './graphPage.ts';

let browser: GraphBrowser;
let page: Page;
beforeAll(async () => {
  browser = await GraphBrowser.launch('threadHost.ts');
  page = await browser.open();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const idle = () => page.waitForFunction(() => !globalThis.threadHost.busy);

it('is not busy any more when a graph could not be laid out, and lays out the next one', async () => {
  await page.evaluate(() => globalThis.threadHost.show(200, true));
  await idle();
  expect(await page.evaluate(() => globalThis.threadHost.logged)).toEqual([
    expect.stringContaining('could not be laid out: Error: no boxes'),
  ]);
  await page.evaluate(() => globalThis.threadHost.show(300));
  await page.waitForFunction(() => globalThis.threadHost.shown.includes(300));
  await idle();
});

it('shows the last of several graphs, and only that', async () => {
  await page.evaluate(() => {
    globalThis.threadHost.shown.length = 0;
    for (const size of [210, 220, 230]) globalThis.threadHost.show(size);
  });
  await idle();
  expect(await page.evaluate(() => globalThis.threadHost.shown)).toEqual([230]);
});

it('lays out for files what was asked for, each its own, beside what is shown', async () => {
  const sizes = await page.evaluate(() => {
    globalThis.threadHost.show(240);
    return globalThis.threadHost.layoutsOf([160, 20, 170]);
  });
  expect(sizes).toEqual([160, 20, 170]);
  await idle();
  expect(page.workers()).toHaveLength(1);
});
