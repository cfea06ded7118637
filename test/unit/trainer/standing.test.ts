/** Every figure that is told of a run equals the same figure computed from the parameters and rows of its step. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { dataSets } from '../../../src/data/index.ts';
import type { ProgressPoint } from '../../../src/protocol/training.ts';
import { fromWire, type WireNumber } from '../../../src/protocol/wire.ts';
import { programEngine } from '../../../src/trainer/engine/programEngine.ts';
import { sgd } from '../../../src/trainer/optimizers/sgd.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { LOOK_ROWS } from '../../../src/trainer/run/measure.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { savedParameters } from '../../../src/trainer/run/savedParameters.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { showView } from '../../../src/trainer/views/index.ts';
import { until } from '../../support/until.ts';
import { Host } from './host.ts';
import { setupOf } from './setupOf.ts';

const network = (options: string, loss = 'cross_entropy(s, y)'): string => `# %% Moons
X, y = moons(n=150, noise=0.3, seed=1)
W1 = param(randn(2, 8, seed=2)); b1 = param(zeros(8)); W2 = param(randn(8, 2, seed=3)); b2 = param(zeros(2))
s = fc(tanh(fc(X, W1, b1)), W2, b2)
loss = ${loss}
acc = accuracy(s, y)
Xt, yt = moons(n=70, noise=0.3, seed=5)
test_acc = accuracy(fc(tanh(fc(Xt, W1, b1)), W2, b2), yt)
train(loss, precision="float64", metric=acc, test=test_acc, ${options})
`;

const prepared = (text: string) => {
  const made = prepare(setupOf(text, { historyBytes: 1e7 }), { dataSets });
  if (isPlanProblem(made)) throw new Error(made.problem);
  return made;
};
const finished = (text: string) => {
  const made = trainToEnd(setupOf(text));
  if (isPlanProblem(made)) throw new Error(made.problem);
  return made;
};

describe.each([
  ['minibatches', network('lr=0.3, batch=10, epochs=4')],
  ['rows held out', network('lr=0.3, momentum=0.9, batch=16, epochs=4, validate=0.3')],
  ['the whole set, Adam', network('lr=0.05, optimizer="adam", epochs=40')],
  ['a sum, clipped', network('lr=0.01, batch=25, epochs=5, clip_norm=2', 'sum(square(s))')],
  ['a norm', network('lr=0.01, batch=25, epochs=5, schedule="linear"', 'norm(s)')],
])('%s', (_name, text) => {
  test('each point is of the parameters of its step', () => {
    const { runs, trainingRows, heldOut } = prepared(text);
    const run = runs[0]?.run;
    if (run === undefined) throw new Error('no run');
    while (run.end === undefined) {
      run.advance(7);
      if (run.step % 21 === 0) run.measureHere();
    }
    const measured = run.curve.all.filter(({ standing }) => standing);
    expect(measured.length).toBeGreaterThan(5);
    expect(measured.at(-1)?.step).toBe(run.step);
    for (const { step, standing } of measured) {
      const { engine } = run.parts;
      expect(standing?.step).toBe(step);
      const again = run.at(step, () => ({
        training: engine.look(trainingRows, false).loss,
        validation: heldOut.length > 0 ? engine.look(heldOut, false).loss : undefined,
        metric: engine.look(heldOut.length > 0 ? heldOut : trainingRows, false).metric,
      }));
      expect(standing).toMatchObject(again);
    }
  });
});

test.each(['cross_entropy(s, y)', 'sum(square(s))', 'norm(s)', 'max(s)', 'mean(var(s, axis=0))'])(
  'of more rows than one look takes, %s is put together as it can be, or taken whole',
  (loss) => {
    const text = network('lr=1e-3, batch=500, steps=2, validate=0.1', loss).replace('n=150', 'n=2600');
    const { runs, trainingRows } = prepared(text);
    const run = runs[0]?.run;
    if (run === undefined) throw new Error('no run');
    expect(trainingRows.length).toBeGreaterThan(LOOK_ROWS);
    while (run.end === undefined) run.advance(7);
    expect(run.standing?.sampled).toBeUndefined();
    const { loss: whole } = run.parts.engine.look(trainingRows, false);
    expect((run.standing?.training ?? Number.NaN) / whole).toBeCloseTo(1, 12);
  },
);

/** Options drawn by seed, so that nobody chose the cases. */
const drawnOptions = Array.from({ length: 8 }, (_, seed) => {
  const random = seededRandom(`figures ${seed}`);
  const one = <T extends string | number>(list: readonly [T, ...T[]]): T =>
    list[Math.floor(random.uniform() * list.length)] ?? list[0];
  return [
    `lr=${one([0.02, 0.1, 0.3])}, optimizer="${one(['sgd', 'nesterov', 'adam', 'adamw', 'rmsprop', 'adagrad'])}"`,
    one(['', ', momentum=0.9']),
    one(['', ', batch=16', ', batch=7']),
    one(['', ', validate=0.3']),
    one(['', ', schedule="cosine"', ', schedule="step", warmup=4']),
    one(['', ', clip_norm=0.5']),
    ', steps=60',
  ].join('');
}).map((options) => options.replace(/(optimizer="ada\w*"), momentum=0.9/, '$1'));

