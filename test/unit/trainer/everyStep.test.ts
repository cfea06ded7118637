/** Pausing, going on and cancelling at any step leave exactly the parameters of that step. */
import { describe, expect, test } from 'vitest';
import { dataSets } from '../../../src/data/index.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { savedParameters } from '../../../src/trainer/run/savedParameters.ts';
import type { TrainingRun } from '../../../src/trainer/run/trainingRun.ts';
import { setupOf } from './setupOf.ts';

const STEPS = 22;
/** The first steps, those around the ends of epochs of 5 steps, and the last. */
const STOPS = [0, 1, 2, 4, 5, 6, 9, 10, 14, 15, 21, STEPS];
const network = (options: string): string => `# %% a
X, y = moons(n=23, seed=1)
W1 = param(randn(2, 6, seed=2)); b1 = param(zeros(6))
W2 = param(randn(6, 2, seed=3)); b2 = param(zeros(2))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.05, batch=5, ${options})
`;
const ravine = (options: string): string => `# %% a
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, lr=0.01, ${options})
`;

function begin(text: string, historyBytes = 0): TrainingRun {
  const prepared = prepare(setupOf(text, { historyBytes }), { dataSets });
  if (isPlanProblem(prepared)) throw new Error(prepared.problem);
  const [one] = prepared.runs;
  if (one === undefined) throw new Error('no run');
  return one.run;
}

function goTo(run: TrainingRun, step: number): TrainingRun {
  while (run.step < step && run.end === undefined) run.advance(step - run.step);
  return run;
}

const settings = [
  'momentum=0.9',
  'momentum=0.9, weight_decay=0.01, lr_decay=0.9',
  'momentum=0.9, precision="float64"',
  'momentum=0.8, optimizer="nesterov", validate=0.2',
  'optimizer="rmsprop"',
  'optimizer="adam", weight_decay=0.01',
];

describe.each([
  ['a network', network],
  ['two numbers', ravine],
] as const)('%s', (_name, text) => {
  test.each(settings)('%s', (options) => {
    const written = text(text === ravine ? options.replace(', validate=0.2', '') : options);
    const whole = goTo(begin(written.replace(/\)\n$/, `, steps=${STEPS})\n`)), STEPS);
    expect(whole.end).toEqual({ how: 'done' });
    for (const k of STOPS) {
      // What a run of k steps ends with is what one that is cancelled after k steps has.
      const wanted = k === 0 ? begin(written) : goTo(begin(written.replace(/\)\n$/, `, steps=${k})\n`)), k);
      const cancelled = goTo(begin(written), k);
      cancelled.cancel();
      expect([cancelled.end, cancelled.step]).toEqual([{ how: 'cancelled' }, k]);
      expect(savedParameters(cancelled)).toEqual(savedParameters(wanted));
      // Step by step to k, a rest there, then to the end in one go.
      const rested = begin(written.replace(/\)\n$/, `, steps=${STEPS})\n`), 1e6);
      while (rested.step < k) rested.advance(1);
      expect(savedParameters(rested)).toEqual(savedParameters(wanted));
      expect(savedParameters(goTo(rested, STEPS))).toEqual(savedParameters(whole));
      // And back again.
      rested.at(k, () => expect(savedParameters(rested)).toEqual(savedParameters(wanted)));
    }
  });
});

test('a million steps keep a bounded number of points and moments', { timeout: 120_000 }, () => {
  const bytes = 200_000;
  const run = begin('# %% a\nw = param(3)\nf = w^2\ntrain(f, lr=1e-6, steps=1000000)\n', bytes);
  let given = 0;
  let most = 0;
  while (run.end === undefined) {
    run.advance(1_000_000);
    most = Math.max(most, run.curve.all.length);
    given += run.takePoints().length;
  }
  expect([run.step, run.end]).toEqual([1_000_000, { how: 'done' }]);
  expect(most).toBeLessThanOrEqual(2048);
  expect(given).toBeLessThan(20_000);
  expect(run.history.spacing * (bytes / run.parts.engine.bytesOfSnapshot)).toBeGreaterThan(500_000);
  expect(run.curve.all.at(-1)?.step).toBe(1_000_000);
});

test('the way of two numbers keeps its corners over many steps, and hands them out in small pieces', () => {
  const run = begin(
    '# %% a\nx = param(6); y = param(3)\nf = 0.5 * (x^2 + 50 * y^2)\ntrain(f, lr=0.035, momentum=0.5, steps=200000)\n',
    1e6,
  );
  const given: (readonly number[])[] = [];
  while (run.end === undefined) {
    run.advance(200_000);
    if (run.step % 1024 === 0) given.push(...run.takeTrail(400));
  }
  given.push(...run.takeTrail(400));
  expect(run.end).toEqual({ how: 'done' });
  const first = Array.from({ length: 12 }, (_, step) => step);
  expect(run.trail.steps.slice(0, 12)).toEqual(first);
  expect(given.slice(0, 12).map(([step]) => step)).toEqual(first);
  expect(run.trail.steps.length).toBeLessThanOrEqual(4096);
  expect([run.trail.steps.at(-1), given.at(-1)?.[0]]).toEqual([200_000, 200_000]);
});
