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

describe('the grid', () => {
  it('opens from a thumbnail, and from a node by keyboard', async () => {
    const page = await openWith(browser, programs.layer);
    await page.click('[data-of="c0:W"][data-grid=gradient]');
    expect(await page.locator('.gridCell').allTextContents()).toContain('2.25');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.sheet', { state: 'detached' });
    await nodeNamed(page, 'W').focus();
    await page.keyboard.press('v');
    await page.waitForSelector('.sheet h2 code');
    // Value and gradient side by side; the same entry is marked in both.
    expect(await page.locator('.gridPane.value .gridCell').count()).toBe(12);
    expect(await page.locator('.gridPane.gradient .gridCell').count()).toBe(12);
    const tops = await page
      .locator('.gridPane')
      .evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().top));
    expect(tops[0]).toBe(tops[1]);
    await page.locator('.gridPane.value .gridCell').nth(4).hover();
    await page.waitForSelector('.gridPane.gradient .gridCell.pointed');
    await shoot(page, 'entries');
    await page.close();
  });

  it('draws and asks for only what is in view, however large the tensor is', async () => {
    const page = await openWith(browser, 'A = randn(3000, 40, seed=1)\nf = sum(A * A)\n');
    await nodeNamed(page, 'A').focus();
    await page.keyboard.press('v');
    await page.waitForFunction(() => document.querySelectorAll('.gridCell').length > 20);
    expect(await page.locator('.gridCell').count()).toBeLessThan(1500);
    expect((await lastSent(page, 'grid')).firstRow).toBe(0);
    await page
      .locator('.grid')
      .first()
      .evaluate((grid) => grid.scrollTo({ top: 2000 * 22 }));
    // The gradient scrolls with the value.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid')].every((grid) => grid.scrollTop === 2000 * 22),
    );
    await page.waitForFunction(() =>
      globalThis.pageHost.sent.some((message) => message.type === 'grid' && message.firstRow === 2000),
    );
    const shown = page.locator('.gridCell').first();
    await page.waitForFunction(() => document.querySelector('.gridCell')?.textContent !== '…');
    expect(await shown.getAttribute('aria-label')).toMatch(/^A\[19\d\d, 0\] = /);
    await page.close();
  });

  it('tells of an entry which row and column made it', async () => {
    const page = await openWith(browser, programs.layer);
    await page.click('[data-of="c0:W"][data-grid=gradient]');
    await page.locator('[aria-label="∂L/∂W[1, 1] = 3"]').click();
    await page.waitForSelector('.story .katex');
    expect(await page.locator('.story h3').textContent()).toContain('[1, 1] = 3');
    await page.waitForSelector('[data-of="c0:X"][data-grid=value] .lit');
    expect(await page.locator('[data-of="c0:X"][data-grid=value] .lit').count()).toBe(2);
    const scalars = page.locator('.entryGraph');
    expect(await scalars.locator('.symbol').allTextContents()).toEqual(
      expect.arrayContaining(['X[0, 1]', '×', '+', 'dW[1, 1]']),
    );
    expect(await scalars.getAttribute('aria-label')).toContain('Gate +');
    await shoot(page, 'entry');
    await page.close();
  });
});

describe('paths', () => {
  it('lists every path as a product, and their sum', async () => {
    const page = await openWith(browser, programs.fork);
    await nodeNamed(page, 'b').click();
    await page.click('text=Paths to e');
    await page.waitForSelector('.paths li');
    // In the order of the backward pass, as the ledger of the copy gate.
    expect(await page.locator('.paths .gradient').allTextContents()).toEqual(['3', '2']);
    expect(await page.locator('.total .gradient').textContent()).toBe('5');
    await shoot(page, 'paths');
    await page.close();
  });
});
