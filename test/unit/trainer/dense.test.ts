import { describe, expect, test } from 'vitest';
import { denseEngines } from '../../../src/trainer/dense/denseNetworks.ts';
import type { Engine } from '../../../src/trainer/engine/engine.ts';
import { makeEngines } from '../../../src/trainer/engine/engines.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { availableKernels, type KernelName } from '../../../src/trainer/kernels/kernels.ts';
import { optimizerNamed } from '../../../src/trainer/optimizers/index.ts';
import { isPlanProblem, type Plan } from '../../../src/trainer/plan/plan.ts';
import { planOf } from '../../support/planOf.ts';

const classifier = (sizes: readonly number[], rows: number): string => {
  const layers = sizes.slice(1).map((outputs, i) => {
    const bias = `b${i} = param(randn(${outputs}) * 0.1)`;
    return `W${i} = param(randn(${sizes[i]}, ${outputs}) * ${Math.sqrt(2 / (sizes[i] ?? 1))}); ${bias}`;
  });
  const last = sizes.length - 2;
  const lines = layers.map((_, i) => {
    const layer = `fc(${i === 0 ? 'X' : `h${i - 1}`}, W${i}, b${i})`;
    return i === last ? `s = ${layer}` : `h${i} = relu(${layer})`;
  });
  const classes = sizes.at(-1) ?? 1;
  return `# %% a\nX = data(randn(${rows}, ${sizes[0]}, seed=1)); y = data(arange(${rows}) - ${classes} * (${steps(rows, classes)}))\n${[...layers, ...lines].join('\n')}\nloss = cross_entropy(s, y)\ntrain(loss, lr=0.1)\n`;
};

/** floor(i / classes) for i from 0, in the language, which has no floor. */
const steps = (rows: number, classes: number): string =>
  `[${Array.from({ length: rows }, (_, i) => Math.floor(i / classes)).join(', ')}]`;

const regression = (body: string): string =>
  `# %% a\nX = data(randn(23, 5, seed=1)); T = data(randn(23, 3, seed=2)); t = data(randn(23, seed=3))\n${body}\ntrain(loss, lr=0.1)\n`;

const texts: readonly (readonly [string, string])[] = [
  ['two layers, three classes', classifier([2, 16, 3], 30)],
  ['two hidden layers, ten classes', classifier([7, 9, 17, 10], 41)],
  ['one layer, two classes', classifier([3, 2], 13)],
  ['five classes, wide inputs', classifier([50, 30, 5], 37)],
  ['wide hidden layers', classifier([20, 260, 12, 4], 21)],
  ['long rows', classifier([300, 30, 5], 37)],
  ['a wide hidden layer above another', classifier([9, 30, 270, 4], 21)],
  [
    'without biases, linear',
    regression('W = param(randn(5, 4) * 0.4); V = param(randn(4, 3) * 0.4)\nloss = mse(X @ W @ V, T)'),
  ],
  ['bias first', regression('W = param(randn(5, 3) * 0.4); b = param(randn(3))\nloss = mse(b + X @ W, T)')],
  ['a vector of weights', regression('w = param(randn(5)); b = param(0.3)\nloss = mse(X @ w + b, t)')],
  [
    'relu and a vector',
    regression(
      'W = param(randn(5, 6)); c = param(randn(6)); w = param(randn(6) * 0.3)\nloss = mse(relu(fc(X, W, c)) @ w, t)',
    ),
  ],
];
const penalised = (penalty: string): string =>
  classifier([3, 9, 4], 21).replace('cross_entropy(s, y)', `cross_entropy(s, y) + ${penalty}`);
const penalties: readonly (readonly [string, string])[] = [
  ['a penalty on one layer', penalised('0.05 * sum(W0 * W0)')],
  ['penalties on both layers and a bias', penalised('0.02 * (sum(W0 ** 2) + sum(square(W1))) + sum(b1 * b1) / 10')],
];
const settings = [
  { name: 'SGD', optimizer: 'sgd', momentum: 0, weightDecay: 0, batch: 8 },
  { name: 'momentum, ragged', optimizer: 'sgd', momentum: 0.9, weightDecay: 0, batch: 5 },
  { name: 'weight decay, batch of one', optimizer: 'sgd', momentum: 0.5, weightDecay: 0.1, batch: 1 },
  { name: 'Nesterov', optimizer: 'nesterov', momentum: 0.8, weightDecay: 0.01, batch: 6 },
  { name: 'the whole set', optimizer: 'sgd', momentum: 0.9, weightDecay: 0, batch: 1000 },
] as const;

