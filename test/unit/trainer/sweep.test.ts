import { describe, expect, test } from 'vitest';
import type { Sweep, SweepPlan } from '../../../src/protocol/training.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { until } from '../../support/until.ts';
import { Host } from './host.ts';

const BANANA =
  '# %% a\nx = param(-1.21); y = param(0.853)\nf = (1 - x)^2 + 20*(3*y - x^2)^2\ntrain(f, lr=0.003, momentum=[0, 0.99], steps=150, precision="float64")\n';
const ravine = (options: string) =>
  `# %% a\nx = param(6); y = param(3)\nf = 0.5 * (x^2 + 50 * y^2)\ntrain(f, ${options}, precision="float64")\n`;
const SPIRAL = `# %% Spiral
X, y = spiral(n=60, classes=3, seed=1)
W1 = param(randn(2, 8, seed=2)); b1 = param(zeros(8))
W2 = param(randn(8, 3, seed=3)); b2 = param(zeros(3))
h = relu(fc(X, W1, b1))
loss = cross_entropy(fc(h, W2, b2), y)
train(loss, lr=0.1, momentum=0.9, batch=16, steps=40)
`;

interface Swept {
  readonly host: Host;
  readonly plan: SweepPlan;
  readonly sweep: Sweep;
}

async function swept(text: string): Promise<Swept> {
  const host = new Host();
  host.start(text);
  await host.ended();
  host.sweep();
  const { sweep } = await host.next('sweep', (message) => message.sweep.status === 'done');
  const plan = host.all('started')[0]?.description.map;
  if (!plan) throw new Error('no map is offered');
  return { host, plan, sweep };
}

/** The lowest loss of each β, and the rate that it is at. */
const bests = ({ plan, sweep }: Swept) =>
  new Map(
    plan.momenta.map((momentum, row) => {
      const losses = (sweep.losses[row] ?? []).map((loss) => (loss === null ? Number.NaN : fromWire(loss)));
      const loss = Math.min(...losses);
      return [momentum, { loss, lr: plan.rates[losses.indexOf(loss)] ?? Number.NaN }] as const;
    }),
  );

