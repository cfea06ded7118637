import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from '../axeFaults.ts';
import { GraphBrowser, shoot } from './graphPage.ts';
import { openWith } from './panel.ts';
import { programs } from './programs.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

it('draws fully connected layers as columns of units, with the numbers of one example', async () => {
  const page = await openWith(browser, programs.twoLayer);
  await page.click('[aria-label^=Layers]');
  await page.waitForSelector('.weight');
  expect(await page.locator('.columnName').allTextContents()).toEqual(['X', 'h', 'scores']);
  const unit = page.locator('.unit').first();
  await page.waitForFunction(() => document.querySelector('.place .value')?.textContent !== '·');
  const first = await unit.getAttribute('aria-label');
  expect(first).toMatch(/^X\[0, 0\] = .+,\s+∂loss\/∂X\[0, 0\] = /);
  await unit.focus();
  await page.waitForSelector('.weight.mine');
  await shoot(page, 'layered');
  expect(await violations(page)).toEqual([]);
  await page.click('[aria-label="Next example"]');
  await page.waitForFunction(() => document.querySelector('.unit')?.getAttribute('aria-label')?.startsWith('X[1, 0]'));
  await page.click('[aria-label^=Layers]');
  await page.waitForSelector('.node.closed');
  await page.close();
});
