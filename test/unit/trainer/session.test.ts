import { describe, expect, test } from 'vitest';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { Host } from './host.ts';
import { setupOf } from './setupOf.ts';

const network = (options: string): string => `# %% Spiral
X, y = spiral(n=90, classes=3, seed=1)
W1 = param(randn(2, 8, seed=2) * 0.5); b1 = param(zeros(8))
W2 = param(randn(8, 3, seed=3) * 0.5); b2 = param(zeros(3))
h = relu(fc(X, W1, b1))
s = fc(h, W2, b2)
acc = accuracy(s, y)
loss = cross_entropy(s, y)
train(loss, ${options})
`;
const RAVINE = (options: string): string => `# %% Ravine
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, ${options})
`;

function finished(text: string) {
  const runs = trainToEnd(setupOf(text));
  if (isPlanProblem(runs)) throw new Error(runs.problem);
  return runs;
}

describe('a session', () => {
  test('trains to the end with the numbers of the command line', async () => {
    const text = network('lr=0.1, momentum=0.9, batch=16, epochs=30, validate=0.2, metric=acc');
    const host = new Host();
    host.start(text);
    const { ends } = await host.ended();
    const [alone] = finished(text);
    expect(ends).toHaveLength(1);
    expect(ends[0]?.end).toEqual({ how: 'done' });
    expect(ends[0]?.parameters).toEqual(alone?.parameters);
    const points = host.all('progress').flatMap(({ progress }) => progress.points);
    expect(points[0]?.loss).toBe(alone?.loss[0]);
    expect(points[0]?.validation).toBeTypeOf('number');
    expect(points.at(-1)?.metric).toBe(alone?.standing?.metric);
    expect(ends[0]?.standing?.training).toBe(alone?.standing?.training);
    const steps = points.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    const [started] = host.all('started');
    expect(started?.description).toMatchObject({
      totalSteps: 150,
      rows: 90,
      batch: 16,
      metric: 'acc',
      validation: true,
      views: ['boundary', 'units', 'histograms', 'update', 'confusion', 'example'],
    });
  });

  test.each([1, 2, 7, 23])('pause at any moment, steps and resume leave the parameters of step %i', async (steps) => {
    const text = network(`lr=0.1, momentum=0.9, batch=16, steps=${steps}`);
    const [alone] = finished(text);
    const host = new Host();
    host.start(network('lr=0.1, momentum=0.9, batch=16, epochs=100000'));
    host.send('pause');
    const { step } = await host.next('paused');
    expect(step).toBe(0);
    for (let i = 0; i < steps; i++) host.send('step');
    await host.next('paused', (message) => message.step === steps);
    host.send('stop');
    const { ends } = await host.ended();
    expect(ends[0]).toMatchObject({ steps, end: { how: 'cancelled' } });
    expect(ends[0]?.parameters).toEqual(alone?.parameters);
  });

  test('a run paused and resumed ends as one that was not', async () => {
    const text = network('lr=0.05, batch=7, steps=100000');
    const host = new Host();
    host.onFirst('progress', () => host.send('pause'));
    host.start(text);
    expect((await host.next('paused')).step).toBeLessThan(100_000);
    host.send('resume');
    await host.next('resumed');
    const { ends } = await host.ended();
    expect(ends[0]?.parameters).toEqual(finished(text)[0]?.parameters);
  });

  test('a list of momenta runs side by side from the same start', async () => {
    const host = new Host();
    host.start(RAVINE('lr=0.01, momentum=[0, 0.9], steps=200'));
    const { ends } = await host.ended();
    const [started] = host.all('started');
    expect(started?.description.variants.map(({ label }) => label)).toEqual(['β = 0', 'β = 0.9']);
    expect(ends.map(({ end, steps }) => [end.how, steps])).toEqual([
      ['done', 200],
      ['done', 200],
    ]);
    const first = host.all('progress').map(({ progress }) => progress.points[0]?.loss);
    expect(first[0]).toBe(243);
    expect(first[1]).toBe(243);
  });

  test('a second start stops the first run, which says so', async () => {
    const host = new Host();
    const first = host.start(network('lr=0.1, epochs=100000'));
    await host.next('progress');
    host.start(RAVINE('lr=0.01, steps=10'));
    expect((await host.ended(first)).ends[0]?.end).toEqual({ how: 'cancelled' });
    expect((await host.ended()).ends[0]?.end).toEqual({ how: 'done' });
    const from = host.seen.findIndex((message) => message.type === 'ended' && message.run === first);
    expect(host.seen.slice(from + 1).some((message) => message.run === first)).toBe(false);
  });

  test('start, stop, start many times leaves one run', async () => {
    const host = new Host();
    for (let i = 0; i < 50; i++) {
      host.start(RAVINE('lr=0.001, epochs=10000000'));
      if (i % 2 === 0) host.send('stop');
    }
    const last = host.start(RAVINE('lr=0.01, steps=5'));
    await host.ended(last);
    for (let run = 1; run <= last; run++) expect(host.all('ended', run)).toHaveLength(1);
  });

  test('a divergence names the step, keeps the last finite parameters and gives advice', async () => {
    const host = new Host();
    host.start(RAVINE('lr=0.05, steps=3000'));
    const { ends } = await host.ended();
    const [end] = ends;
    expect(end?.end).toMatchObject({ how: 'diverged', advice: expect.stringContaining('where lr is below 0.04') });
    expect(end?.parameters.flatMap(({ data }) => [...data]).every(Number.isFinite)).toBe(true);
  });

  test('a loss that is no paraboloid is advised a tenth of the learning rate', async () => {
    const host = new Host();
    host.start('# %% a\nw = param(3)\nf = w^4\ntrain(f, lr=0.5, steps=100)\n');
    const { ends } = await host.ended();
    expect(ends[0]?.end).toMatchObject({ how: 'diverged', advice: expect.stringContaining('try lr=0.05') });
  });

  test.each([1, 3])(
    'an infinite slope at the start is not taken for a loss that is not finite, in %i steps',
    async (steps) => {
      const host = new Host();
      host.start(`# %% a\nw = param(1)\nx = param(0)\nf = sqrt(x) + w\ntrain(f, lr=0.1, steps=${steps})\n`);
      const { ends } = await host.ended();
      expect(ends[0]?.end).toMatchObject({
        how: 'diverged',
        parameter: 'x',
        advice: expect.stringMatching(/^f is finite before the first update, but the gradient of x is not: /),
      });
    },
  );

  test('a hundred thousand updates send a bounded number of points', async () => {
    const host = new Host();
    host.start(RAVINE('lr=0.001, steps=100000'));
    const { ends } = await host.ended();
    expect(ends[0]?.steps).toBe(100_000);
    const points = host.all('progress').flatMap(({ progress }) => progress.points);
    expect(points.length).toBeLessThan(12_000);
    expect(points.at(-1)?.step).toBe(100_000);
  });

  test('at most twenty messages of progress a second, however many runs go side by side', async () => {
    const host = new Host();
    const start = performance.now();
    host.start(RAVINE('lr=0.001, momentum=[0, 0.5, 0.9], steps=60000'));
    await host.ended();
    const seconds = (performance.now() - start) / 1000;
    const count = host.all('progress').length;
    expect(count).toBeGreaterThanOrEqual(3);
    // Each of the three also says where it begins and where it ends.
    expect(count).toBeLessThanOrEqual(20 * seconds + 6);
  });

  test('messages for other runs change nothing', async () => {
    const host = new Host();
    host.start(RAVINE('lr=0.01, steps=20'));
    host.send('stop', 99);
    host.send('pause', 0);
    expect((await host.ended()).ends[0]?.end).toEqual({ how: 'done' });
  });
});

