import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { shown } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Theme, Workbench } from './workbench.ts';

const text = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

describe('the graph beside the text', () => {
  let folder: string;
  let workbench: Workbench;
  const editor = () => workbench.page.locator('.monaco-editor .view-lines').first();
  const written = async () => ((await editor().textContent()) ?? '').replaceAll('\u00a0', ' ');
  const phase = (words: string) => workbench.webview().locator('.phase', { hasText: words });
  /** Decorations and selections lie under the text: one of them at the height of this line. */
  const underlaid = (selector: string, line: string) =>
    until(`${selector} on the line ${line}`, () =>
      workbench.page.evaluate(
        ([wanted, words]) => {
          const editorElement = document.querySelector('.monaco-editor');
          const lines = [...(editorElement?.querySelectorAll('.view-line') ?? [])];
          const rect = lines
            .find((element) => element.textContent?.replaceAll('\u00a0', ' ') === words)
            ?.getBoundingClientRect();
          return [...(editorElement?.querySelectorAll(wanted) ?? [])].some((element) => {
            const { top, bottom } = element.getBoundingClientRect();
            return rect !== undefined && top < rect.bottom - 3 && rect.top < bottom - 3;
          });
        },
        [selector, line] as const,
      ),
    );

  useWorkbench({ 'simple.bp': text }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it('is walked through by keys that are pressed in the text, and the text glows where the pass stands', async () => {
    await workbench.open(folder, 'simple.bp');
    await workbench.lens(shown('f = -12')).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'f' }).last().click();
    await workbench.pressKeyOf('backprop.showGraph');
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
    await workbench.pressKeyOf('backprop.stepFirst');
    await phase('Start').waitFor();
    for (const [k, at, glows] of [
      [1, 'Forward 1/2', 'q = x + y'],
      [2, 'Forward 2/2', 'f = q * z'],
      [3, 'Backward 1/2', 'f = q * z'],
      [4, 'Backward 2/2', 'q = x + y'],
    ] as const) {
      await workbench.pressKeyOf('backprop.stepNext');
      await phase(at).waitFor();
      await workbench.webview().locator('.card .katex').first().waitFor();
      await underlaid('.view-overlays [class*="ced-"]', glows);
      await workbench.screenshot(`graph-step-${k}`);
    }
  });

  it('takes the arrows once Step was clicked', async () => {
    await editor().click();
    await workbench.runCommand('Backprop: Step Through Forward and Backward Pass');
    await phase('Start').waitFor();
    await until('the focus in the panel', () =>
      workbench
        .webview()
        .locator('main')
        .evaluate(() => document.hasFocus()),
    );
    for (const at of ['Forward 1/2', 'Forward 2/2', 'Backward 1/2']) {
      await workbench.page.keyboard.press('ArrowRight');
      await phase(at).waitFor();
    }
  });

  it('selects the source of a gate that is clicked, and lights the gate under the cursor', async () => {
    await workbench.webview().locator('[data-node="c0:q"]').click();
    await underlaid('.view-overlays .selected-text', 'q = x + y');
    await workbench.webview().locator('[data-node="c0:q"].chosen').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('writes a number that was changed in the picture as one edit that can be undone', async () => {
    const leaf = workbench.webview().locator('[data-node="c0:y"]');
    await leaf.focus();
    for (const key of ['Enter', 'ArrowUp', 'ArrowUp']) await workbench.page.keyboard.press(key);
    await workbench
      .webview()
      .locator('.promise .actual', { hasText: shown('-12.8') })
      .waitFor();
    await workbench.screenshot('graph-scrubbing');
    await workbench.page.keyboard.press('Enter');
    await until('the number in the text', async () => (await written()).includes('y = 5.2'));
    await editor().click();
    await workbench.page.keyboard.press('Control+KeyZ');
    await until('the old number', async () => (await written()).includes('y = 5;'));
    expect(await written()).toContain('q = x + y');
  });

  it('shows the three methods as a tab beside it', async () => {
    await workbench.webview().getByRole('button', { name: 'More' }).click();
    await workbench.webview().getByRole('button', { name: 'Check gradients' }).click();
    await workbench.page.locator('.tab.active', { hasText: 'Gradient check' }).waitFor();
    await workbench.screenshot('graph-check');
    expect(await workbench.page.locator('.editor-group-container').count()).toBe(2);
    await workbench.page.locator('.tab', { hasText: 'Graph: f' }).click();
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
  });

  it('keeps the last good picture while a line is being written', async () => {
    await workbench.page.locator('.view-line', { hasText: 'f = q' }).click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Backspace');
    await workbench.webview().locator('.staleMark').waitFor();
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
    await workbench.screenshot('graph-stale');
    await workbench.page.keyboard.type('z');
    await workbench.webview().locator('.staleMark').waitFor({ state: 'detached' });
  });

  it.each<Theme>(['dark', 'contrast', 'light'])('stands beside the text in the theme %s', async (theme) => {
    await workbench.setTheme(theme);
    await workbench.webview().locator('[data-node="c0:f"]').waitFor();
    await workbench.screenshot(`graph-beside-${theme}`);
  });
});
