/** What becomes of a run: saved, trained again, out of sight, its worker dead, its data not to be read. */
import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/protocol/safetensors.ts';
import { until } from '../support/until.ts';
import { useWorkbench } from './useWorkbench.ts';
import type { Workbench } from './workbench.ts';

const ravine = (options: string) => `# %% Ravine
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, ${options})
`;

const statusIn = (workbench: Workbench) => workbench.webview().locator('[role=status]').first();

/** In the worker of a text that speaks of it: a sweep that has begun ends everything. */
const FAULT = `;{
  let deadly = false;
  require('node:worker_threads').parentPort?.on('message', ({ type, setup }) => {
    if (type === 'start') deadly = setup.text.includes('deadly');
    if (type === 'sweep' && deadly) setTimeout(() => process.exit(3), 300);
  });
}`;

describe('a run', () => {
  let folder: string;
  let workbench: Workbench;
  useWorkbench(
    {
      'short.bp': ravine('lr=0.01, momentum=[0, 0.9], steps=60'),
      'long.bp': ravine('lr=0.001, momentum=0.9, steps=2000000000'),
      'deadly.bp': `# deadly\n${ravine('lr=0.001, momentum=0.9, steps=2000000000')}`,
    },
    (opened, itsFolder) => {
      workbench = opened;
      folder = itsFolder;
    },
    { prepare: (extension) => appendFile(path.join(extension, 'dist', 'trainingWorker.js'), FAULT) },
  );

  it('leaves the parameters of the chosen variant and step in a file that others can read, and in the lines', async () => {
    await workbench.open(folder, 'short.bp');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await statusIn(workbench).getByText('done').waitFor();
    const panel = workbench.webview();
    const file = path.join(folder, 'short.safetensors');
    const saved = async (variant: number) => {
      await rm(file, { force: true });
      await panel.locator('.legend .chip').nth(variant).getByRole('radio').check();
      await panel.getByRole('button', { name: 'Save…' }).click();
      // The file is offered beside the text, under its name.
      const offered = workbench.page.locator('.quick-input-widget input.input');
      await until('the offer', async () => (await offered.inputValue()).endsWith('short.safetensors'));
      await workbench.page.locator('.quick-input-action .monaco-button').first().click();
      // The file is there before all of it is written: the editor says when it is.
      const said = workbench.page.locator('.statusbar-item', { hasText: 'Saved short.safetensors' });
      await said.waitFor();
      const parameters = readSafetensors(new Uint8Array(await readFile(file)));
      await said.waitFor({ state: 'detached' });
      if ('problem' in parameters) throw new Error(parameters.problem);
      return parameters.map(({ name, data }) => [name, data[0] ?? Number.NaN] as const);
    };
    const [[name, x] = [], [, y] = []] = await saved(0);
    // Without momentum x shrinks by 1 − lr and y by 1 − 50·lr in each of 60 steps.
    expect([name, x?.toPrecision(4), y?.toPrecision(4)]).toEqual([
      'x',
      (6 * 0.99 ** 60).toPrecision(4),
      (3 * 0.5 ** 60).toPrecision(4),
    ]);
    const [[, withMomentum = Number.NaN] = []] = await saved(1);
    expect(Math.abs(withMomentum)).toBeLessThan(Math.abs(x ?? 0));
    await panel.getByRole('slider', { name: 'Step', exact: true }).fill('10');
    const [[, early] = []] = await saved(0);
    expect(early?.toPrecision(4)).toBe((6 * 0.99 ** 10).toPrecision(4));
    await panel.getByRole('button', { name: 'Use parameters' }).click();
    await panel.getByText('show the parameters of step 10 of β = 0 until').waitFor();
    await workbench.lens('x = 5.426').waitFor();
    await panel.getByRole('button', { name: 'Back to the end' }).click();
  });

  it('goes on while its panel is closed, and the panel that is opened again shows it whole', async () => {
    await workbench.open(folder, 'long.bp');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await statusIn(workbench).getByText('running').waitFor();
    const tab = workbench.page.locator('.tab', { hasText: 'Training' });
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
    // Out of sight it says by itself that it goes on.
    await workbench.page.locator('.notification-toast', { hasText: 'Training: Ravine' }).waitFor();
    await workbench.runCommand('Backprop: Show Training');
    await statusIn(workbench).getByText('running').waitFor();
    await workbench.page.locator('.notification-toast').waitFor({ state: 'detached' });
    const curve = workbench.webview().getByRole('slider', { name: 'Loss over the steps' });
    await curve.focus();
    await workbench.page.keyboard.press('Home');
    await until('the first step', async () => (await curve.getAttribute('aria-valuetext'))?.startsWith('step 0'));
    await workbench.runCommand('Backprop: Stop Training');
    await statusIn(workbench).getByText('stopped').waitFor();
  });

  it('keeps map and curve when its worker dies during a sweep, says why, and the next one works', async () => {
    await workbench.open(folder, 'deadly.bp');
    await workbench.lens('f =').waitFor();
    await workbench.runCommand('Backprop: Train');
    await statusIn(workbench).getByText('running').waitFor();
    const panel = workbench.webview();
    await panel.getByRole('button', { name: 'Sweep', exact: true }).click();
    await statusIn(workbench).getByText('failed').waitFor();
    await panel.getByText('the worker ended by itself (code 3)').first().waitFor();
    await panel.getByRole('button', { name: 'Sweep again' }).waitFor();
    await workbench.lens('trained').waitFor();
    await workbench.screenshot('worker-dead');
    await panel.getByRole('button', { name: 'Restart' }).click();
    await statusIn(workbench).getByText('running').waitFor();
    await workbench.runCommand('Backprop: Stop Training');
    await statusIn(workbench).getByText('stopped').waitFor();
  });

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

  it('is there again after the window was loaded anew, with what its worker need not do, and can be run again', async () => {
    // With a file to open in its address, a window would open nothing else.
    const address = new URL(workbench.page.url());
    address.searchParams.delete('payload');
    await workbench.page.goto(address.href);
    await workbench.lens('trained').waitFor();
    await workbench.action('Show last run').click();
    const panel = workbench.webview();
    await statusIn(workbench).getByText('done').waitFor();
    await panel.getByText('The last run is back').waitFor();
    await panel.getByRole('slider', { name: 'Loss over the steps' }).waitFor();
    const travel = panel.getByRole('slider', { name: 'Step', exact: true });
    expect(await travel.count()).toBe(0);
    expect(await panel.getByText('This picture is being made').count()).toBe(0);
    await workbench.screenshot('run-reloaded');
    await panel.getByRole('button', { name: 'Reset parameters' }).click();
    await workbench.lens('x = 6').waitFor();
    await panel.getByRole('button', { name: 'Use parameters' }).click();
    await panel.getByText('show the trained parameters until').waitFor();
    await panel.getByRole('button', { name: 'Restart' }).click();
    await travel.waitFor();
    await statusIn(workbench).getByText('done').waitFor();
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