test.each(drawnOptions)('every figure of a run is of the step that it names: %s', (options) => {
  const made = prepared(network(options));
  const { plan, trainingRows, heldOut } = made;
  const run = made.runs[0]?.run;
  if (run === undefined) throw new Error('no run');
  while (run.end === undefined) run.advance(7);
  const { engine } = run.parts;
  const rank = (): number => engine.look(heldOut.length > 0 ? heldOut : trainingRows, false).loss;
  for (const { step, loss } of run.curve.all) {
    const { order, from, batch } = run.stretch(step, 1);
    expect(run.at(step, () => engine.look(order.subarray(from, from + batch), false).loss)).toBeCloseTo(loss, 9);
  }
  expect(run.at(run.best?.step ?? -1, rank)).toBeCloseTo(run.best?.loss ?? Number.NaN, 9);
  const at = { prepared: made, run, variant: 0 };
  for (const step of [0, 13, 40]) {
    const [here, next] = [step, step + 1].map((one) => run.at(one, () => engine.parameters()));
    const seen = run.at(step, () => showView({ view: 'histograms' }, { ...at, step }));
    const gradients = run.at(step, () => engine.look(trainingRows, true).gradients.map(({ data }) => Array.from(data)));
    const sizes = run.at(step, () => showView({ view: 'sizes' }, { ...at, step }));
    const counted = run.at(step, () => showView({ view: 'confusion' }, { ...at, step }));
    const metric = run.at(step, () => engine.look(heldOut.length > 0 ? heldOut : trainingRows, false).metric);
    if (seen?.view !== 'histograms' || sizes?.view !== 'sizes' || counted?.view !== 'confusion')
      throw new Error('no view');
    for (const [p, layer] of seen.layers.entries()) {
      const before = Array.from(here?.[p]?.data ?? []);
      const moved = before.map((value, i) => (next?.[p]?.data[i] ?? 0) - value);
      if (Math.hypot(...before) > 0)
        expect(layer.updateRatio).toBeCloseTo(Math.hypot(...moved) / Math.hypot(...before), 9);
      const root = Math.hypot(...(gradients[p] ?? [])) / Math.sqrt(before.length);
      expect(layer.gradientSize).toBeCloseTo(root, 9);
      const told = sizes.layers.find(({ parameter }) => parameter === plan.params[p]?.name);
      if (told) expect([sizes.steps.at(-1), told.gradient.at(-1)]).toEqual([step, layer.gradientSize]);
    }
    const right = counted.counts.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(right / counted.counts.flat().reduce((sum, count) => sum + count, 0)).toBeCloseTo(metric ?? Number.NaN, 9);
  }
});

