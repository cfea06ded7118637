/** The pictures of the README, made from the real editor: `npm run pictures`. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { shown } from '../e2e/plainText.ts';
import { type SharedEditor, startSharedEditor, startWorkbench, type Workbench } from '../e2e/workbench.ts';
import { buildExtension } from './buildExtension.ts';
import { type Frame, movingPicture } from './movingPicture.ts';
import { inRoot } from './project.ts';
import { say, timed } from './report.ts';

const LESSON = '07-copy-gates.bp';
/** Of eight steps, the one at the copy gate: the messages have been added up. */
const STEPS = 8;
const SIZE = { width: 1160, height: 600 };
const settings = {
  'breadcrumbs.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.statusBar.visible': false,
  'workbench.tips.enabled': false,
};

const TOUR = 'neuron.bp';
const tour = `# %% (x + y) · z
x = -2; y = 5
z = -4
q = x + y
f = q * z
grad(x) = ?
`;

const nextStep = (workbench: Workbench) => workbench.webview().getByRole('button', { name: 'Next step (→)' });

async function save(name: string, bytes: Buffer): Promise<void> {
  const file = inRoot('media', 'readme', name);
  await writeFile(file, bytes);
  say(`${path.relative(inRoot(), file)}  ${Math.round(bytes.length / 1024)} KB`);
}

/** The screen once nothing moves on it any more, or after three seconds: a message that travels in the graph does not stop. */
async function settled(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  for (let turn = 0; turn < 12; turn++) {
    await page.waitForTimeout(250);
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  return before;
}

async function openAlone(workbench: Workbench, folder: string, file: string): Promise<void> {
  await workbench.page.setViewportSize(SIZE);
  await workbench.open(folder, file);
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
}

async function takeStills(workbench: Workbench, folder: string): Promise<void> {
  const { page } = workbench;
  await cp(inRoot('media', 'lessons', LESSON), path.join(folder, LESSON));
  await openAlone(workbench, folder, LESSON);
  await workbench.lens('∂e/∂b = 5').waitFor({ timeout: 60_000 });
  await page.locator('.view-line', { hasText: 'e = c' }).click();
  await workbench.runCommand('Backprop: Show Graph');
  const next = nextStep(workbench);
  await next.waitFor({ timeout: 60_000 });
  for (let step = 0; step < STEPS; step++) await next.click();
  await workbench.webview().locator('.ledger').waitFor();
  for (const theme of ['light', 'dark'] as const) {
    await workbench.setTheme(theme);
    await page.mouse.move(SIZE.width / 4, SIZE.height - 20);
    await save(`graph-${theme}.png`, await settled(page));
  }
}

/** A number changes, a hover, both passes in the graph, and an answer that is first wrong and then right. */
async function takeTour(workbench: Workbench, folder: string): Promise<void> {
  const { page } = workbench;
  const { keyboard } = page;
  const frames: Frame[] = [];
  const show = async (time: number): Promise<void> => void frames.push({ png: await settled(page), time });
  const rest = () => page.mouse.move(SIZE.width / 4, SIZE.height - 20);
  await writeFile(path.join(folder, TOUR), tour);
  await openAlone(workbench, folder, TOUR);
  await workbench.setTheme('dark');
  await workbench.lens(shown('f = -12')).waitFor({ timeout: 60_000 });
  await page.locator('.view-line', { hasText: 'z = -4' }).click();
  await keyboard.press('End');
  await rest();
  await show(1800);
  for (const [typed, output] of [
    ['-1', 'f = -3'],
    ['2', 'f = 6'],
    ['3', 'f = 9'],
  ] as const) {
    await keyboard.press('Home');
    await keyboard.press('Shift+End');
    await keyboard.type(`z = ${typed}`);
    await workbench.lens(shown(output)).waitFor();
    await show(900);
  }
  await workbench.hover('q * z');
  await show(2600);
  await rest();
  await page.locator('.view-line', { hasText: 'f = q' }).click();
  await rest();
  await workbench.pressKeyOf('backprop.showGraph');
  await nextStep(workbench).waitFor({ timeout: 60_000 });
  await show(1600);
  await workbench.pressKeyOf('backprop.stepFirst');
  await show(700);
  for (let step = 0; step < 4; step++) {
    await workbench.pressKeyOf('backprop.stepNext');
    await show(1300);
  }
  await page.locator('.view-line', { hasText: 'grad(x) = ?' }).click();
  await rest();
  await keyboard.press('End');
  await keyboard.press('Backspace');
  await keyboard.type('1');
  await workbench.lens('only the local gradient').waitFor();
  await show(2800);
  await keyboard.press('Backspace');
  await keyboard.type('3');
  await workbench.lens('Right').waitFor();
  await show(2600);
  await save('tour.webp', await movingPicture(await page.context().newPage(), frames));
}

async function inWindow(
  editor: SharedEditor,
  take: (workbench: Workbench, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-pictures-'));
  try {
    const workbench = await startWorkbench(editor, { settings });
    try {
      await take(workbench, folder);
    } finally {
      await workbench.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takePictures(): Promise<void> {
  await mkdir(inRoot('media', 'readme'), { recursive: true });
  const shared = await startSharedEditor();
  try {
    await inWindow(shared.editor, takeStills);
    await inWindow(shared.editor, takeTour);
  } finally {
    await shared.stop();
  }
}

await timed('build', buildExtension);
await timed('pictures', takePictures);
process.exit(0);
