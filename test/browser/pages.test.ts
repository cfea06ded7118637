/** The pages to read, each from what builds it: axe finds nothing in any theme, and a narrow panel cuts nothing off. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { Marked } from 'marked';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReport } from '../../src/cli/checkReport.ts';
import { classPage } from '../../src/cli/course/classPage.ts';
import { classReport } from '../../src/cli/course/classReport.ts';
import { xmlText } from '../../src/core/base/quoting.ts';
import { plainSurroundings } from '../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../src/core/syntax/document.ts';
import { printedArrays } from '../../src/core/tutor/compare/printedArrays.ts';
import { readingPage } from '../../src/extension/host/pageHtml.ts';
import { comparison, shapePage } from '../../src/language/features/comparing.ts';
import { gradientCheckPage } from '../../src/language/features/gradientCheckPage.ts';
import { settle } from '../../src/language/features/questions.ts';
import { score } from '../../src/language/features/score.ts';
import { problemPage, problemReference } from '../../src/language/problemPage.ts';
import { type BrowserWindow, openBrowser } from '../support/host/chromium.ts';
import { openText } from '../support/openText.ts';
import { inRoot, resultsFolder } from '../tools/project.ts';
import { violations } from './axeFaults.ts';
import { applyTheme, themes } from './training/themes.ts';

const LAYER = 'X = [[1, 2], [3, 5]]\nW = [[2, -1], [4, 3]]\nh = X @ W\nf = sum(sigmoid(h) * [[1, 2], [-1, 3]])\n';
const SHEET = `# %% [practice] Dot
x = [2, 3]
p = dot(x, [4, 5])
f = p * p
value(p) = 23
grad(p) = 12
grad(x) = ? # hints: 2
`;

function settled(text: string) {
  const { state } = openText(text);
  settle(state);
  return state;
}

const markdownPages: Readonly<Record<string, () => string | undefined>> = {
  'gradient check': () => gradientCheckPage(settled(LAYER), 0)?.markdown,
  score: () => score(settled(SHEET))?.markdown,
  'shape detective': () => shapePage(settled(LAYER), LAYER.indexOf('W\n'))?.markdown,
  comparison: () => comparison(settled(LAYER), 30, printedArrays('dh = [[1 2]\n [-1 3]]\nz = [1]'))?.markdown,
  problem: () => problemPage('shapes')?.markdown,
  'all problems': problemReference,
  'language reference': () => undefined,
};

/** As the editor renders Markdown: headings have ids, code is coloured by classes. */
const renderer = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
      return `<h${depth} id="${xmlText(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    code({ text }) {
      const coloured = xmlText(text)
        .replaceAll(/\b\d+(?:\.\d+)?\b/g, '<span class="hljs-number">$&</span>')
        .replaceAll(/\bdef\b/g, '<span class="hljs-keyword">$&</span>')
        .replaceAll(/(^|\s)(#(?: .*)?)$/gm, '$1<span class="hljs-comment">$2</span>');
      return `<pre><code class="hljs">${coloured}</code></pre>\n`;
    },
  },
});

const LONG = 10_000;

let window: BrowserWindow;
let style = '';
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [inRoot('webview/page/page.css')],
    bundle: true,
    write: false,
    logLevel: 'error',
  });
  style = outputFiles[0]?.text ?? '';
  window = await openBrowser();
}, 60_000);
afterAll(() => window.browser.close());

const shoot = (name: string) =>
  window.page.screenshot({ path: path.join(resultsFolder, 'pages', `${name.replaceAll(' ', '-')}.png`) });

/** How much wider than the window a page is, in pixels. */
const overhang = () =>
  window.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('a page to read', () => {
  it.each(Object.entries(markdownPages))('%s', async (name, made) => {
    const markdown = made() ?? (await readFile(inRoot('media/language.md'), 'utf8'));
    const html = await renderer.parse(markdown);
    const { page } = window;
    await page.setViewportSize({ width: 640, height: 800 });
    await page.setContent(readingPage({ title: name, html, style, cspSource: "'self'" }));
    // Long pages have nothing in them that the short ones have not.
    for (const theme of markdown.length > LONG ? themes.slice(0, 1) : themes) {
      await applyTheme(page, theme);
      await shoot(`${name} ${theme.name}`);
      expect(await violations(page, theme === themes[0] ? 'all' : 'colours'), theme.name).toEqual([]);
    }
    await page.setViewportSize({ width: 300, height: 600 });
    expect(await overhang(), 'in 300 pixels').toBeLessThanOrEqual(0);
  });
});

describe('the report on a class', () => {
  const original = 'a = 3; b = 7\nc = a * b\ne = c * 5\ngrad(c) = ?\ngrad(a) = ?\n';
  const handIn = (c: string, a: string) => original.replace('?', c).replace('?', a);
  const evaluated = (text: string) => evaluateDocument(parseDocument(text), plainSurroundings);

  it.each(['light', 'dark'] as const)('in the scheme: %s', async (colorScheme) => {
    const evaluation = evaluated(original);
    const handedOut = { file: 'original.bp', document: evaluation.document, evaluation, hash: '' };
    const texts = [handIn('5', '35'), handIn('5', '15'), handIn('5', '7 # revealed'), handIn('?', '?')];
    const reports = texts.map((text, i) =>
      checkReport(`student-${i}.bp`, evaluated(`# name: Student ${i}\n${text}`), { original: handedOut }),
    );
    const { page } = window;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 900, height: 1000 });
    await page.setContent(classPage(classReport(reports, { titles: [], seed: 0 }), 'Homework: the class'));
    await shoot(`class ${colorScheme}`);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 600 });
    expect(await overhang(), 'in 320 pixels').toBeLessThanOrEqual(0);
    await page.emulateMedia({ colorScheme: null });
  });
});