/** Options drawn by seed, lists among them: what a run tells while it is paused, stepped, gone on with, stopped and branched. */
const toldOptions = Array.from({ length: 9 }, (_, seed) => {
  const random = seededRandom(`told ${seed}`);
  const one = <T extends string>(list: readonly [T, ...T[]]): T => list[random.below(list.length)] ?? list[0];
  return [
    one(['lr=0.1', 'lr=[0.05, 0.2]']),
    one(['optimizer="adam"', 'optimizer=["sgd", "adagrad"]', 'momentum=[0, 0.9]', 'optimizer="rmsprop"']),
    one(['batch=16', 'batch=[9, 150]', 'batch=7']),
    one(['shuffle=true', 'seed=[3, 4]', 'seed=5']),
    one(['weight_decay=0.01', 'lr_decay=0.9']),
    one(['schedule="cosine", warmup=5', 'schedule="step"', 'clip_norm=0.4']),
    one(['validate=0.2', 'validate=0.3, patience=2', 'validate=0']),
    one(['steps=130', 'epochs=9']),
  ].join(', ');
});

type Ended = Awaited<ReturnType<Host['ended']>>;

/** Holds all that was told of a run against the same run made by itself, and its numbers computed gate by gate. */
function expectTrue(text: string, points: readonly (readonly [number, ProgressPoint])[], { ends }: Ended): void {
  const { plan, runs, trainingRows, heldOut } = prepared(text);
  const near = (told: WireNumber | undefined, value: number | undefined, what: string): void => {
    if (told === undefined) return;
    const wanted = value ?? Number.NaN;
    expect(Math.abs(fromWire(told) - wanted), what).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
  };
  for (const { variant, steps, parameters, standing, best } of ends) {
    const run = runs[variant]?.run;
    if (run === undefined) throw new Error('no run');
    while (run.end === undefined && run.step < steps) run.advance(steps - run.step);
    const plain = programEngine({ plan, optimizer: sgd, precision: 'float64', sizes: run.parts.timetable.sizes });
    if (isPlanProblem(plain)) throw new Error(plain.problem);
    const at = (step: number): void => plain.setParameters(run.at(step, () => run.parts.engine.parameters()));
    const expectMeasured = (step: number, told: Omit<ProgressPoint, 'loss' | 'step'>, what: string): void => {
      at(step);
      near(told.training, plain.look(trainingRows, false).loss, `training loss ${what}`);
      if (told.validation !== undefined) near(told.validation, plain.look(heldOut, false).loss, `validation ${what}`);
      near(told.metric, plain.look(heldOut.length > 0 ? heldOut : trainingRows, false).metric, `metric ${what}`);
      near(told.test, run.parts.gauge?.test?.measure(plain.parameters()), `test ${what}`);
    };
    for (const [of, point] of points) {
      if (of !== variant) continue;
      const what = `of step ${point.step}, variant ${variant}: ${text}`;
      expectMeasured(point.step, point, what);
      const { order, from, batch, lr } = run.stretch(point.step, 1);
      near(point.loss, plain.look(order.subarray(from, from + batch), false).loss, `minibatch loss ${what}`);
      if (point.lr !== undefined) near(point.lr, lr, `lr ${what}`);
    }
    const last = standing?.step ?? steps;
    expect(parameters, `parameters of step ${last}`).toEqual(run.at(last, () => savedParameters(run)));
    if (standing) expectMeasured(standing.step, standing, `at the end: ${text}`);
    if (best) {
      at(best.step);
      near(best.loss, plain.look(heldOut.length > 0 ? heldOut : trainingRows, false).loss, `lowest: ${text}`);
    }
  }
}

