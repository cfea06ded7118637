import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { hoverOf } from '../../../src/core/explain/hover/hover.ts';
import { nothingHidden } from '../../../src/core/explain/hover/hoverContract.ts';
import { hoverMarkdown } from '../../../src/core/explain/hover/hoverMarkdown.ts';
import type { HoverTheme } from '../../../src/core/explain/hover/hoverTheme.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { formulaSvg } from '../../../src/language/formula/formulaSvg.ts';
import { hoverPictures } from '../../../src/language/formula/hoverPictures.ts';
import { type BrowserWindow, openBrowser } from '../../support/host/chromium.ts';

const NETWORK =
  'X = [[1, -2], [0.5, 3]]; y = [0, 2]\nW1 = param([[0.5, -1, 0.25], [1, 0.5, -0.75]])\nb = param([0.1, 0, -0.2])\n' +
  'h = relu(X @ W1 + b)\nloss = cross_entropy(h, y) + 0.1 * sum(W1**2)';
const places = [
  'x = -2; y = 5; z = -4\n$q = x + y\nf = q * z',
  'a = 2; $b = 1\ne = (a + b) * (b + 1)',
  'def neuron(w, x, β) = sigmoid(dot(w, x) $+ β)\nf = neuron([2, -3], [-1, -2], -3)',
  NETWORK.replace('h =', '$h ='),
  NETWORK.replace('W1 =', '$W1 ='),
  'x = 3; y = 2\nf = $where(x > 2, x, y) * norm([x, y])',
  'größe = 2; 学习率 = 3\n$f = größe * 学习率',
  'A = randn(300, 300)\n$B = A @ A\nf = mean(B)',
];
const themes: readonly HoverTheme[] = ['light', 'dark', 'highContrastLight', 'highContrastDark'];

function hoverAt(marked: string) {
  const evaluation = evaluateDocument(parseDocument(marked.replace('$', '')), plainSurroundings);
  const hover = hoverOf(evaluation, marked.indexOf('$'), { digits: 4, hidden: nothingHidden, dataSets: [] });
  if (hover === undefined) throw new Error(`nothing at ${marked}`);
  return hover;
}

let window: BrowserWindow;
beforeAll(async () => {
  window = await openBrowser();
}, 120_000);
afterAll(() => window.browser.close());

describe('the pictures of a hover', () => {
  it.each(places)('load as images, keep within the limits, and cut nothing off: %s', async (marked) => {
    for (const theme of themes) {
      const hover = hoverAt(marked);
      const extras = hoverPictures(hover, theme);
      const markdown = hoverMarkdown(hover, extras);
      expect(markdown.length).toBeLessThan(100_000);
      for (const picture of [extras.formulas, extras.gate]) {
        if (picture === undefined) continue;
        expect(picture.uri.length).toBeLessThanOrEqual(60_000);
        expect(picture.height).toBeLessThanOrEqual(280);
        expect(picture.alt).not.toBe('');
        expect(picture.uri).not.toMatch(/[\s()<>"'|]/);
        const size = await window.page.evaluate(async (uri) => {
          const image = new Image();
          image.src = uri;
          await image.decode();
          return { width: image.naturalWidth, height: image.naturalHeight };
        }, picture.uri);
        expect(size).toEqual({ width: Math.ceil(picture.width), height: Math.ceil(picture.height) });
      }
    }
  });

  it.each(places.slice(0, 6))('leave room for every formula: %s', async (marked) => {
    const hover = hoverAt(marked);
    if (hover.kind !== 'value') throw new Error('not a value');
    const picture = formulaSvg([hover.forward.tex, ...(hover.chain?.short.map((line) => line.tex) ?? [])], 'light');
    await window.page.setContent(picture?.svg ?? '');
    const overflow = await window.page.evaluate(async () => {
      await document.fonts.ready;
      const rows = document.querySelector('.rows');
      const outer = rows?.getBoundingClientRect();
      return [...document.querySelectorAll('.rows .katex-html')].map((formula) => {
        const inner = formula.getBoundingClientRect();
        const row = formula.closest('.rows > div')?.getBoundingClientRect();
        return { wide: inner.right - (outer?.right ?? 0), tall: inner.height - (row?.height ?? 0) };
      });
    });
    expect(overflow.length).toBeGreaterThan(0);
    for (const { wide, tall } of overflow) {
      expect(wide).toBeLessThanOrEqual(0.5);
      expect(tall).toBeLessThanOrEqual(0.5);
    }
  });

  it('uses the faces that it carries', async () => {
    const picture = formulaSvg(['x + W_{1} + \\alpha = \\text{via}'], 'light');
    await window.page.setContent(picture?.svg ?? '');
    const loaded = await window.page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family);
    });
    expect(new Set(loaded)).toEqual(new Set(['KaTeX_Main', 'KaTeX_Math']));
  });
});
