import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { measureFormula } from '../../../src/language/formula/formulaTree.ts';
import { openBrowser } from '../../support/host/chromium.ts';

const formulas = [
  'x + y',
  '\\frac{\\partial f}{\\partial x} \\cdot \\frac{\\partial f}{\\partial x}',
  '\\frac{\\partial \\left(a+b\\right)}{\\partial x}',
  '\\text{via } a\\text{: }',
  '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}^\\top \\, d\\left(X\\right)',
  '\\begin{cases} x & \\text{if } y \\\\ y & \\text{else} \\end{cases}',
  '\\frac{\\partial f}{\\partial \\begin{cases} x & \\text{if } y \\\\ y & \\text{else} \\end{cases}}',
  '\\left\\lVert x \\right\\rVert = \\left\\lVert \\begin{bmatrix}x&y\\end{bmatrix} \\right\\rVert',
  '\\sqrt{\\frac{{x}^{2}}{1 + e^{-y}}}',
  '\\sqrt{1 + \\begin{bmatrix}1\\\\2\\\\3\\end{bmatrix}}',
  '\\operatorname{mean} x_{1}^2 + \\mathrm{loss} - 1.9 \\times 10^{-12}',
  '\\sum_{\\mathrm{axis}=0} \\left(x \\cdot y\\right) \\qquad (3 \\times 4)',
  '\\left[x > 0\\right] \\odot \\left|x\\right| \\cdots {\\theta}_{1} W_{2}^\\top',
  '\\begin{bmatrix}1\\\\2\\\\3\\\\4\\\\5\\\\6\\end{bmatrix} \\le \\infty',
];

const folder = mkdtempSync(path.join(tmpdir(), 'formula-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('knows the size of a formula without a screen, as a browser shows it', async () => {
  const dist = path.join(import.meta.dirname, '../../../node_modules/katex/dist');
  const fonts = pathToFileURL(path.join(dist, 'fonts')).href;
  const css = readFileSync(path.join(dist, 'katex.min.css'), 'utf8').replaceAll('url(fonts/', `url(${fonts}/`);
  const rows = formulas.map((tex) => `<div>${measureFormula(tex).html}</div>`).join('');
  const file = path.join(folder, 'page.html');
  writeFileSync(file, `<meta charset="utf-8"><style>${css}.katex{font-size:100px!important}</style>${rows}`);
  const { browser, page } = await openBrowser({ width: 3000, height: 1500 });
  try {
    await page.goto(pathToFileURL(file).href);
    const sizes = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.querySelectorAll('.katex-html')].map((formula) => ({
        width: formula.getBoundingClientRect().width / 100,
        tall: Math.max(...[...formula.children].map((base) => base.getBoundingClientRect().height)) / 100,
      }));
    });
    formulas.forEach((tex, i) => {
      const { width, height, depth } = measureFormula(tex);
      expect(Math.abs(width - (sizes[i]?.width ?? 0)), `width of ${tex}`).toBeLessThan(0.05);
      expect(Math.max(1.25, height + depth), `height of ${tex}`).toBeGreaterThan((sizes[i]?.tall ?? 9) - 0.03);
    });
  } finally {
    await browser.close();
  }
});
