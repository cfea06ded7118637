/** The map of lr × β: swept in a real worker, read by mouse, by keyboard, as text and as a table. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { violations } from '../axeFaults.ts';
import { ended, PanelBrowser, shoot, textOf, train } from './panelPage.ts';
import { BANANA, spirals } from './programs.ts';
import { applyTheme, themes } from './themes.ts';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
}, 60_000);
afterAll(async () => {
  expect(browser.complaints).toEqual([]);
  await browser.close();
});

const RAVINE = `# %% A ravine
p = param(6.0); q = param(3.0)
r = 0.5 * (p ** 2 + 50 * q ** 2)
train(r, lr=0.037, momentum=[0, 0.5], steps=60, precision="float64")
`;

const map = (page: Page) => page.locator('[data-card=map]');
const summary = (page: Page) => textOf(page.locator('#map-summary'));
const picture = (page: Page) => map(page).getByRole('slider');
const said = async (page: Page) => (await picture(page).getAttribute('aria-valuetext')) ?? '';
const press = (page: Page, name: string) => map(page).getByRole('button', { name, exact: true }).click();

async function opened(text: string): Promise<Page> {
  const page = await browser.open({});
  await train(page, text);
  await ended(page);
  await map(page).scrollIntoViewIfNeeded();
  return page;
}

async function swept(text: string): Promise<Page> {
  const page = await opened(text);
  await press(page, 'Sweep');
  await map(page).getByRole('button', { name: 'Sweep again' }).waitFor();
  return page;
}

test('tells that 0.9 beats 0.99 in the banana valley, even when each gets its own best lr', async () => {
  const page = await swept(BANANA);
  const told = await summary(page);
  expect(told).toContain('Lowest: lr 0.00316, β 0.9: loss 1.15e-7');
  expect(told).toContain('loss 0.0748 with β 0 at its best lr 0.00447');
  expect(told).toContain('loss 0.0469 with β 0.99 at its best lr 7.94e-5');
  await until('the way of the best pair', async () => (await map(page).locator('.trial-line').count()) === 2);
  await press(page, 'lr × β as a table');
  expect(await map(page).locator('thead th').allInnerTexts()).toContain('β = 0.99');
  const rows = await map(page).locator('tbody tr').allInnerTexts();
  expect(rows.some((row) => row.includes('1.15e-7'))).toBe(true);
  expect(rows.at(-1)).toContain('diverged');
  await page.close();
});

test('is walked through by arrow keys, each pair with its loss and its training', async () => {
  const page = await swept(RAVINE);
  expect(await textOf(map(page))).toContain('stable border, from λmax = 50');
  await picture(page).focus();
  await until('the best pair', async () => (await said(page)).startsWith('lr 0.0447, β 0.7: loss'));
  await page.keyboard.press('ArrowDown');
  await until('the row below', async () => (await said(page)).startsWith('lr 0.0447, β 0.5: loss'));
  await page.keyboard.press('ArrowRight');
  await until('the rate beside', async () => (await said(page)).startsWith('lr 0.0501, β 0.5: loss'));
  expect(await summary(page)).toContain('Picked: lr 0.0501, β 0.5');
  await until('its own training', async () => (await map(page).locator('.trial:not(.stale)').count()) === 1);
  await page.keyboard.press('End');
  await until('the largest rate', async () => (await said(page)).startsWith('lr 0.891, β 0.5: loss'));
  await page.close();
});

test('is read by pointing, and the pair pointed at can be trained', async () => {
  const page = await swept(RAVINE);
  const { width = 0, height = 0 } = (await picture(page).boundingBox()) ?? {};
  await picture(page).hover({ position: { x: width / 3, y: height / 2 } });
  await until('a pair', async () => /^lr 0\.00\d+, β 0\.8: loss/.test(await said(page)));
  await until('its training', async () => (await map(page).locator('.trial:not(.stale)').count()) === 1);
  await press(page, 'Train this pair');
  const tried = await until('the wish', () =>
    page.evaluate(() => globalThis.trainingHost.posted.find(({ type }) => type === 'try')),
  );
  if (tried?.type !== 'try') throw new Error('nothing was tried');
  expect(tried.momentum).toBe(0.8);
  expect(await said(page)).toContain(`lr ${Number(tried.lr.toPrecision(3))},`);
  await page.close();
});

test('grows while it is swept, stops when told, and a new run has a new map', async () => {
  const page = await opened(spirals('lr=0.1, momentum=0.9, batch=32, epochs=100'));
  await press(page, 'Sweep');
  await until('some pairs', async () => /[1-9]\d* of \d+ pairs tried so far/.test(await summary(page)));
  await press(page, 'Stop the sweep');
  await until('the stop', async () => /pairs tried, then stopped/.test(await summary(page)));
  const cells = await map(page).locator('.pair-cells rect').count();
  expect(cells).toBeGreaterThan(0);
  await page.evaluate(() => globalThis.trainingHost.restore());
  await until('the same after a state', async () => (await map(page).locator('.pair-cells rect').count()) === cells);
  await train(page, BANANA);
  await map(page).getByRole('button', { name: 'Sweep', exact: true }).waitFor();
  await page.close();
});

test('has no fault that axe finds, in any theme, as a picture and as a table', async () => {
  const page = await swept(RAVINE);
  await until('a training', async () => (await map(page).locator('.trial:not(.stale)').count()) === 1);
  for (const theme of themes) {
    await applyTheme(page, theme);
    await shoot(page, `map-${theme.name}`);
    expect(await violations(page, theme === themes[0] ? 'all' : 'colours'), theme.name).toEqual([]);
  }
  await press(page, 'lr × β as a table');
  for (const theme of themes) {
    await applyTheme(page, theme);
    expect(await violations(page, theme === themes[0] ? 'all' : 'colours'), `table, ${theme.name}`).toEqual([]);
  }
  await page.close();
});