describe('the map of lr × β', () => {
  test('finds what each β can do in the banana valley when it gets its own best lr', async () => {
    const found = await swept(BANANA);
    expect(found.plan.steps).toBe(150);
    const best = bests(found);
    const expected = new Map([
      [0, 7.5e-2],
      [0.5, 5.1e-3],
      [0.9, 1.2e-7],
      [0.98, 5.6e-3],
      [0.99, 4.7e-2],
    ]);
    for (const [momentum, loss] of expected) expect(best.get(momentum)?.loss.toPrecision(2)).toBe(loss.toPrecision(2));
    expect((best.get(0)?.lr ?? 0) / (best.get(0.99)?.lr ?? 0)).toBeCloseTo(56.2, 1);
    expect(found.sweep.border).toBeUndefined();
  });

  test.each(['sgd', 'nesterov'] as const)(
    'knows the border of a paraboloid, and it is where losses turn: %s',
    async (optimizer) => {
      const { plan, sweep } = await swept(ravine(`lr=0.03, momentum=[0, 0.9], steps=400, optimizer="${optimizer}"`));
      expect(sweep.curvature).toBeCloseTo(50, 6);
      for (const [row, momentum] of plan.momenta.entries()) {
        const border = sweep.border?.[row] ?? Number.NaN;
        const wide = (2 * (1 + momentum)) / 50;
        expect(border).toBeCloseTo(optimizer === 'sgd' ? wide : wide / (1 + 2 * momentum), 9);
        if (momentum > 0.95) continue;
        for (const [column, lr] of plan.rates.entries()) {
          const loss = fromWire(sweep.losses[row]?.[column] ?? 'nan');
          if (lr > border * 1.05) expect(loss, `lr ${lr}, β ${momentum}`).toBeGreaterThan(fromWire(sweep.start));
          if (lr < border * 0.95) expect(loss, `lr ${lr}, β ${momentum}`).toBeLessThan(fromWire(sweep.start));
        }
      }
    },
  );

  test('the border of a fitted line follows from its data, and weight decay makes it steeper', async () => {
    const line = (options: string) =>
      `# %% a\nX = data([[1], [2], [3], [6]]); y = data([[1], [2], [3], [5]])\nw = param(zeros(1, 1)); b = param(zeros(1))\nloss = mse(fc(X, w, b), y)\ntrain(loss, lr=0.01, steps=50${options})\n`;
    // The loss's second derivatives are 2·mean(x²), 2·mean(x) and 2: λ² − 27λ + (25·2 − 36) = 0.
    const most = (27 + Math.sqrt(27 ** 2 - 4 * (25 * 2 - 36))) / 2;
    expect((await swept(line(', precision="float64"'))).sweep.curvature).toBeCloseTo(most, 6);
    expect((await swept(line(''))).sweep.curvature).toBeCloseTo(most, 2);
    expect((await swept(line(', precision="float64", weight_decay=0.5'))).sweep.curvature).toBeCloseTo(most + 0.5, 6);
    expect((await swept(line(', lr_decay=0.9'))).sweep.border).toBeUndefined();
  });

  test('a network with gates that switch has no border, and its map repeats bit for bit', async () => {
    const first = await swept(SPIRAL);
    expect(first.sweep.border).toBeUndefined();
    expect(first.plan.momenta).toContain(0.9);
    expect((await swept(SPIRAL)).sweep).toEqual(first.sweep);
  });

  test('a cell is the run of that pair: looked at, it ends where the map says', async () => {
    const { host, plan, sweep } = await swept(BANANA);
    const [row, column] = [plan.momenta.indexOf(0.9), 40];
    const pair = { lr: plan.rates[column] ?? 0, momentum: 0.9 };
    host.look({ view: 'trial', ...pair });
    const { data } = await host.next('view');
    if (data.view !== 'trial') throw new Error(data.view);
    expect(data).toMatchObject(pair);
    expect([data.x[0], data.y[0]]).toEqual([-1.21, 0.853]);
    expect(data.steps).toHaveLength(151);
    expect(data.losses.at(-1)).toBe(sweep.losses[row]?.[column]);
    host.start(BANANA, { overrides: { lr: [pair.lr], momentum: [0.9] } });
    const { ends } = await host.ended();
    expect([data.x.at(-1), data.y.at(-1)]).toEqual(ends[0]?.parameters.map(({ data: [value] }) => value));
  });

  test('leaves a run that goes on beside it as it would have been', async () => {
    const alone = new Host();
    alone.start(SPIRAL.replace('steps=40', 'steps=3000'));
    const expected = (await alone.ended()).ends[0]?.parameters;
    const host = new Host();
    host.start(SPIRAL.replace('steps=40', 'steps=3000'));
    host.sweep();
    expect((await host.ended()).ends[0]?.parameters).toEqual(expected);
    const { sweep } = await host.next('sweep', (message) => message.sweep.losses.flat().some((loss) => loss !== null));
    expect(sweep.status).toBe('running');
    host.stopSweep();
    await host.next('sweep', (message) => message.sweep.status === 'stopped');
  });

  test('stops when told, keeps what it has, and another run ends it without a word', async () => {
    const host = new Host();
    const run = host.start(SPIRAL.replace('steps=40', 'steps=2000'));
    host.send('stop');
    await host.ended();
    host.sweep();
    await host.next('sweep', ({ sweep }) => sweep.losses.flat().some((loss) => loss !== null));
    host.stopSweep();
    const { sweep } = await host.next('sweep', (message) => message.sweep.status === 'stopped');
    expect(sweep.losses.flat()).toContain(null);
    host.sweep();
    host.start(SPIRAL);
    await host.ended();
    const told = host.all('sweep', run).length;
    await host.next('ended');
    expect(host.all('sweep', run)).toHaveLength(told);
    expect(host.all('sweep', run).every((message) => message.sweep.status !== 'done')).toBe(true);
  });

  test('is not offered where β means nothing, and costs no more with larger networks', async () => {
    const offered = async (text: string): Promise<SweepPlan | undefined> => {
      const host = new Host();
      host.start(text);
      host.send('stop');
      await host.ended();
      return host.all('started')[0]?.description.map;
    };
    expect(await offered(ravine('lr=0.01, steps=10, optimizer="adam"'))).toBeUndefined();
    const small = await offered(SPIRAL);
    const long = await offered(SPIRAL.replace('steps=40', 'steps=1000000'));
    expect(small?.steps).toBe(40);
    expect(long?.steps).toBeLessThan(1_000_000);
    expect(long?.rates.length).toBeLessThan(small?.rates.length ?? 0);
    const huge = SPIRAL.replaceAll('2, 8', '2, 4096').replaceAll('8, 3', '4096, 3').replace('zeros(8)', 'zeros(4096)');
    expect((await offered(huge))?.steps).toBeLessThanOrEqual(40);
  });
});

test('a large network gets a coarser map, and one that would take minutes none, and that is said', async () => {
  const large = (hidden: number) => `# %% Large
X = data(zeros(64, 3000)); y = data(zeros(64))
W1 = param(he(3000, ${hidden})); W2 = param(he(${hidden}, 10))
loss = cross_entropy(relu(X @ W1) @ W2, y)
train(loss, lr=0.01, momentum=0.9, batch=64, epochs=100)
`;
  const described = async (text: string) => {
    const host = new Host();
    host.start(text);
    const [started] = await until('the start', () => host.all('started').length > 0 && host.all('started'));
    host.send('stop');
    return started?.description;
  };
  const offered = await described(large(100));
  expect(offered?.map?.momenta).toEqual([0, 0.5, 0.9, 0.99]);
  expect(offered?.map?.steps).toBeGreaterThanOrEqual(10);
  expect(offered?.mapTooCostly).toBeUndefined();
  const refused = await described(large(2000));
  expect(refused?.map).toBeUndefined();
  expect(refused?.mapTooCostly).toBe(true);
});
