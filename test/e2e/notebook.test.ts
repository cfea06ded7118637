import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Theme, Workbench } from './workbench.ts';

const TEXT = [
  '# %% [markdown] A simple example',
  '# Three numbers, *two* gates: $f = (x + y) \\cdot z$.',
  '',
  '# %% Forward and backward',
  'x = -2; y = 5; z = -4',
  'q = x + y',
  'f = q * z',
  '',
  '',
  '# %% [practice] Your turn',
  'a = 3',
  'g = a * a',
  'grad(a) = 5',
  '',
  '# %% Train',
  'X, y = xor()',
  'W = param(randn(2, 8)); V = param(randn(8, 2))',
  'loss = cross_entropy(tanh(X @ W) @ V, y)',
  'train(loss, lr=0.5, steps=60)',
  '',
].join('\r\n');

describe('the notebook of a text', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench({ 'lesson.bp': TEXT }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });
  const saved = () => readFile(path.join(folder, 'lesson.bp'), 'utf8');
  /** Cells that are far away are not there. */
  const toCell = async (keys: 'Control+Home' | 'Control+End') => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press(keys);
  };
  const line = (words: string) => workbench.page.locator('.notebookOverlay .view-line', { hasText: words }).first();

  it('shows prose, values, gradients, marks and the graph', async () => {
    await workbench.open(folder, 'lesson.bp');
    await workbench.lens(shown('f = -12')).waitFor();
    await workbench.runCommand('Backprop: Open as Notebook');
    const output = workbench.webview();
    await output.getByText('A simple example').waitFor();
    await output.locator('td.gradient', { hasText: shown('∂f/∂z = 3') }).waitFor();
    await output.locator('.picture svg').first().waitFor();
    await toCell('Control+End');
    await output.locator('td.mark.wrong').waitFor();
    await toCell('Control+Home');
  });

  it.each<Theme>(['dark', 'contrast', 'light'])('follows the theme: %s', async (theme) => {
    await workbench.setTheme(theme);
    const bodyClass = { light: 'vscode-light', dark: 'vscode-dark', contrast: 'vscode-high-contrast' }[theme];
    await workbench.webview().locator(`body.${bodyClass} td.gradient`).first().waitFor();
    await workbench.screenshot(`notebook-${theme}`);
  });

  it('has lenses, hovers and completion in its cells', async () => {
    const { page } = workbench;
    await workbench.lens(shown('f = -12')).waitFor();
    const hover = await workbench.hover('q * z');
    await hover.filter({ hasText: shown('-12') }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('follows an edit, and saves the lines that were edited alone', async () => {
    const { page } = workbench;
    await line('f = q').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' + 1');
    await workbench
      .webview()
      .locator('td.value', { hasText: shown('f = -11') })
      .waitFor();
    await page.keyboard.press('Control+KeyS');
    await until('the saved file', async () => (await saved()) === TEXT.replace('f = q * z', 'f = q * z + 1'));
    expect(await saved()).toBe(TEXT.replace('f = q * z', 'f = q * z + 1'));
    await workbench.screenshot('notebook-edited');
  });

  it('shows the same after another server was started', async () => {
    const { page } = workbench;
    await workbench.runCommand('Backprop: Restart the Language Server');
    await toCell('Control+Home');
    await line('f = q').click();
    await page.keyboard.press('End');
    await page.keyboard.type('1');
    await workbench
      .webview()
      .locator('td.value', { hasText: shown('f = -1$') })
      .waitFor();
    await page.keyboard.press('Control+KeyZ');
    await workbench
      .webview()
      .locator('td.value', { hasText: shown('f = -11') })
      .waitFor();
    await page.keyboard.press('Control+KeyS');
  });

  it('goes back to the text, to the same place', async () => {
    const { page } = workbench;
    await line('q = x').click();
    await page.keyboard.press('End');
    await workbench.runCommand('Backprop: Open as Text');
    await page
      .locator('.notebookOverlay')
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    await page.locator('.statusbar-item', { hasText: 'Ln 6, Col 10' }).waitFor();
    await workbench.lens(shown('f = -11')).waitFor();
    await workbench.screenshot('notebook-as-text');
  });
});