function trainBoth(
  engines: readonly Engine[],
  plan: Plan,
  setting: (typeof settings)[number],
): readonly Float64Array[] {
  const batch = Math.min(setting.batch, plan.rows);
  const perEpoch = Math.ceil(plan.rows / batch);
  const order = Int32Array.from({ length: plan.rows }, (_, i) => (i * 7) % plan.rows);
  return engines.map((engine) => {
    const losses = new Float64Array(perEpoch * 3);
    for (let epoch = 0; epoch < 3; epoch++) {
      const { momentum, weightDecay } = setting;
      const stretch = {
        order,
        from: 0,
        batch,
        count: perEpoch,
        lr: 0.02,
        momentum,
        weightDecay,
        t: epoch * perEpoch + 1,
      };
      expect(engine.advance(stretch, losses.subarray(epoch * perEpoch))).toBe(perEpoch);
    }
    return losses;
  });
}

interface Entries {
  readonly data: ArrayLike<number>;
}

/** The largest difference between entries, relative above 1. */
function furthest(got: readonly Entries[], want: readonly Entries[]): number {
  let most = got.length === want.length ? 0 : Number.POSITIVE_INFINITY;
  for (const [p, { data }] of want.entries())
    for (let i = 0; i < data.length; i++) {
      const value = data[i] ?? 0;
      const gap = Math.abs((got[p]?.data[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
      most = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(most, gap);
    }
  return most;
}

/** Wide kernels can run wherever there is fused multiply-add, fast or not. */
const kernels: readonly KernelName[] = availableKernels().includes('fma')
  ? [...availableKernels(), 'wide']
  : availableKernels();

test('this engine runs the kernels', () => {
  expect(kernels).toContain('plain');
});

describe.each(kernels)('a chain of layers by the %s kernels', (kernel) => {
  describe.each([...texts, ...penalties])('%s', (_name, text) => {
    test.each(settings)('$name: as the plain program in float64', (setting) => {
      const plan = planOf(text);
      const optimizer = optimizerNamed(setting.optimizer);
      const batch = Math.min(setting.batch, plan.rows);
      const dense = denseEngines({ plan, optimizer, count: 1, batch, trainingRows: plan.rows, kernel })?.[0];
      const exact = programEngine({ plan, optimizer, precision: 'float64', sizes: [] });
      if (dense === undefined || isPlanProblem(exact)) throw new Error('this is a chain of layers');
      const [got, want] = trainBoth([dense, exact], plan, setting);
      expect(furthest([{ data: got ?? [] }], [{ data: want ?? [] }])).toBeLessThan(1e-4);
      expect(furthest(dense.parameters(), exact.parameters())).toBeLessThan(1e-4);
      expect(furthest(dense.memory()[0] ?? [], exact.memory()[0] ?? [])).toBeLessThan(1e-3);
    });
  });

  test('the numbers are those of panels of any width', () => {
    const narrow = kernel === 'wide' ? 'fma' : kernel;
    const plan = planOf(penalised('0.02 * (sum(W0 ** 2) + sum(square(W1)))').replaceAll('9', '90'));
    const parts = { plan, optimizer: optimizerNamed('sgd'), count: 1, batch: 5, trainingRows: plan.rows };
    const engines = [denseEngines({ ...parts, kernel: narrow })?.[0], denseEngines({ ...parts, kernel })?.[0]].filter(
      (made) => made !== undefined,
    );
    const [want, got] = trainBoth(engines, plan, settings[1]);
    expect(got).toEqual(want);
    expect(engines[1]?.parameters()).toEqual(engines[0]?.parameters());
  });

  test('runs side by side do not disturb each other, and go back to where they were', () => {
    const plan = planOf(classifier([7, 9, 10], 41));
    const parts = { plan, optimizer: optimizerNamed('sgd'), batch: 8, trainingRows: plan.rows };
    const [one, two] = denseEngines({ ...parts, count: 2, kernel }) ?? [];
    const [alone] = denseEngines({ ...parts, count: 1, kernel }) ?? [];
    if (!one || !two || !alone) throw new Error('this is a chain of layers');
    const order = Int32Array.from({ length: plan.rows }, (_, i) => i);
    const stretch = { order, from: 0, batch: 8, count: 6, lr: 0.1, momentum: 0.9, weightDecay: 0, t: 1 };
    const losses = new Float64Array(6);
    const start = one.snapshot();
    one.advance(stretch, losses);
    two.advance({ ...stretch, lr: 0.01 }, losses);
    alone.advance(stretch, losses);
    expect(one.parameters()).toEqual(alone.parameters());
    expect(two.parameters()).not.toEqual(alone.parameters());
    one.restore(start);
    one.advance(stretch, losses);
    expect(one.parameters()).toEqual(alone.parameters());
    expect(one.look(order, false).loss).toBeCloseTo(alone.look(order, false).loss, 6);
  });

  test('a classifier that is sure of all it knows has a loss of nearly zero, and never less', () => {
    const plan = planOf(
      '# %% a\nX = data(rand(28, 3, seed=1) + 20 * onehot(arange(28) - 3 * floors, 3)); y = data(arange(28) - 3 * floors)\nW = param(3.7 * eye(3)); b = param(913.3 * ones(3))\nloss = cross_entropy(fc(X, W, b), y)\ntrain(loss, lr=0.1)\n'.replaceAll(
        'floors',
        steps(28, 3),
      ),
    );
    const [engine] =
      denseEngines({ plan, optimizer: optimizerNamed('sgd'), count: 1, batch: 28, trainingRows: 28, kernel }) ?? [];
    if (!engine) throw new Error('this is a chain of layers');
    const losses = new Float64Array(28);
    const still = { batch: 28, count: 1, lr: 0, momentum: 0, weightDecay: 0, t: 1 };
    for (let turn = 0; turn < 28; turn++) {
      const order = Int32Array.from({ length: 28 }, (_, i) => (i * 5 + turn * turn) % 28);
      engine.advance({ ...still, order, from: 0 }, losses.subarray(turn));
    }
    expect(Math.min(...losses)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...losses)).toBeLessThan(1e-6);
  });

  test('a loss that is not finite stops before the update', () => {
    const plan = planOf(classifier([2, 4, 3], 12));
    const [engine] =
      denseEngines({ plan, optimizer: optimizerNamed('sgd'), count: 1, batch: 4, trainingRows: 12, kernel }) ?? [];
    if (!engine) throw new Error('this is a chain of layers');
    const order = Int32Array.from({ length: 12 }, (_, i) => i);
    const losses = new Float64Array(3);
    const broken = engine
      .parameters()
      .map(({ shape, data }, p) => ({ shape, data: p === 0 ? data.fill(Number.NaN) : data }));
    engine.setParameters(broken);
    expect(
      engine.advance({ order, from: 0, batch: 4, count: 3, lr: 1, momentum: 0, weightDecay: 0, t: 1 }, losses),
    ).toBe(0);
    expect(losses[0]).toBeNaN();
    expect(engine.parameters().slice(1)).toEqual(broken.slice(1));
    expect(engine.firstNotFinite()).toBe(0);
  });
});

test('wide SIMD is tried where steps are large and many, and left off with a reason where it does not pay', () => {
  const set: string[] = [];
  const setEngineFlag = (flag: string): void => void set.push(flag);
  const described = (text: string, updates?: number): string => {
    const plan = planOf(text);
    const rows = { batch: 40, sizes: [40, 1], trainingRows: 41, ...(updates === undefined ? {} : { updates }) };
    const parts = { plan, optimizer: optimizerNamed('sgd'), precision: 'float32', count: 1, threads: 1 } as const;
    const made = makeEngines({ ...parts, ...rows, startHelper: undefined, setEngineFlag });
    if (isPlanProblem(made)) throw new Error(made.problem);
    return made[0]?.description ?? '';
  };
  const large = classifier([500, 230, 10], 41);
  expect([described(classifier([7, 9, 10], 41)), described(large, 100), set]).toEqual([
    expect.not.stringContaining('wide'),
    expect.not.stringContaining('wide'),
    [],
  ]);
  // The flag is not set by this test, so that wide kernels cannot pay. What was found holds for other plans too.
  const why = /wide SIMD left off: (this editor has no relaxed SIMD|it is 0\.\d+ times as fast)/;
  expect(described(large)).toMatch(why);
  expect(described(large.replace('h0 = relu(', 'h0 = tanh('))).toMatch(why);
  expect(set).toEqual(
    kernels.includes('wide') ? ['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize'] : [],
  );
});

test.each([
  [
    'tanh between layers',
    'X = data(randn(9, 3)); t = data(randn(9, 2))\nW = param(randn(3, 2))\nloss = mse(tanh(X @ W), t)',
  ],
  [
    'a parameter used twice',
    'X = data(randn(9, 3)); t = data(randn(9, 3))\nW = param(randn(3, 3))\nloss = mse(X @ W @ W, t)',
  ],
  [
    'a penalty on sizes',
    'X = data(randn(9, 3)); t = data(randn(9, 2))\nW = param(randn(3, 2))\nloss = mse(X @ W, t) + sum(abs(W))',
  ],
  ['a scaled loss', 'X = data(randn(9, 3)); t = data(randn(9, 2))\nW = param(randn(3, 2))\nloss = 2 * mse(X @ W, t)'],
  [
    'a bias of one number for all',
    'X = data(randn(9, 3)); t = data(randn(9, 2))\nW = param(randn(3, 2)); b = param(0)\nloss = mse(X @ W + b, t)',
  ],
  [
    'targets that broadcast',
    'X = data(randn(9, 3)); t = data(randn(9, 1))\nW = param(randn(3, 2))\nloss = mse(X @ W, t)',
  ],
  [
    'relu before the loss',
    'X = data(randn(9, 3)); t = data(randn(9, 2))\nW = param(randn(3, 2))\nloss = mse(relu(X @ W), t)',
  ],
])('%s is no chain of layers', (_name, body) => {
  const plan = planOf(`# %% a\n${body}\ntrain(loss, lr=0.1)\n`);
  expect(denseEngines({ plan, optimizer: optimizerNamed('sgd'), count: 1, batch: 9, trainingRows: 9 })).toBeUndefined();
});
