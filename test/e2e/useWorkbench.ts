import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { startWorkbench, type Workbench, type WorkbenchWishes } from './workbench.ts';

/**
 * One window for the tests of a `describe`, and a folder of its own with these files: a window of the shared editor, or, with wishes, of an
 * editor of its own. A test that fails leaves a screenshot.
 */
export function useWorkbench(
  files: Readonly<Record<string, string>>,
  started: (workbench: Workbench, folder: string) => void,
  wishes: WorkbenchWishes = {},
): void {
  let folder: string | undefined;
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'backprop-e2e-'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    workbench = await startWorkbench(inject('sharedEditor'), wishes);
    started(workbench, folder);
  }, 300_000);
  afterAll(async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });
}
