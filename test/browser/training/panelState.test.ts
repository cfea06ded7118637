/** What the panel keeps, what it refuses, and what it shows of the rest of a run. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { ended, PanelBrowser, textOf, train } from './panelPage.ts';
import { BANANA, spirals } from './programs.ts';

let browser: PanelBrowser;
let page: Page;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
}, 60_000);
afterAll(() => browser.close());

const fresh = async (text: string): Promise<void> => {
  page = await browser.open();
  await train(page, text);
  await ended(page);
  await until('the end to be shown', async () => (await textOf(page.locator('.status'))) !== 'running');
};
const card = (name: string) => page.locator(`[data-card=${name}]`);
const SPIRALS = spirals('lr=0.1, momentum=0.9, batch=32, epochs=40, validate=0.2, metric=acc');

describe('what the reader chose', () => {
  test('is as it was after a reload, and the run comes whole from the host', async () => {
    await fresh(BANANA);
    await card('loss').getByRole('button', { name: 'log' }).click();
    await card('compare').waitFor();
    await page.getByRole('radio').nth(1).check();
    await card('update')
      .getByRole('button', { name: /as a table/ })
      .click();
    await page.locator('.travel input[type=range]').fill('12');
    await until('the step', async () => (await textOf(card('update'))).includes('step 12'));
    await page.reload();
    await page.waitForSelector('h1');
    expect(await textOf(page.locator('.status'))).toBe('no run yet');
    // A host remembers its run; this one is told what the first run was.
    await train(page, BANANA);
    await ended(page);
    expect(await card('loss').getByRole('button', { name: 'log' }).getAttribute('aria-pressed')).toBe('false');
    await until('the variant', () => page.getByRole('radio').nth(1).isChecked());
    expect(
      await card('update')
        .getByRole('button', { name: /as a table/ })
        .getAttribute('aria-pressed'),
    ).toBe('true');
    await until('the step', async () => (await textOf(card('update'))).includes('β = 0.99, step 12'));
    await page.close();
  });

  test('a state told whole shows the same curves as the events did', async () => {
    await fresh(SPIRALS);
    const told = () => textOf(card('loss').locator('.readout'));
    const before = await told();
    await page.evaluate(() => globalThis.trainingHost.restore());
    await until('the same', async () => (await told()) === before);
    expect(await textOf(page.locator('.status'))).toBe('done');
    await page.close();
  });

  test('a new run starts at its own present step', async () => {
    await fresh(BANANA);
    await page.locator('.travel input[type=range]').fill('12');
    await page.getByRole('button', { name: 'Restart' }).click();
    await until('the second run', () =>
      page.evaluate(() => globalThis.trainingHost.events.some(({ type, run }) => type === 'ended' && run === 2)),
    );
    await until('its end', async () => (await textOf(page.locator('.travel-step'))) === '150');
    await page.close();
  });
});

describe('messages', () => {
  test('that the panel cannot take are a line in the log, and nothing changes', async () => {
    await fresh(BANANA);
    const settled = () => textOf(page.locator('.panel-head, [data-card=compare]').last());
    const before = await settled();
    const garbage = [null, {}, { type: 'state' }];
    await page.evaluate((messages) => {
      for (const message of messages) globalThis.trainingHost.post(message);
    }, garbage);
    await until('a line each', () =>
      page.evaluate(
        (count) => globalThis.trainingHost.posted.filter(({ type }) => type === 'log').length === count,
        garbage.length,
      ),
    );
    expect(await settled()).toBe(before);
    expect(await textOf(page.locator('.status'))).toBe('done');
    await page.close();
  });

  test('drops what an older run still says', async () => {
    await fresh(BANANA);
    await page.evaluate(() => {
      const hint = (run: number) =>
        globalThis.trainingHost.post({ type: 'event', event: { type: 'hint', run, text: `of run ${run}` } });
      hint(0);
      hint(1);
    });
    await until('the hint', async () => (await textOf(page.locator('.notices'))).includes('of run 1'));
    expect(await textOf(page.locator('.notices'))).not.toContain('of run 0');
    await page.close();
  });

  test('writes what comes as text, never as markup', async () => {
    await fresh(BANANA);
    const text = '<img src=x onerror="globalThis.hit = true"> &amp;';
    await page.evaluate((said) => globalThis.trainingHost.post({ type: 'notice', text: said }), text);
    await until('the notice', async () => (await textOf(page.locator('.notices'))).includes(text));
    expect(await page.locator('.notices img').count()).toBe(0);
    await page.close();
  });
});

describe('a long run', () => {
  test('of a million steps stays small and is read to its end', async () => {
    await fresh(BANANA);
    await page.evaluate(() => {
      const { post } = globalThis.trainingHost;
      const description = {
        title: 'long',
        variants: [{ label: 'one', options: {}, totalSteps: 1_000_000 }],
        totalSteps: 1_000_000,
        rows: 0,
        trainingRows: 0,
        heldOut: 0,
        batch: 0,
        parameters: [],
        views: [],
        validation: false,
        engine: '',
      };
      post({ type: 'event', event: { type: 'started', run: 7, description } });
      for (let message = 0; message < 2500; message++) {
        const points = Array.from({ length: 400 }, (_, index) => ({
          step: message * 400 + index,
          loss: 1 / (message * 400 + index + 1),
        }));
        const progress = { variant: 0, step: message * 400 + 399, epoch: 0, points, samplesPerSecond: 1e6 };
        post({ type: 'event', event: { type: 'progress', run: 7, progress } });
      }
    });
    await until('the last step', async () => (await textOf(card('loss'))).includes('999\u2009999'));
    await card('loss')
      .getByRole('button', { name: /as a table/ })
      .click();
    expect(await card('loss').locator('tbody tr').count()).toBeLessThanOrEqual(400);
    expect(await textOf(card('loss').locator('tbody tr').last())).toContain('999\u2009999');
    await page.close();
  });
});
