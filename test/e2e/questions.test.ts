import { describe, it } from 'vitest';
import { until } from '../support/until.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const practice = '# %% [practice] Dot\nx = [2, 3]\nf = dot(x, [4, 5])\ngrad(x) = ?\nvalue(f) = ?\n';
const text = '# %% Gates\nx = 2; y = 3\nf = x * y\ngrad(x) = ?\ngrad(y) = ?\n';

describe('questions', () => {
  let folder: string;
  let workbench: Workbench;
  const status = (words: string) => workbench.page.locator('.statusbar-item', { hasText: words });

  useWorkbench({ 'gates.bp': text, 'dot.bp': practice, 'hints.bp': text }, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
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

  /** The pictures beside the lines, from the top. */
  const gutter = () =>
    workbench.page.evaluate(() =>
      [...document.querySelectorAll('.glyph-margin-widgets .cgmr')]
        .map((mark) => ({
          top: mark.getBoundingClientRect().top,
          picture: /(right|wrong|follows)-(?:light|dark)/.exec(getComputedStyle(mark).backgroundImage)?.[1],
        }))
        .filter(({ picture }) => picture !== undefined)
        .sort((a, b) => a.top - b.top)
        .map(({ picture }) => picture),
    );

  it('are marked beside the line once typing stops, and a wrong answer opens nothing', async () => {
    await workbench.open(folder, 'dot.bp');
    const { keyboard } = workbench.page;
    await status('0/2 answered').waitFor();
    await workbench.page.locator('.view-line', { hasText: 'x = [2, 3]' }).click();
    await workbench.pressKeyOf('backprop.nextQuestion');
    await status('(1 selected)').waitFor();
    // With a list the brackets are the learner's own: none is added.
    await keyboard.type('[2, 3]');
    await workbench.lens('own value').waitFor();
    await until('a cross', async () => (await gutter()).join() === 'wrong');
    await workbench.lens('∂f/∂x = ·').waitFor();
    await keyboard.press('Control+Shift+k');
    await keyboard.press('Control+Home');
    await workbench.page.locator('.view-line', { hasText: 'f = dot' }).click();
    await keyboard.press('End');
    await keyboard.press('Enter');
    await keyboard.type('grad(x) = [4, 5]');
    await workbench.lens('Right').waitFor();
    await until('a tick', async () => (await gutter()).join() === 'right');
    await keyboard.type('1');
    await until('no mark while typing', async () => (await gutter()).length === 0);
    await keyboard.press('Backspace');
    await until('the tick again', async () => (await gutter()).join() === 'right');
    await workbench.pressKeyOf('backprop.nextQuestion');
    await status('(1 selected)').waitFor();
    await keyboard.type('23');
    await workbench.lens('∂f/∂x = [4, 5]').waitFor();
    await until('two ticks', async () => (await gutter()).join() === 'right,right');
    for (const theme of ['dark', 'contrast', 'light'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`marks-${theme}`);
    }
  });

  it('remember the help that was had, also after a reload', async () => {
    await workbench.open(folder, 'hints.bp');
    await workbench.action('Hint').click();
    await workbench.lens('Hint 1 of 3').waitFor();
    await workbench.open(folder, 'hints.bp');
    await workbench.lens('Hint 1 of 3').waitFor();
    await workbench.runCommand('Backprop: Show My Score');
    const page = workbench.webview();
    await page.getByText('0 of 2 correct').waitFor();
    for (const theme of ['dark', 'contrast', 'light'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`score-${theme}`);
    }
    await workbench.page.locator('.tab', { hasText: 'hints.bp' }).click();
    await workbench.runCommand('Backprop: Add My Score to the File as Comments');
    await workbench.page.locator('.view-line', { hasText: '# 1 hint' }).waitFor();
    await workbench.screenshot('score-written');
    await workbench.page.keyboard.press('Control+s');
    await workbench.runCommand('View: Close All Editors');
    await workbench.page.locator('.tab').first().waitFor({ state: 'detached' });
  });

  it('are checked on a page whose curve takes the colours of the theme', async () => {
    await workbench.open(folder, 'hints.bp');
    await workbench.action('Check gradients').click();
    const curve = workbench.webview().locator('img').first();
    await curve.waitFor();
    const light = await curve.getAttribute('src');
    await workbench.setTheme('dark');
    await until('another picture', async () => (await curve.getAttribute('src')) !== light);
    await workbench.screenshot('curve-dark');
    await workbench.setTheme('light');
    await until('the first picture again', async () => (await curve.getAttribute('src')) === light);
    await workbench.runCommand('View: Close All Editors');
    await workbench.page.locator('.tab').first().waitFor({ state: 'detached' });
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
