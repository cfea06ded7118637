/** Every figure that is told of a run equals the same figure computed from the parameters and rows of its step. */
import { describe, expect, test } from 'vitest';
import { dataSets } from '../../../src/data/index.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
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
