import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { labels, lastSent, openWith, phase, sent, status } from './panel.ts';
import { programs } from './programs.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

describe('(x + y)·z by keyboard alone', () => {
  it('is walked through forward and backward, with nothing shown before its step has run', async () => {
    const page = await openWith(browser, programs.simple);
    const seen: (readonly [string | null, readonly string[]])[] = [];
    await page.keyboard.press('Home');
    seen.push([await phase(page), await labels(page)]);
    for (let k = 0; k < 4; k++) {
      await page.keyboard.press('ArrowRight');
      const pass = k < 2 ? 'forward' : 'backward';
      const about = await page.locator('.node.active').getAttribute('data-node');
      await page.waitForSelector(`.card.${pass}[data-about="${about}"] .katex`);
      seen.push([await phase(page), await labels(page)]);
      await shoot(page, `by-keyboard-${k + 1}`);
    }
    expect(seen).toEqual([
      ['Start', ['−2', '·', '5', '·', 'q = ·', '·', '−4', '·', '·', '·']],
      ['Forward 1/2', ['−2', '·', '5', '·', 'q = 3', '·', '−4', '·', '·', '·']],
      ['Forward 2/2', ['−2', '·', '5', '·', 'q = 3', '·', '−4', '·', '−12', '·']],
      ['Backward 1/2', ['−2', '·', '5', '·', 'q = 3', '−4', '−4', '3', '−12', '1']],
      ['Backward 2/2', ['−2', '−4', '5', '−4', 'q = 3', '−4', '−4', '3', '−12', '1']],
    ]);
    await page.keyboard.press('Escape');
    expect(await phase(page)).toBe('All steps');
    await page.close();
  });

  it('tells the text and the screen reader where it is', async () => {
    const page = await openWith(browser, programs.simple);
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent?.includes('upstream'));
    expect(await status(page).textContent()).toContain('−4');
    expect((await lastSent(page, 'atStep')).node).toBe('c0:f');
    await page.close();
  });
});

describe('the step card', () => {
  it('typesets the rule with symbols and then with numbers', async () => {
    const page = await openWith(browser, programs.simple);
    for (const key of ['End', 'ArrowLeft']) await page.keyboard.press(key);
    await page.waitForSelector('.card.backward .katex');
    expect(await page.locator('.card .pattern').textContent()).toBe('swap multiplier');
    const mathml = await page.locator('.card .katex-mathml').allTextContents();
    expect(mathml.join(' ')).toContain('\\frac{\\partial f}{\\partial q}');
    await page.close();
  });

  it('keeps the ledger at a copy gate', async () => {
    const page = await openWith(browser, programs.fork);
    await page.keyboard.press('End');
    await page.waitForSelector('.ledger');
    expect(await page.locator('.ledger .sum').allTextContents()).toEqual(['0', '3', '5']);
    await page.close();
  });

  it('asks for each card once', async () => {
    const page = await openWith(browser, programs.simple);
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    await page.waitForSelector('.card');
    const asked = (await sent(page)).filter((message) => message.type === 'card');
    expect(asked.map((message) => `${message.phase} ${message.node}`)).toEqual(['forward c0:q', 'forward c0:f']);
    await page.close();
  });
});

describe('playing', () => {
  it('runs to the end and stops there', async () => {
    const page = await openWith(browser, programs.simple);
    await page.click('[aria-label=More]');
    await page.selectOption('select[aria-label=Speed]', '4');
    await page.keyboard.press('Escape');
    await page.click('[aria-label^=Play]');
    await page.waitForFunction(() => document.querySelector('.phase')?.textContent === 'Backward 2/2');
    await page.waitForSelector('[aria-label^=Play]');
    await page.close();
  });

  it('obeys keys that were pressed in the text editor', async () => {
    const page = await openWith(browser, programs.simple);
    await page.evaluate(() => globalThis.pageHost.post({ type: 'step', to: 'first' }));
    await page.evaluate(() => globalThis.pageHost.post({ type: 'step', to: 'next' }));
    expect(await phase(page)).toBe('Forward 1/2');
    await page.close();
  });

  it('moves with the slider', async () => {
    const page = await openWith(browser, programs.neuron);
    await page.locator('input[type=range]').fill('3');
    expect(await phase(page)).toBe('Forward 3/8');
    await page.close();
  });
});

describe('boxes', () => {
  it('count as one step when closed, and the step stays when one is opened', async () => {
    const page = await openWith(browser, programs.neuron);
    await page.click('.boxTitle');
    await page.waitForSelector('.node.closed');
    for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowRight');
    expect(await phase(page)).toBe('Forward 5/5');
    await page.waitForSelector('.card');
    await page.locator('.node.closed').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.boxTitle');
    expect(await phase(page)).toBe('Forward 5/8');
    await page.close();
  });
});
