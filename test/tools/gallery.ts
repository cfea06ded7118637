/**
 * Every surface of the product in the real editor, as pictures to look at and with what axe finds in its frames:
 * `npm run gallery -- [light|dark|contrast] [widthxheight] [part of a surface's name]`. Pictures lie in `test-results/gallery`.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { violations } from '../browser/axeFaults.ts';
import { startSharedEditor, startWorkbench, type Theme, themes, type Workbench } from '../e2e/workbench.ts';
import { buildExtension } from './buildExtension.ts';
import { inRoot, resultsFolder } from './project.ts';
import { say, timed } from './report.ts';

const files: Readonly<Record<string, string>> = {
  'broken.bp': '# %% Shapes that do not fit\nA = [[1, 2], [3, 4]]\ny = [1, 2, 3]\nq = A @ y\nf = sum(q)\n',
  'wrong.bp': '# %% [practice] Dot\nx = [2, 3]\nf = dot(x, [4, 5])\nvalue(f) = 22\ngrad(x) = ?\n',
  'empty.bp': '',
};

interface Surface {
  readonly name: string;
  readonly file: string;
  readonly show: (workbench: Workbench, text: string) => Promise<void>;
}

/** The caret in the first line with these words, which is in view then, whatever the window's height. */
async function goTo({ page }: Workbench, text: string, words: string): Promise<void> {
  const line = text.split('\n').findIndex((one) => !one.startsWith('#') && one.includes(words)) + 1;
  await page.keyboard.press('Control+KeyG');
  await page.locator('.quick-input-widget input.input').fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor({ timeout: 5000 });
}

/** A command that opens something beside the text, run with the caret in a line. */
const command =
  (line: string, title: string, awaited: string, then?: (workbench: Workbench) => Promise<void>) =>
  async (workbench: Workbench, text: string): Promise<void> => {
    await goTo(workbench, text, line);
    await workbench.runCommand(`Backprop: ${title}`);
    await workbench.webview().locator(awaited).first().waitFor({ timeout: 30_000 });
    await then?.(workbench);
  };

const steps =
  (count: number) =>
  async (workbench: Workbench): Promise<void> => {
    const next = workbench.webview().getByRole('button', { name: 'Next step (→)' });
    for (let step = 0; step < count; step++) await next.click();
  };

const hover = (words: string) => async (workbench: Workbench, text: string) => {
  await goTo(workbench, text, words);
  await workbench.hover(words);
  await workbench.page.waitForTimeout(600);
};

const menu = async (workbench: Workbench): Promise<void> => {
  await workbench.webview().getByRole('button', { name: 'More' }).click();
};

const chosen = (selector: string) => async (workbench: Workbench) => {
  await workbench.webview().locator(selector).first().click();
};

const node = (id: string) => `[data-node$=":${id}"]`;

const trained = (line: string) =>
  command(line, 'Train', '[data-card=loss]', async (workbench) => {
    await workbench.webview().getByRole('button', { name: 'Restart' }).waitFor({ timeout: 60_000 });
  });

