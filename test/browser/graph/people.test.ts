import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../axeFaults.ts';
import { pseudoLanguage, unmarkedWords } from '../pseudoLanguage.ts';
import { GraphBrowser, shoot } from './graphPage.ts';
import { chooseInMenu, nodeNamed, openWith } from './panel.ts';
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

describe.each(Object.entries(themes))('in the %s theme', (name, theme) => {
  it('axe finds nothing to complain about: picture, step, details, grid, menu, outline', async () => {
    const page = await openWith(browser, programs.layer, { theme });
    const check = async (state: string) => {
      expect(await violations(page, name === 'light' ? 'all' : 'colours'), state).toEqual([]);
    };
    await check('picture');
    await page.keyboard.press('End');
    await page.waitForSelector('.card .katex');
    await check('step');
    await page.keyboard.press('Escape');
    await nodeNamed(page, 's').click();
    await page.waitForSelector('.details');
    await page.click('[data-of="c0:W"][data-grid=gradient]');
    await page.locator('.gridPane.gradient .gridCell').first().click();
    await page.waitForSelector('.entryGraph');
    await chooseInMenu(page, 'Describe the graph in text');
    await page.click('[aria-label=More]');
    await page.waitForSelector('.menuBody');
    await check('everything open');
    await page.close();
  });
});

describe('without seeing the picture', () => {
  it('nodes are sentences, and the graph is an outline in forward order', async () => {
    const page = await openWith(browser, programs.simple);
    expect(await nodeNamed(page, 'x').getAttribute('aria-label')).toBe('Input x: value −2. ∂f/∂x is −4.');
    expect(await page.locator('.outline li').allTextContents()).toEqual([
      'Input x: value −2. ∂f/∂x is −4.',
      'Input y: value 5. ∂f/∂y is −4.',
      'Input z: value −4. ∂f/∂z is 3.',
      'Gate +, q: value 3. ∂f/∂q is −4. From x and y.',
      'Gate ×, f: value −12. ∂f/∂f is 1. From q and z.',
      'Output f: value −12.',
    ]);
    await page.close();
  });

  it('of a large graph the outline has its pages, and goes to that of the chosen gate', async () => {
    const page = await openWith(browser, programs.many);
    await page.click('[aria-label="Open all boxes"]');
    await chooseInMenu(page, 'Describe the graph in text');
    await page.waitForSelector('main[aria-busy="false"] .outline .pages');
    const lines = page.locator('.outline li');
    expect(await lines.count()).toBe(200);
    const first = await lines.first().textContent();
    await page.click('.outline .pages >> text=Later');
    expect(await page.locator('.outline .pages').textContent()).toMatch(/^201 to 400 of /);
    expect(await lines.first().textContent()).not.toBe(first);
    await page.locator('.node.output').click();
    await page.waitForFunction(() => document.querySelector('.outline .current')?.textContent?.startsWith('Output f'));
    await page.close();
  });

  it('meaning is never in colour alone: the way back is dashed, and waiting gates are dotted', async () => {
    const page = await openWith(browser, programs.simple);
    const dashes = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((line) => getComputedStyle(line).strokeDasharray);
    expect(await dashes('.forwardLine')).toBe('none');
    expect(await dashes('.backLine')).not.toBe('none');
    await page.keyboard.press('Home');
    expect(await dashes('.node.waiting .shape')).not.toBe('none');
    await page.close();
  });
});

describe('motion', () => {
  const moving = (page: Awaited<ReturnType<typeof openWith>>) =>
    page
      .locator('.node')
      .first()
      .evaluate((node) => getComputedStyle(node).transitionDuration);

  it('is gentle, and gone where it is not wanted', async () => {
    const gentle = await openWith(browser, programs.simple, { reducedMotion: false });
    expect(await moving(gentle)).toBe('0.18s');
    await gentle.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    expect(await moving(gentle)).toBe('0s');
    await gentle.close();
    const still = await openWith(browser, programs.simple, { reducedMotion: true });
    expect(await moving(still)).toBe('0s');
    await still.close();
  });
});

describe('at 300 % zoom', () => {
  it('everything can be reached, and nothing is cut off at the side', async () => {
    const page = await openWith(browser, programs.simple, { width: 400, height: 300, scale: 3 });
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('.card');
    await shoot(page, 'zoomed-300');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
    for (const button of await page.locator('.toolbar button').all()) {
      await button.scrollIntoViewIfNeeded();
      expect(await button.isVisible()).toBe(true);
    }
    const picture = await page.locator('.picture').boundingBox();
    expect(picture?.height).toBeGreaterThan(100);
    await page.close();
  });
});

describe('in another language', () => {
  /** What the text says. What the language server says about a gate is English, and on no page that is looked at here. */
  const said = '.node, .label, .symbol, .columnName, .weightsName, .boxTitle text, option, kbd';

  it('the words of the panel itself come from the catalogue', async () => {
    const page = await openWith(browser, programs.layer, { language: pseudoLanguage });
    const marked = async () => expect(await unmarkedWords(page, [said])).toEqual([]);
    await marked();
    await page.click('[aria-label="⟦More⟧"]');
    await page.getByLabel('⟦Describe the graph in text⟧').click();
    await marked();
    expect(await nodeNamed(page, 's').getAttribute('aria-label')).toMatch(/^⟦/);
    await page.close();
  });
});
