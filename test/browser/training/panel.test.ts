/** The training panel in a real browser, with a real trainer in a real worker behind it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { ended, type PageOptions, PanelBrowser, textOf, train } from './panelPage.ts';
import { BANANA, spirals } from './programs.ts';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
}, 60_000);
afterAll(() => browser.close());

async function withPage(body: (page: Page) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const before = browser.complaints.length;
  const page = await browser.open(options);
  try {
    await body(page);
    expect(browser.complaints.slice(before)).toEqual([]);
  } finally {
    await page.close();
  }
}

const posted = (page: Page, type: string) =>
  page.evaluate((wanted) => globalThis.trainingHost.posted.filter((message) => message.type === wanted), type);
const status = (page: Page) => textOf(page.locator('.status'));
const card = (page: Page, name: string) => page.locator(`[data-card=${name}]`);
const asTable = (page: Page, name: string) => card(page, name).locator('button[aria-label$="as a table"]').click();
const cells = (page: Page, name: string, row: number) =>
  card(page, name).locator('tbody tr').nth(row).locator('th, td').allInnerTexts();
const shows = (page: Page, name: string, text: string | RegExp) =>
  until(`${text} in ${name}`, async () => {
    const found = await textOf(card(page, name));
    return typeof text === 'string' ? found.includes(text) : text.test(found);
  });
const finished = async (page: Page, text: string) => {
  await train(page, text);
  await ended(page);
  await until('the panel to say so', async () => (await status(page)) !== 'running');
};
const FOREVER = spirals('lr=0.05, momentum=[0, 0.9], batch=32, epochs=1000000, validate=0.2, metric=acc');

describe('the banana valley', () => {
  test('both momenta go the way that theory says, on one surface', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      await until('two trails', async () => (await page.locator('.trail-line').count()) === 2);
      expect(await page.locator('.contours path').count()).toBeGreaterThan(8);
      await shows(page, 'surface', 'β = 0 is at x −0.08498, y 0.002761; β = 0.99 is at x −0.3056, y −0.1323');
      await asTable(page, 'surface');
      expect(await cells(page, 'surface', 0)).toEqual(['0', '−1.21', '0.853', '−1.21', '0.853']);
      expect(await cells(page, 'surface', 1)).toEqual(['1', '−1.515', '0.4588', '−1.515', '0.4588']);
      expect(await cells(page, 'surface', 2)).toEqual(['2', '−1.166', '0.7892', '−1.468', '0.399']);
      await shows(page, 'compare', '1.177');
      await shows(page, 'compare', '6.515');
    }));

  test('one update in numbers: dW + β·v = v and W − lr·v = W, with the velocity as past gradients', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      await page.getByRole('radio').nth(1).check();
      await page.locator('.travel input[type=range]').fill('2');
      await shows(page, 'update', 'β = 0.99, step 2');
      const rows = await Promise.all([0, 1].map(async (row) => (await cells(page, 'update', row)).map(number)));
      const [first = [], second = []] = rows;
      // update, dW, β·v, v, lr·v, W before, W after
      expect(first.slice(0, 4)).toEqual([1, 101.6, 0, 101.6]);
      expect(first[5]).toBeCloseTo(-1.21, 4);
      expect(second[2]).toBeCloseTo(0.99 * 101.566, 0);
      expect(second[3]).toBeCloseTo((second[1] ?? 0) + (second[2] ?? 0), 0);
      expect(second[6]).toBeCloseTo((second[5] ?? 0) - 0.003 * (second[3] ?? 0), 3);
      await until('the formula, typeset', async () => (await card(page, 'update').locator('.katex').count()) === 2);
      expect(await card(page, 'update').locator('.stack-piece').count()).toBe(2);
      await asTable(page, 'update');
      expect((await cells(page, 'update', 1))[0]).toBe('1 update ago');
      expect(number((await cells(page, 'update', 1))[2] ?? '')).toBeCloseTo(0.003 * 0.99 * 101.566, 3);
    }));

  test('the start point is dragged, and the run begins anew from there', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      const start = page.getByRole('slider', { name: /Start point/ });
      const box = await start.boundingBox();
      if (!box) throw new Error('the start point is not to be seen');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 });
      await shows(page, 'surface', 'New start at x');
      await page.mouse.up();
      await until('a second run', () =>
        page.evaluate(() => globalThis.trainingHost.events.some(({ run }) => run === 2)),
      );
      const [restart] = await posted(page, 'restart');
      const [x = 0, y = 0] =
        restart?.type === 'restart' ? (restart.start ?? []).map(({ data }) => Number(data[0])) : [];
      expect(x).toBeGreaterThan(-1.1);
      expect(y).toBeLessThan(0.8);
      await asTable(page, 'surface');
      await until('the new way', async () => {
        const [, startX, startY] = (await cells(page, 'surface', 0)).map(number);
        return Math.abs((startX ?? 0) - x) < 1e-3 && Math.abs((startY ?? 0) - y) < 1e-3;
      });
    }));

  test('the start point moves by keys, and Enter starts', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      const start = page.getByRole('slider', { name: /Start point/ });
      await start.focus();
      const before = number((await start.getAttribute('aria-valuenow')) ?? '');
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
      await until('the point to move', async () => number((await start.getAttribute('aria-valuenow')) ?? '') > before);
      await page.keyboard.press('Enter');
      await until('a restart', async () => (await posted(page, 'restart')).length === 1);
    }));
});

describe('a run', () => {
  test('is paused, stepped, resumed and stopped from the panel', () =>
    withPage(async (page) => {
      await train(page, FOREVER);
      await until('progress', async () => (await textOf(page.locator('.facts'))).match(/step\s*\d*[1-9]/) !== null);
      await page.getByRole('button', { name: 'Pause' }).click();
      await until('a pause', async () => (await status(page)) === 'paused');
      const at = () => textOf(page.locator('.fact').first());
      const before = steps(await at());
      await page.getByRole('button', { name: 'One step' }).click();
      await until('one step', async () => steps(await at()) === before + 1);
      await page.getByRole('button', { name: 'Resume' }).click();
      await until('more steps', async () => steps(await at()) > before + 1);
      await page.getByRole('button', { name: 'Stop' }).click();
      await until('the end', async () => (await status(page)) === 'stopped');
      expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    }));

  test('grows its curves on the same plot, and has one look in flight at most', () =>
    withPage(async (page) => {
      await train(page, FOREVER);
      const plot = page.locator('[data-card=loss] .uplot').first();
      const most = (at: number) =>
        page.locator('[data-card=loss] .plot').nth(at).getAttribute('aria-valuemax').then(Number);
      const points = () => most(0);
      // The second plot is that of the metric: once it has points, each kind of line has some, and no new line comes.
      await until(
        'a measurement',
        async () => (await page.locator('[data-card=loss] .plot').count()) > 1 && (await most(1)) > 1,
      );
      await plot.evaluate((element) => element.setAttribute('data-first', ''));
      const before = await until('points', async () => (await points()) > 10 && points());
      await until('more points', async () => (await points()) > before * 3);
      expect(await plot.getAttribute('data-first')).toBe('');
      await until('five looks', async () => (await posted(page, 'look')).length > 5);
      const inFlight = await page.evaluate(() => globalThis.trainingHost.mostLooksInFlight());
      expect(inFlight).toBe(1);
    }));

  test('that diverges says where, why and what to do, and leaves the others readable', () =>
    withPage(async (page) => {
      await finished(page, BANANA.replace('lr=0.003', 'lr=[0.003, 0.02]').replace('momentum=[0, 0.99]', 'momentum=0'));
      expect(await status(page)).toBe('1 of 2 diverged');
      expect(await textOf(page.locator('.notice'))).toMatch(
        /lr = 0\.02: Diverged at step \d+.*lower the learning rate/,
      );
      await shows(page, 'compare', 'diverged at step');
    }));

  test('that cannot begin says why, and the next one runs', () =>
    withPage(async (page) => {
      await train(page, '# %% Wrong\nx = param(1)\nf = x^2\ntrain(f, lr=-1)\n');
      await until('the reason', async () => (await textOf(page.locator('.notice'))).includes('lr'));
      expect(await status(page)).toBe('failed');
      await train(page, BANANA);
      await until('the end', async () => (await status(page)) === 'done');
      expect(await page.locator('.notice').count()).toBe(0);
    }));
});

describe('time travel', () => {
  test('takes every view to the step, and back', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      const slider = page.locator('.travel input[type=range]');
      await slider.fill('40');
      await shows(page, 'update', 'step 40');
      await shows(page, 'surface', 'β = 0 is at x −0.9485');
      await shows(page, 'loss', 'step 40');
      await shows(page, 'compare', /Lowest (training |validation )?loss at step 40: β = 0,/);
      await page.getByRole('button', { name: 'Back to the end' }).click();
      await shows(page, 'update', 'step 150');
      expect(await slider.inputValue()).toBe('150');
    }));

  test('branches with another β, and only with one that can be', () =>
    withPage(async (page) => {
      await finished(page, BANANA);
      await page.locator('.travel input[type=range]').fill('30');
      const beta = page.getByLabel('Branch here with β');
      const branch = page.getByRole('button', { name: 'Branch' });
      for (const wrong of ['', '1', '-0.1', 'a lot']) {
        await beta.fill(wrong);
        expect(await branch.isDisabled(), wrong).toBe(true);
      }
      await beta.fill('0.5');
      await branch.click();
      await until('the branch', async () => (await posted(page, 'branch')).length === 1);
      expect(await posted(page, 'branch')).toEqual([{ type: 'branch', variant: 1, step: 30, momentum: 0.5 }]);
    }));
});

const number = (text: string): number => Number(text.replaceAll('−', '-').replaceAll('\u2009', ''));
const steps = (text: string): number => Number(/step\s*([\d\u2009]+)/.exec(text)?.[1]?.replaceAll('\u2009', ''));