const surfaces: readonly Surface[] = [
  { name: 'lenses-first', file: '01-simple-example.bp', show: async () => undefined },
  { name: 'lenses-vectors', file: '10-vectors-and-matrices.bp', show: async () => undefined },
  { name: 'lenses-network', file: '15-spiral.bp', show: async () => undefined },
  { name: 'lenses-practice', file: '06-practice-one.bp', show: async () => undefined },
  { name: 'lenses-missing-file', file: '16-cifar10.bp', show: async () => undefined },
  { name: 'lenses-error', file: 'broken.bp', show: async () => undefined },
  { name: 'lenses-wrong-answer', file: 'wrong.bp', show: async () => undefined },
  {
    name: 'lenses-order',
    file: '12-your-own-backward.bp',
    show: (workbench, text) => goTo(workbench, text, 'm = 2'),
  },
  { name: 'lenses-empty', file: 'empty.bp', show: async () => undefined },
  { name: 'hover-gate', file: '01-simple-example.bp', show: hover('q * z') },
  { name: 'hover-name', file: '07-copy-gates.bp', show: hover('b + 1') },
  { name: 'hover-question', file: '06-practice-one.bp', show: hover('?') },
  { name: 'hover-matrix', file: '10-vectors-and-matrices.bp', show: hover('A @') },
  { name: 'hover-softmax', file: '22-jacobians.bp', show: hover('softmax(s)') },
  { name: 'hover-network', file: '15-spiral.bp', show: hover('fc(h1, W2, b2)') },
  { name: 'hover-error', file: 'broken.bp', show: hover('A @') },
  { name: 'graph-first', file: '01-simple-example.bp', show: command('f = ', 'Show Graph', node('f')) },
  { name: 'graph-steps', file: '07-copy-gates.bp', show: command('e = c', 'Show Graph', node('e'), steps(8)) },
  { name: 'graph-menu', file: '07-copy-gates.bp', show: command('e = c', 'Show Graph', node('e'), menu) },
  { name: 'graph-input', file: '07-copy-gates.bp', show: command('e = c', 'Show Graph', node('e'), chosen(node('b'))) },
  { name: 'graph-network', file: '15-spiral.bp', show: command('loss = ', 'Show Graph', '.node') },
  {
    name: 'graph-layers',
    file: '15-spiral.bp',
    show: command('loss = ', 'Show Graph', '.node', async (workbench) => {
      await workbench.webview().getByRole('button', { name: 'Layers as columns of units' }).click();
      await workbench.webview().locator('.unit').first().waitFor();
    }),
  },
  { name: 'graph-practice', file: '06-practice-one.bp', show: command('s = p', 'Show Graph', '.node') },
  { name: 'graph-error', file: 'broken.bp', show: command('f = ', 'Show Graph', '.node') },
  { name: 'graph-matrix', file: '10-vectors-and-matrices.bp', show: command('k = sum', 'Show Graph', node('k')) },
  {
    name: 'graph-jacobian',
    file: '22-jacobians.bp',
    show: command('row =', 'Show Graph', '.node', chosen('.node.closed')),
  },
  {
    name: 'graph-convolution',
    file: '18-convolution.bp',
    show: command('f = sum', 'Show Graph', '.node', chosen(node('z'))),
  },
  { name: 'page-check', file: '07-copy-gates.bp', show: command('e = c', 'Check Gradients', 'h1') },
  { name: 'page-score', file: '06-practice-one.bp', show: command('s = p', 'Show My Score', 'h1') },
  { name: 'page-shapes', file: '10-vectors-and-matrices.bp', show: command('Y = A @', 'Shape Detective', 'h1') },
  { name: 'page-problem', file: 'broken.bp', show: command('q = A', 'Explain Problems', 'h1') },
  { name: 'page-reference', file: '01-simple-example.bp', show: command('f = ', 'Language Reference', 'h1') },
  { name: 'training-momentum', file: '14-momentum.bp', show: trained('train(') },
  { name: 'training-spiral', file: '15-spiral.bp', show: trained('train(') },
  { name: 'training-digits', file: '17-digits.bp', show: trained('train(') },
];

/** Pages without scripts never answer. */
const PATIENCE = 15_000;

/** What axe finds in each frame of the product that runs scripts: the panels. */
async function faultsIn(workbench: Workbench): Promise<readonly string[]> {
  // A frame keeps the name that it was made with.
  const inside = workbench.page.frames().filter((frame) => /^(?:active|pending)-frame$/.test(frame.name()));
  const nothing = new Promise<readonly string[]>((resolve) => setTimeout(resolve, PATIENCE, []));
  return Promise.race([Promise.all(inside.map((frame) => violations(frame))).then((found) => found.flat()), nothing]);
}

async function look(workbench: Workbench, folder: string, { name, file, show }: Surface, label: string) {
  try {
    await workbench.show(folder, file);
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.waitForTimeout(1500);
    await show(workbench, await readFile(path.join(folder, file), 'utf8'));
    await workbench.page.waitForTimeout(1200);
  } catch (error) {
    say(`${name}: ${String(error).split('\n')[0]}`);
  }
  await workbench.page.screenshot({ path: path.join(resultsFolder, 'gallery', `${name}-${label}.png`) });
  try {
    for (const fault of await faultsIn(workbench)) say(`${name}, axe: ${fault}`);
  } catch (error) {
    say(`${name}, axe: ${String(error).split('\n')[0]}`);
  }
  await workbench.page.keyboard.press('Escape');
  await workbench.runCommand('View: Close All Editors');
}

async function takeGallery(theme: Theme, size: string, part: string): Promise<void> {
  const [width = 1280, height = 800] = size.split('x').map(Number);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-gallery-'));
  const shared = await startSharedEditor();
  try {
    await cp(inRoot('media', 'lessons'), folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    await mkdir(path.join(resultsFolder, 'gallery'), { recursive: true });
    const settings = { 'workbench.activityBar.location': 'hidden' };
    const workbench = await startWorkbench(shared.editor, { settings });
    try {
      await workbench.page.setViewportSize({ width, height });
      await workbench.open(folder, '01-simple-example.bp');
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.setTheme(theme);
      for (const surface of surfaces) {
        if (surface.name.includes(part)) await look(workbench, folder, surface, `${theme}-${size}`);
      }
    } finally {
      await workbench.close();
    }
  } finally {
    await shared.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const isTheme = (word: string): word is Theme => Object.hasOwn(themes, word);
const wishes = process.argv.slice(2);
const size = wishes.find((wish) => /^\d+x\d+$/.test(wish)) ?? '1280x800';
const part = wishes.find((wish) => !isTheme(wish) && wish !== size) ?? '';
await timed('build', buildExtension);
await timed('gallery', () => takeGallery(wishes.find(isTheme) ?? 'light', size, part));
process.exit(0);
