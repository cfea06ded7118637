/** Everybody can use the panel: by keyboard, with a screen reader, in any theme, at any zoom. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { violations } from '../axeFaults.ts';
import { ended, type PageOptions, PanelBrowser, shoot, textOf, train } from './panelPage.ts';
import { BANANA, spirals } from './programs.ts';
import { applyTheme, dark, light, themes } from './themes.ts';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
}, 60_000);
afterAll(async () => {
  expect(browser.complaints).toEqual([]);
  await browser.close();
});

const SPIRALS = spirals('lr=0.1, momentum=0.9, batch=32, epochs=120, validate=0.2, metric=acc');
const views = ['surface', 'boundary', 'update', 'histograms', 'confusion'];

/** The panel after a run, every card of it seen once. */
async function shownAfter(text: string, options: PageOptions): Promise<Page> {
  const page = await browser.open(options);
  await train(page, text);
  await ended(page);
  for (const view of views) {
    const card = page.locator(`[data-card=${view}]`);
    if ((await card.count()) === 0) continue;
    await card.scrollIntoViewIfNeeded();
    await until(`${view} to be there`, async () => !/Waiting|No update/.test(await textOf(card)));
  }
  await page.evaluate(() => scrollTo(0, 0));
  return page;
}

test.each([
  ['banana', BANANA],
  ['spirals', SPIRALS],
])('%s has no fault that axe finds, in any theme, as pictures and as tables', async (program, text) => {
  const page = await shownAfter(text, {});
  const check = async (shown: string) => {
    for (const theme of themes) {
      await applyTheme(page, theme);
      if (shown === 'pictures') await shoot(page, `${program}-${theme.name}`);
      expect(await violations(page, theme === themes[0] ? 'all' : 'colours'), `${shown}, ${theme.name}`).toEqual([]);
    }
  };
  await check('pictures');
  for (const toggle of await page.locator('button[aria-label$="as a table"]').all()) await toggle.click();
  expect(await page.locator('.card table').count()).toBeGreaterThan(2);
  await check('tables');
  await page.close();
});

describe('by keyboard', () => {
  test('every control is reached, and shows that it is', async () => {
    const page = await shownAfter(BANANA, { theme: dark });
    const reached = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      const { name, outlined } = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return { name: '', outlined: true };
        const label = element.getAttribute('aria-label') ?? element.textContent ?? '';
        return { name: label.trim() || element.tagName, outlined: getComputedStyle(element).outlineStyle !== 'none' };
      });
      expect(outlined, name).toBe(true);
      reached.add(name);
    }
    for (const name of [
      'Restart',
      'Use parameters',
      'Loss over the steps',
      'Loss as a table',
      'Look closer',
      'Branch',
      'Start point; arrow keys move it, Enter starts from there',
      '150',
    ]) {
      expect([...reached]).toContain(name);
    }
    await page.close();
  });

  test('the cursor of the curves walks the steps and reads the values out', async () => {
    const page = await shownAfter(BANANA, { theme: dark });
    const plot = page.getByRole('slider', { name: 'Loss over the steps' });
    await plot.focus();
    const said = () => plot.getAttribute('aria-valuetext');
    await page.keyboard.press('Home');
    await until('the first step', async () => (await said()) === 'step 0; β = 0: loss 28.86; β = 0.99: loss 28.86');
    await page.keyboard.press('ArrowRight');
    await until('the next', async () => (await said())?.startsWith('step 1;'));
    await page.keyboard.press('End');
    await until('the last', async () =>
      (await said())?.startsWith('step 150; β = 0: loss 1.177; β = 0.99: loss 6.515'),
    );
    await page.keyboard.press('+');
    const whole = page.getByRole('button', { name: 'Show all steps' });
    await until('a closer look', () => whole.isEnabled());
    await page.keyboard.press('0');
    await until('all steps', () => whole.isDisabled());
    await page.close();
  });

  test('the entries of a parameter are walked and read out, and the update shown is that of the entry', async () => {
    const page = await shownAfter(SPIRALS, { theme: dark });
    const picture = page.getByRole('slider', { name: 'Entries of W3; arrow keys choose another' });
    await picture.focus();
    const said = () => picture.getAttribute('aria-valuetext');
    for (const key of ['PageUp', 'Home', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowLeft'])
      await page.keyboard.press(key);
    await until('the entry', async () => /^W3\[2, 0\] is −?[\d.e−-]+$/.test((await said()) ?? ''));
    await page.keyboard.press('End');
    await until('the row’s last', async () => (await said())?.startsWith('W3[2, 2] is'));
    const card = page.locator('[data-card=update]');
    await until('its update', async () => (await textOf(card)).includes('W3[2, 2]'));
    await page.close();
  });

  test('the probe of the decision boundary reads class and certainty out', async () => {
    const page = await shownAfter(SPIRALS, { theme: dark });
    const picture = page.getByRole('slider', { name: /Decision boundary/ });
    await picture.focus();
    await page.keyboard.press('ArrowRight');
    await until('a class', async () =>
      /^Class [012] at \(.*\), certainty /.test((await picture.getAttribute('aria-valuetext')) ?? ''),
    );
    await page.close();
  });
});

