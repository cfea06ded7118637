import { readFile } from 'node:fs/promises';
import { GraphBrowser } from '../browser/graph/graphPage.ts';
import { themes } from '../browser/graph/themes.ts';
import { openWith, nodeNamed, chooseInMenu } from '../browser/graph/panel.ts';
import { programs } from '../browser/graph/programs.ts';
import { inRoot } from './project.ts';
const b = await GraphBrowser.launch();
const wanted = process.argv.slice(2);
const lesson = (n: string) => readFile(inRoot('media/lessons', n), 'utf8');
const cellOf = (text: string, from: string) => { const i = text.indexOf(`# %% ${from}`); const j = text.indexOf('# %%', i + 4); return text.slice(i, j < 0 ? undefined : j).replace(/^train.*$/m, '').trimEnd() + '\n'; };
const conv = cellOf(await lesson('18-convolution.bp'), 'A kernel');
const jac = cellOf(await lesson('22-jacobians.bp'), 'Softmax is');
const spiral = cellOf(await lesson('15-spiral.bp'), 'Spirals');
const practice = cellOf(await lesson('06-practice-one.bp'), '[practice]');
const broken = '# %% x\nA = [[1, 2], [3, 4]]\ny = [1, 2, 3]\nq = A @ y\nf = sum(q)\n';
const tiny = 'X = [[1, 2], [3, 4], [5, 6]]\nW1 = param(0.5*ones(2, 4)); b1 = param(zeros(4)); W2 = param(0.2*ones(4, 3)); b2 = param(zeros(3))\nh = relu(fc(X, W1, b1))\ns = fc(h, W2, b2)\nL = cross_entropy(s, [0, 1, 2])\n';
const all: Record<string, { text: string; act?: (p: any) => Promise<unknown> }> = {
  entries: { text: programs.layer, act: async (p) => { await p.click('[data-of="c0:W"][data-grid=gradient]'); await p.locator('.gridPane.gradient .gridCell').nth(4).click(); await p.waitForTimeout(500);} },
  entriesBig: { text: spiral, act: async (p) => { await p.click('[data-of="c0:h1"][data-grid=gradient]'); await p.waitForTimeout(500);} },
  conv: { text: conv, act: async (p) => { await p.click('[data-of$=":z"][data-grid=value]'); await p.locator('.gridPane.value .gridCell').nth(4).click(); await p.waitForTimeout(500);} },
  jac: { text: jac, act: async (p) => { await p.locator('[data-node$=":p"]').click(); await p.waitForTimeout(300); await p.locator('details summary').first().click(); await p.waitForTimeout(300);} },
  spiral: { text: spiral },
  practice: { text: practice },
  practiceAnswered: { text: practice, act: async (p) => { const box = p.locator('.answerBox input, input').first(); await box.fill('-8'); await box.press('Enter'); await p.waitForTimeout(900); const b2 = p.locator('input').nth(3); await b2.fill('-24').catch(()=>0); await b2.press('Enter').catch(()=>0); await p.waitForTimeout(900);} },
  broken: { text: broken },
  layered: { text: tiny, act: async (p) => { await chooseInMenu(p, 'Show layers as columns of units').catch(async () => { console.log(await p.locator('.menuBody').innerText().catch(()=>'nomenu')); }); await p.waitForTimeout(800);} },
  menu: { text: programs.fork, act: async (p) => { await p.click('[aria-label=More]'); } },
  stepFork: { text: programs.fork, act: async (p) => { for (let i = 0; i < 7; i++) await p.keyboard.press('ArrowRight'); await p.waitForTimeout(900);} },
  chosen: { text: programs.fork, act: async (p) => { await nodeNamed(p, 'b').click(); await p.waitForTimeout(500);} },
  paths: { text: programs.fork, act: async (p) => { await nodeNamed(p, 'b').click(); await p.click('text=Paths to e'); await p.waitForTimeout(500);} },
  outline: { text: programs.fork, act: async (p) => { await chooseInMenu(p, 'Describe the graph in text'); await p.waitForTimeout(300);} },
  scrub: { text: programs.fork, act: async (p) => { await nodeNamed(p, 'b').focus(); for (const k of ['Enter','ArrowUp','ArrowUp']) await p.keyboard.press(k); await p.waitForTimeout(500);} },
};
const sizes = wanted.filter((w) => /^\d+x\d+$/.test(w));
const names = wanted.filter((w) => w in all);
const looks = wanted.filter((w) => w in themes);
for (const size of sizes.length ? sizes : ['630x690']) {
  const [width, height] = size.split('x').map(Number) as [number, number];
  for (const theme of looks.length ? looks : ['light']) {
    for (const name of names.length ? names : Object.keys(all)) {
      const { text, act } = all[name]!;
      try {
        const page = await openWith(b, text, { theme: (themes as any)[theme], width, height });
        await page.waitForTimeout(500);
        page.setDefaultTimeout(4000);
        try { await act?.(page); } catch (e) { console.log(name, String(e).split('\n')[0]); }
        await page.screenshot({ path: `/tmp/lk/g/${name}-${theme}-${size}.png` });
        await page.close();
      } catch (e) { console.log(name, String(e).split('\n')[0]); }
    }
  }
}
console.log(b.complaints);
await b.close();
process.exit(0);
