import { describe, expect, it } from 'vitest';
import { inRoot } from '../tools/project.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

/** Runs the packed extension in the browser's extension host, as vscode.dev does: there is no Node. */
const inBrowser = { 'remote.extensionKind': { 'backprop-tutor.backprop-tutor': ['web'] } };

describe('the packed extension, in the extension host of a browser', () => {
  let workbench: Workbench;
  useWorkbench(
    {},
    (opened) => {
      workbench = opened;
    },
    { settings: inBrowser },
  );

  it('shows values, gradients and hovers', async () => {
    await workbench.open(inRoot('media', 'lessons'), '01-simple-example.bp');
    await workbench.lens(shown('f = -12')).waitFor();
    await workbench.lens(/∂f\/∂z = 3/).waitFor();
    const hover = await workbench.hover('q * z');
    await hover.filter({ hasText: shown('-12') }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('draws the graph', async () => {
    await workbench.runCommand('Backprop: Show Graph');
    await workbench.webview().getByText(shown('^-12')).first().waitFor();
    await workbench.screenshot('browser-graph');
  });

  it('opens lessons and trains', async () => {
    await workbench.show(inRoot('media', 'lessons'), '15-spiral.bp');
    await workbench.action('Train').click();
    await workbench.webview().locator('[role=status]').first().getByText('done').waitFor();
    await workbench.screenshot('browser-training');
  });

  it('asks for nothing beyond this machine', () => {
    expect([...workbench.outside]).toEqual([]);
  });
});
