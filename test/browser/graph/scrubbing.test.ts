import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { labels, lastSent, nodeNamed, openWith, sent, text } from './panel.ts';
import { programs } from './programs.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const shows = (page: Page, label: string): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => [...document.querySelectorAll('.picture .label')].some((element) => element.textContent === wanted),
    label,
  );

async function drag(page: Page, selector: string, pixels: number): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 3 + pixels, y, { steps: 8 });
}

it('follows a drag, holds the promise beside what comes of it, and writes the number on release', async () => {
  const page = await openWith(browser, programs.simple);
  await drag(page, '.label.scrubbable', 60);
  await shows(page, '−1');
  await page.waitForSelector('.promise .actual');
  expect(await page.locator('.promise .predicted').textContent()).toBe('−16');
  expect(await page.locator('.promise .actual').textContent()).toBe('−16');
  expect(await page.locator('.promise .how').textContent()).toContain('−12 + (−4)·1');
  await shoot(page, 'scrubbing');
  expect(await text(page)).toContain('x = -2');
  await page.mouse.up();
  expect(await lastSent(page, 'scrubCommit')).toMatchObject({ node: 'c0:x', value: -1 });
  await page.waitForFunction(() => globalThis.pageHost.text.includes('x = -1'));
  await page.waitForSelector('.promise', { state: 'detached' });
  await page.close();
});

it('parts promise and truth where the function is not linear', async () => {
  const page = await openWith(browser, 'x = 3\nf = x ** 2\n');
  await drag(page, '.label.scrubbable', 60);
  await page.waitForFunction(() => document.querySelector('.promise .actual')?.textContent === '16');
  expect(await page.locator('.promise .predicted').textContent()).toBe('15');
  await page.close();
});

it('moves nothing else while it lasts', async () => {
  const page = await openWith(browser, programs.simple);
  const places = () =>
    page.locator('.node').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('transform')));
  const before = await places();
  await drag(page, '.label.scrubbable', 50);
  await page.waitForSelector('.promise');
  expect(await places()).toEqual(before);
  await page.close();
});

it('draws nothing anew for a number without a name either', async () => {
  const page = await openWith(browser, 'x = 3\nf = 2 * x\n');
  const places = () =>
    page.locator('.node').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('transform')));
  const before = await places();
  await drag(page, '.node.constant.scrubbable .shape', 30);
  await page.waitForFunction(() => document.querySelector('.node.constant .symbol')?.textContent === '2.5');
  expect(await places()).toEqual(before);
  await page.mouse.up();
  await page.waitForFunction(() => globalThis.pageHost.text.includes('f = 2.5 * x'));
  await page.close();
});

it('is given up with Escape', async () => {
  const page = await openWith(browser, programs.simple);
  await nodeNamed(page, 'y').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await shows(page, '5.1');
  expect(await nodeNamed(page, 'y').getAttribute('role')).toBe('slider');
  await page.keyboard.press('Escape');
  await shows(page, '5');
  expect(await text(page)).toBe(programs.simple);
  await page.close();
});

it('works by keyboard: arrows, finer with Shift, ten notches with Page Up, and Enter writes', async () => {
  const page = await openWith(browser, programs.simple);
  await nodeNamed(page, 'y').focus();
  for (const key of ['Enter', 'ArrowUp', 'Shift+ArrowUp', 'PageUp']) await page.keyboard.press(key);
  await shows(page, '6.11');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.pageHost.text.includes('y = 6.11'));
  await page.close();
});

it('works with the wheel, and writes when the wheel has come to rest', async () => {
  const page = await openWith(browser, programs.simple);
  const box = await page.locator('.label.scrubbable').nth(1).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 4, (box?.y ?? 0) + 6);
  await page.mouse.wheel(0, -100);
  await page.mouse.wheel(0, -100);
  await shows(page, '5.2');
  await page.waitForFunction(() => globalThis.pageHost.text.includes('y = 5.2'));
  await page.close();
});

it('has one question on its way at a time, and the latest value wins', async () => {
  const page = await openWith(browser, programs.simple);
  await drag(page, '.label.scrubbable', 240);
  await shows(page, '2');
  const values = (await sent(page)).filter((message) => message.type === 'scrub').map(({ value }) => value);
  expect(values.at(-1)).toBe(2);
  expect(new Set(values).size).toBe(values.length);
  await page.close();
});

it('is refused with the reason, and the picture is as it was', async () => {
  const page = await openWith(browser, programs.simple);
  await nodeNamed(page, 'y').focus();
  await page.keyboard.press('Enter');
  await page.evaluate(() => globalThis.pageHost.post({ type: 'refused', reason: 'The text has changed.' }));
  expect(await page.locator('.refusal').textContent()).toBe('The text has changed.');
  await page.waitForSelector('.promise', { state: 'detached' });
  expect(await labels(page)).toContain('5');
  await page.close();
});
