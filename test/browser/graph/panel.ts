import type { Page } from 'playwright-core';
import type { FromGraphPanel } from '../../../src/protocol/graph.ts';
import type { GraphBrowser, PageOptions } from './graphPage.ts';

/** A page that shows the graph of a text. */
export async function openWith(browser: GraphBrowser, text: string, options: PageOptions = {}): Promise<Page> {
  const page = await browser.open(options);
  await show(page, text);
  return page;
}

export async function show(page: Page, text: string): Promise<void> {
  await page.evaluate((shown) => globalThis.pageHost.show(shown), text);
  const version = await page.evaluate(() => globalThis.pageHost.snapshot?.version);
  await page.waitForSelector(`[data-version="${version}"] .node`);
}

export const sent = (page: Page): Promise<readonly FromGraphPanel[]> => page.evaluate(() => globalThis.pageHost.sent);

/** The last message of a kind, once there is one. */
export async function lastSent<Type extends FromGraphPanel['type']>(
  page: Page,
  type: Type,
): Promise<Extract<FromGraphPanel, { type: Type }>> {
  await page.waitForFunction((kind) => globalThis.pageHost.sent.some((message) => message.type === kind), type);
  const message = (await sent(page)).findLast((candidate) => candidate.type === type);
  return message as Extract<FromGraphPanel, { type: Type }>;
}

/** The node that the text calls by this name. */
export const nodeNamed = (page: Page, name: string) => page.locator(`[data-node="c0:${name}"]`);

/** Everything written on edges, in the order of drawing. */
export const labels = (page: Page): Promise<readonly string[]> => page.locator('.picture .label').allTextContents();

export const phase = (page: Page): Promise<string | null> => page.locator('.phase').textContent();

export const status = (page: Page) => page.locator('[role=status]').first();

export const text = (page: Page): Promise<string> => page.evaluate(() => globalThis.pageHost.text);

/** Ticks, or unticks, something in the menu behind the three dots, and closes it. */
export async function chooseInMenu(page: Page, title: string): Promise<void> {
  await page.click('[aria-label=More]');
  await page.getByLabel(title).click();
  await page.keyboard.press('Escape');
}