describe('what is said instead of a run', () => {
  const reasons: readonly (readonly [string, string, RegExp])[] = [
    ['no train line', '# %% a\nx = param(1)\nf = x^2\n', /no train\(…\)/],
    ['batch 0', network('lr=0.1, batch=0'), /line 9: batch takes a whole number/],
    ['batch larger than the data', network('lr=0.1, batch=91'), /batch is 91, but there are only 90 rows/],
    ['momentum of 1', network('lr=0.1, momentum=1'), /momentum takes a number from 0 to below 1/],
    ['negative lr', network('lr=-0.1'), /lr takes a number above 0/],
    ['no lr', network('batch=3'), /learning rate/],
    ['an error above', '# %% a\nw = param(q)\nf = w^2\ntrain(f, lr=0.1)\n', /line 2: q has no value yet/],
    [
      'a nan in the data',
      '# %% a\nX = data([1, 2, 0/0])\nw = param(1)\nf = mean(square(w * X))\ntrain(f, lr=0.1)\n',
      /X has NaN in row 2/,
    ],
    [
      'a label out of range',
      '# %% a\nX = data([[1, 2], [3, 4]]); y = data([0, 2])\nW = param(zeros(2, 2))\nf = cross_entropy(X @ W, y)\ntrain(f, lr=0.1)\n',
      /label 2/,
    ],
    [
      'uneven data',
      '# %% a\nX = data([1, 2, 3]); t = data([1, 2])\nw = param(1)\nf = mean(w * X) + mean(w * t)\ntrain(f, lr=0.1)\n',
      /X has 3 rows and t has 2/,
    ],
    [
      'rows written into a shape',
      '# %% a\nX = data([1, 2, 3, 4])\nw = param(1)\nf = mean(reshape(w * X, 4, 1))\ntrain(f, lr=0.1, batch=2)\n',
      /a minibatch of 2 of the 4 rows/,
    ],
    ['a batch without data', RAVINE('lr=0.1, batch=2'), /no data/],
  ];
  test.each(reasons)('%s', async (_name, text, reason) => {
    const host = new Host();
    host.start(text);
    const { ends } = await host.ended();
    expect(ends[0]?.end.how).toBe('failed');
    expect(ends[0]?.end).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(host.all('started')).toHaveLength(0);
  });
});

describe('hints', () => {
  test('equal weights learn alike', async () => {
    const host = new Host();
    host.start(
      '# %% a\nX, y = moons(n=20)\nW1 = param(zeros(2, 4)); W2 = param(zeros(4, 2)); b = param(zeros(2))\nloss = cross_entropy(relu(X @ W1) @ W2 + b, y)\ntrain(loss, lr=0.1, steps=5)\n',
    );
    await host.ended();
    expect(
      host
        .all('hint')
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/W1 and W2 are equal/);
  });
  test('a layer that is off for every example is named', async () => {
    const host = new Host();
    host.start(
      '# %% a\nX = data([[1, 2], [2, 1]]); y = data([0, 1])\nW1 = param([[-1, -2], [-0.5, -1]]); W2 = param([[1, 2], [3, 4]])\nh = relu(X @ W1)\nloss = cross_entropy(h @ W2, y)\ntrain(loss, lr=0.1, steps=5)\n',
    );
    await host.ended();
    expect(
      host
        .all('hint')
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/h is off for every example/);
  });
  test('a network that learns gets none', async () => {
    const host = new Host();
    host.start(network('lr=0.1, steps=50'));
    await host.ended();
    expect(host.all('hint')).toEqual([]);
  });
});
