import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

const text = '# %% Gates\nx = 2; y = 3\nf = x * y\ngrad(x) = ?\ngrad(y) = ?\n';

describe('questions', () => {
  let folder: string;
  let workbench: Workbench;
  const status = (words: string) => workbench.page.locator('.statusbar-item', { hasText: words });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-questions-'));
    await writeFile(path.join(folder, 'gates.bp'), text);
    workbench = await startWorkbench();
  }, 300_000);
  afterAll(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('are answered one after the other from the status bar', async () => {
    await workbench.open(folder, 'gates.bp');
    await status('0/2 answered').click();
    await status('Ln 4, Col 12 (1 selected)').waitFor();
    await workbench.page.keyboard.type('3');
    await status('1/2 answered').click();
    await status('Ln 5, Col 12 (1 selected)').waitFor();
    await workbench.page.keyboard.type('2');
    await status('2/2 answered').waitFor();
    await workbench.screenshot('questions-answered');
  });

  it('show the walkthrough with its pictures', async () => {
    // A narrow window leaves the pictures out.
    await workbench.page.setViewportSize({ width: 1500, height: 900 });
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.page.locator('.quick-input-list .label-name').getByText('Learn backpropagation').first().click();
    await workbench.webview().locator('svg text').first().waitFor();
    await workbench.screenshot('walkthrough');
  });
});
