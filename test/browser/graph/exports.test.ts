import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, keep } from './graphPage.ts';
import { lastSent, openWith } from './panel.ts';
import { programs } from './programs.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const save = async (title: string, text: string = programs.neuron) => {
  const page = await openWith(browser, text);
  await page.click('[aria-label=More]');
  await page.click(`[aria-label="Save: ${title}"]`);
  const message = await lastSent(page, 'export');
  return { page, message, content: message.content ?? '' };
};

describe('pictures', () => {
  it('SVG is whole: fonts inside, nothing loaded from anywhere, readable as XML', async () => {
    const { page, message, content } = await save('SVG picture');
    expect(message).toMatchObject({ format: 'svg', to: 'file', version: 1 });
    expect(content.match(/@font-face/g)?.length).toBe(2);
    expect(content).not.toMatch(/url\((?!data:)|<script|<foreignObject|(?:href|src)=/);
    expect(content).toContain('0.1966');
    await page.goto('about:blank');
    const problem = await page.evaluate(
      (svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')?.textContent,
      content,
    );
    expect(problem).toBeUndefined();
    await page.close();
  });

  it('PNG is a PNG, two pixels for each', async () => {
    const { page, content } = await save('PNG picture', programs.simple);
    const bytes = Buffer.from(content, 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(600);
    await keep('exported.png', bytes);
    await page.close();
  });

  it('of a large graph is laid out in the thread, while the panel goes on answering', async () => {
    const page = await openWith(browser, programs.many);
    await page.click('[aria-label="Open all boxes"]');
    await page.waitForSelector('main[aria-busy="false"] .minimap');
    const before = await page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      const posted: number[] = [];
      Worker.prototype.postMessage = function count(this: Worker, message: { readonly nodes: readonly unknown[] }) {
        posted.push(message.nodes.length);
        postMessage.call(this, message);
      } as typeof postMessage;
      Object.assign(globalThis, { posted });
      return globalThis.pageHost.snapshot?.nodes.length ?? 0;
    });
    await page.click('[aria-label=More]');
    await page.click('[aria-label="Save: SVG picture"]');
    const { content } = await lastSent(page, 'export');
    expect(await page.evaluate(() => (globalThis as unknown as { posted: number[] }).posted)).toEqual([before + 1]);
    expect(content?.match(/<g class="edge/g)?.length).toBeGreaterThan(before);
    await page.close();
  });

  it('shows the step that the panel shows', async () => {
    const page = await openWith(browser, programs.simple);
    await page.keyboard.press('Home');
    await page.click('[aria-label=More]');
    await page.click('[aria-label="Save: SVG picture"]');
    const { content } = await lastSent(page, 'export');
    expect(content).not.toContain('>−12<');
    expect(content).toContain('·');
    await page.close();
  });
});

describe('words and programs', () => {
  it('the outline is made here, the rest is asked of the host', async () => {
    const words = await save('Description in text', programs.simple);
    expect(words.content.split('\n')[3]).toBe('Gate +, q: value 3. ∂f/∂q is −4. From x and y.');
    await words.page.close();
    for (const [title, format] of [
      ['LaTeX derivation', 'latex'],
      ['TikZ picture', 'tikz'],
      ['PyTorch script', 'pytorch'],
    ] as const) {
      const { page, message } = await save(title, programs.simple);
      expect(message).toMatchObject({ format });
      expect(message.content).toBeUndefined();
      await page.close();
    }
  });
});
