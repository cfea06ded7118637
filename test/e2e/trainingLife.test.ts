/** What becomes of a run: trained again with a pair of the map; its data not to be read. */
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const ravine = (options: string) => `# %% Ravine
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, ${options})
`;

const statusIn = (workbench: Workbench) => workbench.webview().locator('[role=status]').first();

describe('a run', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench(
    {
      'short.bp': ravine('lr=0.01, momentum=[0, 0.9], steps=60'),
    },
    (opened, itsFolder) => {
      workbench = opened;
      folder = itsFolder;
    },
  );

  it('is trained again with the pair that the map shows', async () => {
    await workbench.open(folder, 'short.bp');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await statusIn(workbench).getByText('done').waitFor();
    const panel = workbench.webview();
    await panel.getByRole('button', { name: 'Sweep', exact: true }).click();
    await panel.getByRole('button', { name: 'Sweep again' }).waitFor();
    const map = panel.getByRole('slider', { name: /Loss over learning rates/ });
    await map.focus();
    await workbench.page.keyboard.press('ArrowLeft');
    const pair = await until(
      'a pair',
      async () => /^lr \S+, β \S+(?=: loss)/.exec((await map.getAttribute('aria-valuetext')) ?? '')?.[0],
    );
    await panel.getByRole('button', { name: 'Train this pair' }).click();
    // One run alone needs no names of variants.
    await panel.locator('.legend .chip').first().waitFor({ state: 'detached' });
    await statusIn(workbench).getByText('done').waitFor();
    const own = panel.locator('.trial-head b');
    await until(
      'the map of that run',
      async () => (await panel.getByRole('button', { name: 'Sweep', exact: true }).count()) === 1,
    );
    expect(await own.count()).toBe(0);
    expect(pair).toMatch(/^lr /);
    await workbench.screenshot('pair-trained');
  });
});

describe('a folder that is not trusted', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench(
    {
      'points.csv': 'a,label\n1,0\n2,1\n',
      'table.bp': `# %% Table
X, y = csv("points.csv")
w = param(2)
f = mean(X * w)
train(f, lr=0.1, steps=3)
`,
      'toy.bp': ravine('lr=0.01, steps=5'),
    },
    (opened, itsFolder) => {
      workbench = opened;
      folder = itsFolder;
    },
    { untrusted: true },
  );

  it('has no data file read, and the line says why; what needs none trains', async () => {
    await workbench.open(folder, 'table.bp');
    await workbench.lens('w = 2').waitFor();
    const why = 'points.csv is not read, because this workspace is not trusted';
    await until('the reason', async () => (await (await workbench.hover('csv')).textContent())?.includes(why));
    await workbench.screenshot('untrusted');
    await workbench.open(folder, 'toy.bp');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await statusIn(workbench).getByText('done').waitFor();
  });
});
