import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { inRoot } from '../tools/project.ts';
import { numberAfter } from './plainText.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const spiral = (length: string) => `# %% Spirals
X, y = spiral(n=300, classes=3, noise=0.1, seed=0)
W1 = param(he(2, 16)); b1 = param(zeros(16))
W2 = param(he(16, 16)); b2 = param(zeros(16))
W3 = param(he(16, 3)); b3 = param(zeros(3))
h1 = relu(fc(X, W1, b1))
h2 = relu(fc(h1, W2, b2))
scores = fc(h2, W3, b3)
acc = accuracy(scores, y)
loss = cross_entropy(scores, y)
train(loss, lr=0.1, momentum=0.9, batch=32, ${length}, metric=acc)
`;

const lessonsFolder = inRoot('media', 'lessons');
const files: Readonly<Record<string, string>> = {
  'short.bp': spiral('epochs=200'),
  'long.bp': spiral('steps=100000000'),
};

describe('training', () => {
  let folder: string;
  let workbench: Workbench;
  const status = () => workbench.webview().locator('[role=status]').first();

  useWorkbench(files, (opened, itsFolder) => {
    workbench = opened;
    folder = itsFolder;
  });

  it('separates the spirals, and the lines show the trained network', async () => {
    await workbench.open(folder, 'short.bp');
    const accuracy = workbench.lens('acc');
    await accuracy.waitFor();
    expect(numberAfter(await accuracy.textContent(), 'acc =')).toBeLessThan(0.8);
    await workbench.action('Train').click();
    await status().getByText('done').waitFor();
    await workbench.screenshot('training-light');
    const after = await until('an accuracy above 0.95', async () => {
      const value = numberAfter(await accuracy.textContent(), 'acc =');
      return value > 0.95 && value;
    });
    expect(after).toBeLessThanOrEqual(1);
  });

  it.each(['dark', 'contrast'] as const)('shows the panel in the theme: %s', async (theme) => {
    await workbench.setTheme(theme);
    await workbench.screenshot(`training-${theme}`);
  });

  it('writes the number of a slider into the text, by one edit that Undo takes back, and runs again', async () => {
    const panel = workbench.webview();
    const slider = panel.locator('.setting', { hasText: /^lr/ });
    const onDisk = () => readFile(path.join(folder, 'short.bp'), 'utf8');
    await panel.getByText('Change and run again').click();
    await slider.locator('input').fill('100');
    await workbench.page.locator('.view-line', { hasText: 'lr=0.032,' }).waitFor();
    await slider.locator('output', { hasText: '0.032' }).waitFor();
    await status().getByText('done').waitFor();
    await workbench.page.locator('.view-line', { hasText: 'train(' }).click();
    await workbench.page.keyboard.press('Control+s');
    await until(
      'the new rate on the disk',
      async () => (await onDisk()) === files['short.bp']?.replace('lr=0.1', 'lr=0.032'),
    );
    await workbench.page.keyboard.press('Control+KeyZ');
    await workbench.page.keyboard.press('Control+s');
    await until('the text as it was', async () => (await onDisk()) === files['short.bp']);
  });

  it('compares momenta in the lesson: on one surface, on the map, and in a branch', async () => {
    await cp(path.join(lessonsFolder, '14-momentum.bp'), path.join(folder, '14-momentum.bp'));
    await workbench.open(folder, '14-momentum.bp');
    await workbench.setTheme('light');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await status().getByText('done').waitFor();
    const panel = workbench.webview();
    await panel.locator('.trail-line').nth(1).waitFor();
    await panel.getByText(/Lowest .*at the end: β = 0, 1\.177/).waitFor();
    await panel.getByText('show the trained parameters of β = 0 until').waitFor();
    await workbench.lens('trained').waitFor();
    await workbench.screenshot('momentum-light');
    await panel.getByRole('button', { name: 'Sweep', exact: true }).click();
    await panel.getByText('Lowest: lr 0.00316, β 0.9: loss 1.15e-7').waitFor();
    await panel.getByRole('button', { name: 'Sweep again' }).waitFor();
    await panel.locator('[data-card=map]').scrollIntoViewIfNeeded();
    await workbench.screenshot('map-light');
    await panel.getByRole('slider', { name: 'Step', exact: true }).fill('30');
    await panel.getByLabel('Branch here with β').fill('0.5');
    await panel.getByRole('button', { name: 'Branch' }).click();
    await panel.getByText('Branched at step 30: β = 0.99 and β = 0.5 go on from its parameters').waitFor();
    await status().getByText('done').waitFor();
    await panel.getByText(/Lowest .*at the end: β = 0\.5/).waitFor();
    await workbench.lens('trained').waitFor();
    await workbench.screenshot('branch-light');
    await panel.getByRole('button', { name: 'Reset parameters' }).click();
    await workbench.lens('x = -1.21').or(workbench.lens('x = −1.21')).first().waitFor();
  });

  it('goes on while the reader types, and stops when told to', async () => {
    await workbench.open(folder, 'long.bp');
    await workbench.lens('acc').waitFor();
    await workbench.runCommand('Backprop: Train');
    await status().getByText('running').waitFor();
    await workbench.page.locator('.view-line').last().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('a = 2 * 3');
    await workbench.lens('a = 6').waitFor();
    expect(await status().textContent()).toContain('running');
    await workbench.runCommand('Backprop: Stop Training');
    await status().getByText('stopped').waitFor();
    await workbench.screenshot('training-stopped');
  });
});
