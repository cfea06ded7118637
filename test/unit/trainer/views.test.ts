import { describe, expect, test } from 'vitest';
import type { ViewData, ViewRequest } from '../../../src/protocol/views.ts';
import { cifarBatch } from '../../support/dataFiles.ts';
import { Host } from './host.ts';

const SPIRAL = `# %% Spiral
X, y = spiral(n=90, classes=3, seed=1)
W1 = param(randn(2, 8, seed=2)); b1 = param(zeros(8))
W2 = param(randn(8, 3, seed=3)); b2 = param(zeros(3))
h = relu(fc(X, W1, b1))
loss = cross_entropy(fc(h, W2, b2), y)
train(loss, lr=0.1, momentum=0.9, batch=16, steps=200)
`;
const SURFACE =
  '# %% a\nx = param(6); y = param(3)\nf = 0.5 * (x^2 + 50 * y^2)\ntrain(f, lr=0.02, momentum=[0, 0.9], steps=60, precision="float64")\n';

const DIGITS = `# %% Digits
X, y = digits(n=150)
W1 = param(he(64, 6, seed=1)); b1 = param(zeros(6)); W2 = param(he(6, 10, seed=2)); b2 = param(zeros(10))
h = relu(fc(X, W1, b1))
loss = cross_entropy(fc(h, W2, b2), y)
train(loss, lr=0.1, batch=25, steps=30, validate=0.5)
`;

type Data<V extends ViewData['view']> = Extract<ViewData, { view: V }>;

async function view<V extends ViewData['view']>(
  host: Host,
  request: ViewRequest & { readonly view: V },
  step?: number,
): Promise<Data<V>> {
  const before = host.all('view').length;
  host.look(request, step);
  const { data } = await host.next('view', (message) => host.all('view').indexOf(message) >= before);
  return data as Data<V>;
}

async function trained(text: string, historyBytes = 0): Promise<Host> {
  const host = new Host();
  host.start(text, { historyBytes });
  await host.ended();
  return host;
}