test.each([
  [BANANA, ['loss', 'surface', 'update', 'compare', 'map'], ['loss', 'surface', 'update']],
  [
    SPIRALS,
    ['loss', 'boundary', 'update', 'histograms', 'units', 'sizes', 'example', 'slice', 'confusion', 'map'],
    ['loss', 'boundary', 'update'],
  ],
] as const)(
  'every card says what it shows, has its numbers as a table, and pictures are walked by keys',
  async (text, all, walked) => {
    const page = await shownAfter(text, { theme: light });
    const shown = page.locator('[data-card]');
    expect(await shown.evaluateAll((cards) => cards.map((card) => card.getAttribute('data-card')))).toEqual(all);
    await page.getByRole('button', { name: 'Sweep' }).click();
    await page.getByRole('button', { name: 'Sweep again' }).waitFor();
    for (const card of all) {
      const at = page.locator(`[data-card=${card}]`);
      expect((await textOf(at.locator('.summary'))).length, `${card}: in words`).toBeGreaterThan(15);
      const toggle = at.getByRole('button', { name: / as a table$/ });
      if (card === 'slice') {
        await at.getByRole('button', { name: 'Compute the slice' }).click();
        await toggle.waitFor();
      }
      if ((await toggle.count()) > 0) await toggle.click();
      expect(await at.locator('table tbody tr').count(), `${card}: as a table`).toBeGreaterThan(1);
      if ((await toggle.count()) > 0) await toggle.click();
    }
    for (const card of [...walked, 'map'])
      for (const picture of await page.locator(`[data-card=${card}] [role=slider]`).all()) {
        const before = await picture.getAttribute('aria-valuetext');
        await picture.focus();
        // At one edge there is no way but the other.
        let key = 'ArrowRight';
        await until(`${card} to be walked`, async () => {
          key = key === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
          await page.keyboard.press(key);
          return (await picture.getAttribute('aria-valuetext')) !== before;
        });
      }
    await page.close();
  },
);

test.each([427, 320])('at %i pixels of width, as with 300 % zoom, nothing is cut off', async (width) => {
  const page = await shownAfter(SPIRALS, { theme: light, width, height: 300, scale: 3 });
  const [content, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(room ?? 0);
  await page.close();
});

test('in a narrow panel the buttons keep to one line', async () => {
  const page = await shownAfter(SPIRALS, { theme: light, width: 460, height: 700 });
  const tops = await page
    .locator('.buttons .button')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(tops).toHaveLength(7);
  expect(new Set(tops).size).toBe(1);
  for (const name of ['Use parameters', 'Reset parameters'])
    expect(await page.getByRole('button', { name }).count()).toBe(1);
  await shoot(page, 'narrow');
  await page.close();
});

test('another theme recolours the pictures at once', async () => {
  const page = await shownAfter(BANANA, { theme: dark });
  const ink = () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-card=loss] canvas');
      // Read from a copy, as the picture's own canvas is made for drawing.
      const sheet = document.createElement('canvas');
      sheet.width = canvas?.width ?? 1;
      sheet.height = canvas?.height ?? 1;
      const copy = sheet.getContext('2d', { willReadFrequently: true });
      if (canvas) copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, sheet.width, sheet.height).data ?? [];
      let magenta = 0;
      for (let at = 0; at < data.length; at += 4)
        if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) magenta++;
      return magenta;
    });
  expect(await ink()).toBe(0);
  await page.evaluate(() => {
    document.body.style.setProperty('--bt-run-1', '#ff00ff');
    document.body.className = 'vscode-light';
  });
  await until('the new colour', async () => (await ink()) > 20);
  await page.close();
});

test('less motion, where it is asked for', async () => {
  const page = await browser.open({ reducedMotion: true });
  await train(page, BANANA);
  await ended(page);
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => getComputedStyle(element).transitionDuration !== '0s')
        .length,
  );
  expect(moving).toBe(0);
  await page.close();
});