test.each(toldOptions.map((options, seed) => [options, seed] as const))(
  'what is told of a run is true however it is led: %s',
  async (options, seed) => {
    const text = network(options);
    const host = new Host();
    const number = host.start(text, { historyBytes: 1e7 });
    host.onFirst('started', () => host.send('pause'));
    // A run may be over before it can be paused.
    const pauseAfter = (step: number) =>
      until('a pause, or the end', () => host.all('paused').find((one) => one.step > step) ?? host.all('ended')[0]);
    const paused = await pauseAfter(-1);
    if (paused.type === 'paused') {
      host.send('step');
      await pauseAfter(paused.step);
      host.send('resume');
    }
    if (seed % 3 === 0) host.onFirst('progress', () => host.send('stop'));
    const ended = await host.ended();
    const told = (run: number) =>
      host
        .all('progress', run)
        .flatMap(({ progress }) => progress.points.map((point) => [progress.variant, point] as const));
    expect(told(number).length).toBeGreaterThan(1);
    expectTrue(text, told(number), ended);
    const { description } = await host.next('started');
    if (description.variants.length > 1) return;
    // A branch with the same settings goes where the run would have gone.
    const middle = Math.floor((ended.ends[0]?.steps ?? 0) / 2);
    host.look({ view: 'parameters' }, middle);
    const found = await host.next('parameters', ({ memory, step: of }) => memory !== undefined && of === middle);
    const branch = {
      step: middle,
      totalSteps: description.totalSteps,
      memory: found.memory ?? [],
      lowest: found.lowest,
    };
    const own = host.start(text, { historyBytes: 1e7, start: found.parameters, branch });
    const end = await host.ended();
    expectTrue(text, told(own), end);
  },
);

test('which run won is told by all training rows, not by its last minibatch', () => {
  const runs = finished(network('lr=[0.01, 0.3, 40], batch=1, epochs=3'));
  const losses = runs.map(({ standing }) => standing?.training ?? Number.NaN);
  expect(losses[1]).toBe(Math.min(...losses));
});

test('patience ends a run and keeps the parameters of its lowest validation loss', () => {
  const [run] = finished(network('lr=0.5, optimizer="adam", batch=20, epochs=200, validate=0.3, patience=4'));
  if (run?.end.how !== 'done' || !run.end.kept) throw new Error(JSON.stringify(run?.end));
  const { step, loss, early } = run.end.kept;
  expect(early).toBe(true);
  expect(run.standing).toMatchObject({ step, validation: loss });
  // Six updates make an epoch here.
  const epochs = run.standings.filter((one) => one.step % 6 === 0);
  expect(Math.min(...epochs.map(({ validation = Number.NaN }) => validation))).toBe(loss);
  expect(run.steps - step).toBe(4 * 6);
});

test('a run that ends within an epoch keeps its last parameters where their validation loss is the lowest', () => {
  const text = (steps: number) =>
    network(`lr=0.02, batch=20, steps=${steps}, validate=0.3, patience=9, schedule="linear"`);
  for (const steps of [9, 10, 12]) {
    const [run] = finished(text(steps));
    const last = run?.standings.findLast(({ step }) => step === steps);
    const before = run?.standings.filter(({ step }) => step < steps && step % 6 === 0) ?? [];
    expect(last?.validation).toBeLessThan(Math.min(...before.map(({ validation = Number.NaN }) => validation)));
    expect(run?.end).toEqual({ how: 'done' });
    expect(run?.standing).toEqual(last);
  }
});

test('lists compare runs, each once; momentum is left out where it does nothing', () => {
  const runs = finished(
    network('lr=0.1, optimizer=["sgd", "adam"], momentum=[0, 0.9], seed=[1, 2], batch=50, steps=3'),
  );
  expect(runs.map(({ label }) => label)).toEqual([
    'sgd, β = 0, seed = 1',
    'sgd, β = 0, seed = 2',
    'sgd, β = 0.9, seed = 1',
    'sgd, β = 0.9, seed = 2',
    'adam, seed = 1',
    'adam, seed = 2',
  ]);
  expect(runs[0]?.loss).not.toEqual(runs[1]?.loss);
});

test('a schedule is warmed up and falls to nothing', () => {
  const [cosine, step] = ['cosine', 'step'].map(
    (name) => finished(network(`lr=0.4, batch=50, steps=16, warmup=4, schedule="${name}"`))[0]?.rates ?? [],
  );
  expect([...(cosine ?? [])].slice(0, 5)).toEqual([0.1, 0.2, 0.30000000000000004, 0.4, 0.4]);
  expect(cosine?.[10]).toBeCloseTo(0.2, 12);
  expect(cosine?.[15]).toBeLessThan(0.01);
  expect([...(step ?? [])].slice(7, 9)).toEqual([0.4, 0.04000000000000001]);
});
