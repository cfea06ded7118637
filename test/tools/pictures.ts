/** The pictures of the README, made from the real editor: `npm run pictures`. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startSharedEditor, startWorkbench } from '../e2e/workbench.ts';
import { buildExtension } from './buildExtension.ts';
import { inRoot } from './project.ts';
import { say, timed } from './report.ts';

const LESSON = '07-copy-gates.bp';
/** Of eight steps, the one at the copy gate: the messages have been added up. */
const STEPS = 8;
const SIZE = { width: 1160, height: 600 };
const settings = {
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.statusBar.visible': false,
};

async function takePictures(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-pictures-'));
  const shared = await startSharedEditor();
  try {
    await cp(inRoot('media', 'lessons', LESSON), path.join(folder, LESSON));
    await mkdir(inRoot('media', 'readme'), { recursive: true });
    const workbench = await startWorkbench(shared.editor, { settings });
    try {
      const { page } = workbench;
      await page.setViewportSize(SIZE);
      await workbench.open(folder, LESSON);
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.lens('∂e/∂b = 5').waitFor({ timeout: 60_000 });
      await page.locator('.view-line', { hasText: 'e = c' }).click();
      await workbench.runCommand('Backprop: Show Graph');
      const next = workbench.webview().getByRole('button', { name: 'Next step (→)' });
      await next.waitFor({ timeout: 60_000 });
      for (let step = 0; step < STEPS; step++) await next.click();
      await workbench.webview().locator('.ledger').waitFor();
      for (const theme of ['light', 'dark'] as const) {
        await workbench.setTheme(theme);
        await page.mouse.move(SIZE.width / 4, SIZE.height - 20);
        // Until nothing moves any more.
        await page.waitForTimeout(3000);
        const file = inRoot('media', 'readme', `graph-${theme}.png`);
        await page.screenshot({ path: file });
        say(path.relative(inRoot(), file));
      }
    } finally {
      await workbench.close();
    }
  } finally {
    await shared.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await timed('build', buildExtension);
await timed('pictures', takePictures);
process.exit(0);
