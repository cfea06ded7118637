import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { labels, lastSent, nodeNamed, openWith, show } from './panel.ts';
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

describe.each(Object.entries(themes))('in the %s theme', (themeName, theme) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.open({ theme, scale: 1.5 });
  });
  afterAll(() => page.close());

  it.each(Object.entries(programs))(
    'the picture of %s is drawn, and nothing lies on anything else',
    async (name, text) => {
      await show(page, text);
      await shoot(page, `${name}-${themeName}`);
      const clashes = await page.evaluate(() => {
        const shown = (element: Element): boolean => getComputedStyle(element).display !== 'none';
        const boxes = (selector: string) =>
          [...document.querySelectorAll(selector)]
            .filter(shown)
            .map((element) => ({ text: element.textContent, rect: element.getBoundingClientRect() }));
        const nodes = boxes('.picture .node .shape');
        const texts = boxes('.picture .label, .picture .reason');
        const found: string[] = [];
        const meet = (a: DOMRect, b: DOMRect): boolean =>
          a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
        for (const [k, a] of texts.entries()) {
          for (const b of texts.slice(k + 1)) if (meet(a.rect, b.rect)) found.push(`${a.text} on ${b.text}`);
          for (const node of nodes) if (meet(a.rect, node.rect)) found.push(`${a.text} on a node`);
        }
        return found;
      });
      expect(clashes).toEqual([]);
    },
  );
});

describe('what is written', () => {
  it('has the value above and the gradient below each edge', async () => {
    const page = await openWith(browser, programs.simple);
    expect(await labels(page)).toEqual(['−2', '−4', '5', '−4', 'q = 3', '−4', '−4', '3', '−12', '1']);
    await page.close();
  });

  it('never shows a small gradient as zero, and gives a zero its reason', async () => {
    const saturated = await openWith(browser, programs.saturated);
    expect(await labels(saturated)).toContain('9.398e-12');
    await saturated.close();
    const page = await openWith(browser, programs.practice);
    expect(await page.locator('.reason').allTextContents()).toEqual(['max routed to z']);
    await page.close();
  });

  it('adds up at a copy gate', async () => {
    const page = await openWith(browser, programs.fork);
    expect(await page.locator('.node.copy').count()).toBe(1);
    expect(await labels(page)).toContain('5');
    await page.close();
  });

  it('names what is not a number, where it first arose', async () => {
    const page = await openWith(browser, programs.notANumber);
    expect(await page.locator('.badge.nan').count()).toBe(1);
    expect(await page.locator('.label .nan').first().textContent()).toBe('nan');
    await page.close();
  });

  it('draws matrices as grids with their shapes, and their numbers where there is room', async () => {
    const page = await openWith(browser, programs.layer);
    expect(await labels(page)).toContain('(4, 3)');
    const grid = page.locator('[data-of="c0:W"][data-grid=gradient] .entry');
    expect(await grid.allTextContents()).toEqual([
      '4',
      '1',
      '−3.5',
      '−3',
      '3',
      '−3',
      '0',
      '−1.5',
      '2.25',
      '6',
      '−3',
      '1.5',
    ]);
    await page.close();
  });
});

describe('a large graph', () => {
  it('is laid out in a thread of its own, and the last picture stays until then', async () => {
    const page = await openWith(browser, programs.many);
    expect(page.workers()).toEqual([]);
    const seen = await page.evaluate(async () => {
      const count = () => document.querySelectorAll('.picture .node').length;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const before = count();
      document.querySelector<HTMLElement>('[aria-label="Open all boxes"]')?.click();
      await frame();
      const meanwhile = { busy: document.querySelector('main')?.getAttribute('aria-busy'), nodes: count() };
      while (document.querySelector('main')?.getAttribute('aria-busy') !== 'false') await frame();
      return { before, meanwhile, after: count() };
    });
    expect(seen.meanwhile).toEqual({ busy: 'true', nodes: seen.before });
    expect(seen.after).toBeGreaterThan(seen.before);
    expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringMatching(/^blob:/)]);
    await page.close();
  });

  it('is laid out all the same where no thread starts', async () => {
    const page = await openWith(browser, programs.many);
    await page.route('**/layout.js', (route) =>
      route.fulfill({ body: 'throw new Error("no thread here")', contentType: 'text/javascript' }),
    );
    await page.click('[aria-label="Open all boxes"]');
    await page.waitForSelector('.minimap');
    expect((await lastSent(page, 'log')).text).toContain('without a thread');
    await page.close();
  });

  it('is folded, opened at the reader’s wish, and drawn only where it is seen', async () => {
    const page = await openWith(browser, programs.many);
    const drawn = () => page.locator('.picture .node').count();
    expect(await drawn()).toBeLessThan(8);
    expect(await page.locator('.minimap').count()).toBe(0);
    await page.click('[aria-label="Open all boxes"]');
    await page.waitForSelector('.minimap');
    const total = await page.evaluate(() => globalThis.pageHost.snapshot?.nodes.length ?? 0);
    expect(await drawn()).toBeLessThan(total / 2);
    await page.keyboard.press('0');
    await page.waitForSelector('.picture.far');
    await page.close();
  });

  it('is first seen whole, at a size that can be read: in a narrow panel from top to bottom, with its boxes closed', async () => {
    const page = await openWith(browser, programs.twoLayer, { width: 460, height: 760 });
    const place = async (id: string) =>
      (await nodeNamed(page, id).boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    const output = await place('loss()');
    const input = await place('X');
    expect(output.y).toBeGreaterThan(input.y + 300);
    expect([input.x > 0, output.x + output.width < 460, output.y < 760]).toEqual([true, true, true]);
    expect(await page.locator('.node.closed').count()).toBe(3);
    expect(await page.locator('.minimap').count()).toBe(0);
    const smallest = await page
      .locator('.picture .label')
      .evaluateAll((all) => Math.min(...all.map((label) => label.getBoundingClientRect().height)));
    expect(smallest).toBeGreaterThanOrEqual(8);
    await page.close();
  });

  it('brings the gate that the text’s cursor comes to into view', async () => {
    const page = await openWith(browser, programs.neuron, { width: 600 });
    await page.evaluate((at) => globalThis.pageHost.cursorAt(at), programs.neuron.indexOf('sigmoid') + 2);
    for (let turn = 0; turn < 6; turn++) await page.keyboard.press('+');
    expect((await nodeNamed(page, 'w0').boundingBox())?.x).toBeLessThan(0);
    await page.evaluate(() => globalThis.pageHost.cursorAt(1));
    await page.waitForSelector('[data-node="c0:w0"].underCursor');
    expect((await nodeNamed(page, 'w0').boundingBox())?.x).toBeGreaterThan(0);
    await page.close();
  });
});
