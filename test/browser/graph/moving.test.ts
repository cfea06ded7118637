import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { lastSent, nodeNamed, openWith } from './panel.ts';
import { programs } from './programs.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const world = (page: Page) => page.locator('.picture > g').getAttribute('transform');

const atRest = (page: Page) => page.waitForSelector('.picture:not(.gliding)');

const scaleOf = (transform: string | null): number => Number(/scale\(([\d.]+)\)/.exec(transform ?? '')?.[1]);

interface Turn {
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaX?: number;
  readonly deltaY?: number;
  readonly ctrlKey?: boolean;
}

/** Turns the wheel frame by frame, and says where the nodes are seen then, and where once the picture rests. */
const turned = (page: Page, ...turns: readonly Turn[]) =>
  page.evaluate(async (wheel) => {
    const picture = document.querySelector('.picture');
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const places = () =>
      [...document.querySelectorAll('.picture .node .shape')].map((shape) => {
        const { x, y, width } = shape.getBoundingClientRect();
        return [x, y, width];
      });
    for (const turn of wheel) {
      picture?.dispatchEvent(new WheelEvent('wheel', { ...turn, bubbles: true, cancelable: true }));
      await frame();
    }
    const moving = { gliding: picture?.classList.contains('gliding'), places: places() };
    while (picture?.classList.contains('gliding')) await frame();
    return { moving, still: places() };
  }, turns);

describe('a picture that is moved by hand', () => {
  it('zooms where the pointer is, pans with the wheel and by dragging, and fits again', async () => {
    const page = await openWith(browser, programs.neuron);
    const start = await world(page);
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, 60);
    await page.waitForFunction(
      (before) => document.querySelector('.picture > g')?.getAttribute('transform') !== before,
      start,
    );
    expect(scaleOf(await world(page))).toBe(scaleOf(start));
    const before = await world(page);
    await page.mouse.move(500, 90);
    await page.mouse.down();
    await page.mouse.move(560, 120, { steps: 3 });
    await page.mouse.up();
    await atRest(page);
    expect(await world(page)).not.toBe(before);
    await page.keyboard.press('0');
    expect(await world(page)).toBe(start);
    await page.close();
  });

  it('is seen in the same place while it is stretched and once it is drawn for its size', async () => {
    const page = await openWith(browser, programs.neuron);
    const start = await world(page);
    const at = { clientX: 400, clientY: 250 };
    const closer = { ...at, deltaY: -40, ctrlKey: true };
    const { moving, still } = await turned(page, closer, { ...at, deltaX: 30, deltaY: 12 }, closer);
    expect(moving.gliding).toBe(true);
    expect(scaleOf(await world(page))).toBeGreaterThan(scaleOf(start) * 1.5);
    expect(moving.places.flat().length).toBe(still.flat().length);
    for (const [k, place] of moving.places.entries())
      for (const [part, length] of place.entries())
        expect(Math.abs(length - (still[k]?.[part] ?? 0)), `node ${k}`).toBeLessThan(0.6);
    await page.close();
  });

  it('takes presses and the focus where things are seen, before it has come to rest', async () => {
    const page = await openWith(browser, programs.neuron);
    const away = { clientX: 900, clientY: 250, deltaY: 60, ctrlKey: true };
    // Within one turn of the page: the picture has not been drawn anew when it is pressed.
    const hit = await page.evaluate((wheel) => {
      document
        .querySelector('.picture')
        ?.dispatchEvent(new WheelEvent('wheel', { ...wheel, bubbles: true, cancelable: true }));
      const { x, y, width, height } = document.querySelector('[data-node="c0:w0"]')?.getBoundingClientRect() ?? {};
      const found = document.elementFromPoint((x ?? 0) + (width ?? 0) / 2, (y ?? 0) + (height ?? 0) / 2);
      const gliding = document.querySelector('.picture.gliding') !== null;
      return { node: found?.closest('[data-node]')?.getAttribute('data-node'), gliding };
    }, away);
    expect(hit).toEqual({ node: 'c0:w0', gliding: true });
    await nodeNamed(page, 'w0').click();
    expect((await lastSent(page, 'select')).node).toBe('c0:w0');
    await page.keyboard.press('ArrowRight');
    const view = await page.locator('.paper').evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
    expect(view).toEqual([0, 0]);
    await page.close();
  });

  it('shows what comes into view while it is moved, of a graph that is not drawn whole', async () => {
    const page = await openWith(browser, programs.many);
    await page.click('[aria-label="Open all boxes"]');
    await page.waitForSelector('.minimap');
    const drawn = () => page.locator('.picture .node').count();
    const before = await drawn();
    const away = { clientX: 500, clientY: 300, deltaY: 60, ctrlKey: true };
    const { moving } = await turned(page, away, away, away, away);
    expect(moving.places.length).toBeGreaterThan(before);
    await shoot(page, 'movedFar');
    await page.close();
  });
});