describe('views of a run', () => {
  test('the boundary covers the data and predicts classes', async () => {
    const data = await view(await trained(SPIRAL), { view: 'boundary', size: 20 });
    expect(data).toMatchObject({ classes: 3, size: 20 });
    expect(data.grid).toHaveLength(400);
    expect(new Set(data.grid)).toEqual(new Set([0, 1, 2]));
    expect(data.certainty.every((sure) => sure > 1 / 3 - 1e-6 && sure <= 1)).toBe(true);
    const [xmin, xmax] = data.range;
    expect(data.points.x).toHaveLength(90);
    expect(data.points.x.every((x) => x > xmin && x < xmax)).toBe(true);
  });

  test('a neuron decides between two classes', async () => {
    const neuron =
      '# %% a\nX = data([[0, 1], [1, 0], [2, 0], [0, 2]]); t = data([0, 1, 1, 0])\nw = param([0.1, -0.1]); b = param(0)\np = sigmoid(X @ w + b)\nloss = -mean(t * log(p) + (1 - t) * log(1 - p))\ntrain(loss, lr=1, steps=50)\n';
    const data = await view(await trained(neuron), { view: 'boundary', size: 3 });
    expect(data.classes).toBe(2);
    // Bottom right: much of the first feature, none of the second.
    expect(data.grid[2]).toBe(1);
    expect(data.grid[6]).toBe(0);
  });

  test('the surface is the loss, with both ways on it from one start', async () => {
    const range = [-1, 1, -2, 2] as const;
    const data = await view(await trained(SURFACE), { view: 'surface', size: 3, range });
    expect([...data.grid]).toEqual([100.5, 100, 100.5, 0.5, 0, 0.5, 100.5, 100, 100.5]);
    expect(data.names).toEqual(['x', 'y']);
    expect(data.trajectories.map(({ x, y }) => [x[0], y[0]])).toEqual([
      [6, 3],
      [6, 3],
    ]);
    const [plain] = data.trajectories;
    expect(plain?.x[1]).toBeCloseTo(6 - 0.02 * 6, 12);
    expect(plain?.y).toHaveLength(61);
  });

  test('one update in numbers follows the formulas of the course', async () => {
    const host = await trained(SURFACE);
    host.look({ view: 'update', parameter: 'y', entry: 0 }, undefined, 1);
    const { data, step } = await host.next('view');
    if (data.view !== 'update') throw new Error(data.view);
    expect(step).toBe(60);
    expect(data.rows.length).toBeGreaterThan(5);
    for (const row of data.rows) {
      const [gradient, v0, v, before, after] = [
        row.gradient,
        row.memoryBefore[0],
        row.memory[0],
        row.before,
        row.after,
      ].map(Number);
      expect(gradient).toBeCloseTo(50 * (before ?? 0), 9);
      expect(v).toBeCloseTo((gradient ?? 0) + 0.9 * (v0 ?? 0), 9);
      expect(after).toBeCloseTo((before ?? 0) - 0.02 * (v ?? 0), 9);
    }
    for (const [i, row] of data.rows.entries()) if (i > 0) expect(row.before).toBe(data.rows[i - 1]?.after);
  });

  test('where no entry is asked for, the one that moves most is shown', async () => {
    const data = await view(await trained(SPIRAL), { view: 'update', parameter: 'W1', entry: -1, rows: 3 });
    const all = await Promise.all(
      Array.from({ length: 16 }, async (_, entry) =>
        Math.abs(
          Number(
            (await view(await trained(SPIRAL), { view: 'update', parameter: 'W1', entry, rows: 1 })).rows[0]?.memory[0],
          ),
        ),
      ),
    );
    expect(data.rows).toHaveLength(3);
    expect(data.entry).toBe(all.indexOf(Math.max(...all)));
  });

  test('histograms count every weight', async () => {
    const data = await view(await trained(SPIRAL), { view: 'histograms' });
    expect(data.layers.map(({ parameter, weights }) => [parameter, weights.counts.reduce((a, b) => a + b)])).toEqual([
      ['W1', 16],
      ['b1', 8],
      ['W2', 24],
      ['b2', 3],
    ]);
    expect(data.activations.map(({ name }) => name)).toEqual(['h']);
  });

  test('confusion counts every row once', async () => {
    const data = await view(await trained(SPIRAL), { view: 'confusion' });
    expect(data.classes).toEqual(['0', '1', '2']);
    expect(data.counts.map((line) => line.reduce((a, b) => a + b))).toEqual([30, 30, 30]);
  });

  test('classes of a file set have their names, and what went wrong is shown as the picture it was', async () => {
    const { bytes, classes } = cifarBatch(40, 1);
    const host = new Host();
    host.start(
      '# %% a\nX, y = cifar10("c", n=40)\nW = param(0.001 * randn(3072, 10, seed=1)); b = param(zeros(10))\nloss = cross_entropy(fc(X, W, b), y)\ntrain(loss, lr=1e-9, steps=1)\n',
      { files: [{ path: 'c/data_batch_1.bin', bytes }] },
    );
    await host.ended();
    const data = await view(host, { view: 'confusion' });
    expect(data.classes.slice(0, 4)).toEqual(['airplane', 'automobile', 'bird', 'cat']);
    expect(data.counts.flat().reduce((a, b) => a + b)).toBe(40);
    const [picture] = data.pictures;
    expect(picture).toMatchObject({ height: 32, width: 32, channels: 3 });
    const row = classes.findIndex(
      (label, i) =>
        label === picture?.label && Math.abs((bytes[i * 3073 + 1] ?? 0) / 255 - (picture?.pixels[0] ?? -1)) < 1e-6,
    );
    expect(row).toBeGreaterThanOrEqual(0);
    expect(picture?.predicted).not.toBe(picture?.label);
  });

  test('hidden units over two inputs are the values of the units there', async () => {
    const data = await view(await trained(SPIRAL), { view: 'units', size: 9 });
    const [layer] = data.layers;
    expect(data).toMatchObject({ of: 'inputs' });
    expect(layer).toMatchObject({ name: 'h', units: 8, count: 8, height: 9, width: 9 });
    const host = await trained(SPIRAL);
    const parameters = host.all('ended')[0]?.ends[0]?.parameters ?? [];
    const [W1, b1] = ['W1', 'b1'].map((name) => parameters.find((one) => one.name === name)?.data);
    const [xmin, , , ymax] = data.range;
    // The first point of each map is the upper left corner.
    for (let unit = 0; unit < 8; unit++) {
      const own = xmin * (W1?.[unit] ?? 0) + ymax * (W1?.[8 + unit] ?? 0) + (b1?.[unit] ?? 0);
      expect(layer?.maps[unit * 81]).toBeCloseTo(Math.max(0, own), 4);
    }
  });

  test('weights of a picture network are pictures, one for each unit', async () => {
    const host = await trained(DIGITS);
    const data = await view(host, { view: 'units', size: 9 });
    expect(data).toMatchObject({ of: 'weights', layers: [{ name: 'W1', units: 6, count: 6, height: 8, width: 8 }] });
    const W1 = host.all('ended')[0]?.ends[0]?.parameters.find(({ name }) => name === 'W1')?.data;
    expect(data.layers[0]?.maps[2 * 64 + 17]).toBe(Math.fround(W1?.[17 * 6 + 2] ?? 0));
  });

  test('kernels of convolutions are pictures, those of many channels channel by channel', async () => {
    const host = await trained(`# %% Convolutions
X = data(rand(6, 3, 8, 8, seed=1)); y = data([0, 1, 0, 1, 0, 1])
K = param(0.2 * randn(4, 3, 3, 3, seed=2)); L = param(0.2 * randn(5, 4, 2, 2, seed=3)); c = param(zeros(5))
W = param(randn(125, 2, seed=4)); b = param(zeros(2))
h = relu(conv2d(relu(conv2d(X, K)), L, c))
loss = cross_entropy(fc(reshape(h, -1, 125), W, b), y)
train(loss, lr=0.1, steps=3)
`);
    const { of, layers } = await view(host, { view: 'units', size: 9 });
    expect([of, layers.map(({ maps, ...layer }) => ({ ...layer, entries: maps.length }))]).toEqual([
      'kernels',
      [
        { name: 'K', units: 4, count: 4, height: 3, width: 3, channels: 3, parts: 1, entries: 108 },
        { name: 'L', units: 20, count: 20, height: 2, width: 2, channels: 1, parts: 4, entries: 80 },
      ],
    ]);
    const L = host.all('ended')[0]?.ends[0]?.parameters.find(({ name }) => name === 'L')?.data;
    expect(layers[1]?.maps[4 * 7 + 1]).toBe(Math.fround(L?.[4 * 7 + 1] ?? 0));
  });

  test('one example has its probabilities, and its way through the layers', async () => {
    const data = await view(await trained(DIGITS), { view: 'example', place: 3 });
    expect(data).toMatchObject({ place: 3, count: 75, held: true, picture: { height: 8, width: 8, channels: 1 } });
    expect(data.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(data.layers.map(({ name, units }) => [name, units])).toEqual([['h', 6]]);
  });

  test('gradients and updates over the steps are those of each step', async () => {
    const host = await trained(SPIRAL, 1e6);
    const data = await view(host, { view: 'sizes' });
    expect(data.layers.map(({ parameter }) => parameter)).toEqual(['W1', 'W2']);
    expect([data.steps[0], data.steps.at(-1)]).toEqual([0, 200]);
    const at = Math.floor(data.steps.length / 2);
    const one = await view(host, { view: 'histograms' }, data.steps[at]);
    expect(data.layers[0]?.gradient[at]).toBe(one.layers[0]?.gradientSize);
    expect(data.layers[0]?.gradient.at(-1)).not.toBe(data.layers[0]?.gradient[at]);
  });

  test('a slice has the loss of the last place in it, and the way that led there', async () => {
    const host = await trained(SPIRAL, 1e6);
    const data = await view(host, { view: 'slice', size: 9 });
    expect([data.x.at(-1), data.y.at(-1)]).toEqual([0, 0]);
    expect(data.steps.at(-1)).toBe(200);
    expect(data.share).toBeGreaterThan(0.5);
    expect(data.share).toBeLessThanOrEqual(1 + 1e-9);
    const here = host.all('ended')[0]?.ends[0]?.standing?.training;
    expect(Math.min(...data.grid)).toBeLessThan(Number(here) * 1.5);
    expect(await view(host, { view: 'histograms' })).toEqual(
      await view(await trained(SPIRAL, 1e6), { view: 'histograms' }),
    );
  });

  test('a slice is answered before anything has moved', async () => {
    const still = await trained(SPIRAL, 1e6);
    const start = await view(still, { view: 'slice', size: 9 }, 0);
    expect([[...start.steps], [...start.x], [...start.y]]).toEqual([[0], [0], [0]]);
    expect([...start.grid].every(Number.isFinite)).toBe(true);
  });

  test('going back to a step shows what was shown then, and leaves the run alone', async () => {
    const short = await trained(SPIRAL.replace('steps=200', 'steps=37'));
    const then = await view(short, { view: 'histograms' });
    for (const historyBytes of [0, 20_000, 10_000_000]) {
      const host = await trained(SPIRAL, historyBytes);
      const now = await view(host, { view: 'histograms' });
      expect(await view(host, { view: 'histograms' }, 37)).toEqual(then);
      expect(await view(host, { view: 'histograms' })).toEqual(now);
    }
  });

  test('a run can branch from the parameters of any step', async () => {
    const host = await trained(SPIRAL, 100_000);
    host.look({ view: 'parameters' }, 37);
    const { step, parameters } = await host.next('parameters', (message) => message.step === 37);
    const short = await trained(SPIRAL.replace('steps=200', 'steps=37'));
    expect(parameters).toEqual(short.all('ended')[0]?.ends[0]?.parameters);
    host.start(SPIRAL, { start: parameters, overrides: { momentum: [0], steps: [1] } });
    await host.ended();
    expect(step).toBe(37);
    expect(host.all('started')[0]?.description.totalSteps).toBe(1);
  });

  test('views that make no sense are not offered, and answer nothing', async () => {
    const host = await trained(SURFACE);
    expect(host.all('started')[0]?.description.views).toEqual(['surface', 'histograms', 'update']);
    host.look({ view: 'boundary', size: 10 });
    host.look({ view: 'update', parameter: 'nobody', entry: 0 });
    host.look({ view: 'histograms' });
    await host.next('view');
    expect(host.all('view').map(({ data }) => data.view)).toEqual(['histograms']);
  });
});
