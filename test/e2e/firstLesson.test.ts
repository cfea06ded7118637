import { describe, expect, it } from 'vitest';
import { inRoot } from '../tools/project.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Theme, Workbench } from './workbench.ts';

describe('the packed extension, in a fresh editor', () => {
  let workbench: Workbench;
  useWorkbench({}, (opened) => {
    workbench = opened;
  });

  it('shows the lenses of the first lesson', async () => {
    await workbench.open(inRoot('media', 'lessons'), '01-simple-example.bp');
    await workbench.lens(shown('f = -12')).waitFor();
    await workbench.lens(/∂f\/∂z = 3/).waitFor();
    await workbench.screenshot('lenses-light');
  });

  it('shows a hover with the value and the gradient', async () => {
    const hover = await workbench.hover('q * z');
    await hover.filter({ hasText: shown('-12') }).waitFor();
    await workbench.screenshot('hover-light');
    await workbench.page.keyboard.press('Escape');
  });

  it('draws the graph', async () => {
    await workbench.runCommand('Backprop: Show Graph');
    await workbench.webview().locator('svg').first().waitFor();
    await workbench.webview().getByText(shown('^-12')).first().waitFor();
    await workbench.screenshot('graph-light');
  });

  it.each<Theme>(['dark', 'contrast', 'light'])('follows the theme: %s', async (theme) => {
    await workbench.setTheme(theme);
    const bodyClass = { light: 'vscode-light', dark: 'vscode-dark', contrast: 'vscode-high-contrast' }[theme];
    await workbench.webview().locator(`body.${bodyClass}`).waitFor();
    await workbench.screenshot(`graph-${theme}`);
  });

  it('shows the lenses and the graph again after the window was reloaded', async () => {
    await workbench.page.reload();
    await workbench.lens(shown('f = -12')).waitFor();
  });

  it('asks for nothing beyond this machine', () => {
    expect([...workbench.outside]).toEqual([]);
  });
});
