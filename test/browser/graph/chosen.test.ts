import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { nodeNamed, openWith } from './panel.ts';
import { programs } from './programs.ts';
import { themes } from './themes.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const world = (page: Page) => page.locator('.picture > g').getAttribute('transform');
const placeOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  return box;
};
const sizes = [
  ['beside the text', 600, 640],
  ['with the whole window', 1100, 640],
] as const;

describe.each(sizes)('what is said of a chosen gate, %s', (_, width, height) => {
  it.each(['simple', 'neuron', 'layer', 'copies'] as const)(
    'moves nothing in the picture of %s, and hides nothing of the gate',
    async (name) => {
      const page = await openWith(browser, programs[name], { width, height });
      // Those that a hand can press: in the view, and not below the overview.
      const ids = await page.locator('.node.gate, .node.copy').evaluateAll((all) =>
        all
          .filter((node) => {
            const { x, y, width, height } = node.getBoundingClientRect();
            return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
          })
          .map((node) => node.getAttribute('data-node') ?? ''),
      );
      expect(ids.length).toBeGreaterThan(0);
      for (const id of ids) {
        const before = await world(page);
        await page.locator(`[data-node="${id}"]`).click();
        await page.waitForSelector('.chosenCard .card.backward .katex');
        expect(await world(page)).toBe(before);
        const gate = await placeOf(page, `[data-node="${id}"] .shape`);
        const card = await placeOf(page, '.chosenCard');
        expect(gate.y + gate.height <= card.y || card.y + card.height <= gate.y).toBe(true);
        await page.keyboard.press('Escape');
        await page.waitForSelector('.chosenCard', { state: 'detached' });
        expect(await world(page)).toBe(before);
      }
      await page.close();
    },
  );
});

it('is closed by its button, by a press on the paper, and by Escape from anywhere', async () => {
  const page = await openWith(browser, programs.simple);
  const gone = () => page.waitForSelector('.chosenCard', { state: 'detached' });
  await nodeNamed(page, 'q').click();
  await page.click('.chosenCard [aria-label^=Close]');
  await gone();
  await nodeNamed(page, 'q').click();
  await page.mouse.click(40, 140);
  await gone();
  await nodeNamed(page, 'q').click();
  await page.locator('[aria-label^=Pin]').focus();
  await page.keyboard.press('Escape');
  await gone();
  await page.close();
});

it('gives the picture the room of the step card back when the passes are left', async () => {
  const page = await openWith(browser, programs.layer);
  const before = await world(page);
  for (const key of ['Home', 'ArrowRight']) await page.keyboard.press(key);
  await page.waitForSelector('.dock .card');
  expect(await world(page)).not.toBe(before);
  const stepping = await world(page);
  for (let k = 0; k < 9; k++) {
    await page.keyboard.press('ArrowRight');
    expect(await world(page)).toBe(stepping);
  }
  await page.keyboard.press('Escape');
  await page.waitForSelector('.legend');
  await page.waitForFunction(
    (first) => document.querySelector('.picture > g')?.getAttribute('transform') === first,
    before,
  );
  await page.close();
});

it.each(Object.entries(themes))('can be looked at in %s', async (name, theme) => {
  const page = await openWith(browser, programs.copies, { theme, width: 700 });
  await nodeNamed(page, 'd').click();
  await page.waitForSelector('.chosenCard .card.backward .katex');
  await shoot(page, `chosen-${name}`);
  await page.close();
});
