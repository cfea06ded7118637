/** A branch is everything that its trunk would have been: parameters, optimiser memory, learning rates, order of rows, end. */
import { describe, expect, test } from 'vitest';
import { dataSets } from '../../../src/data/index.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { savedLowest, savedMemory, savedParameters } from '../../../src/trainer/run/savedParameters.ts';
import type { TrainingRun } from '../../../src/trainer/run/trainingRun.ts';
import { until } from '../../support/until.ts';
import { Host } from './host.ts';
import { setupOf } from './setupOf.ts';

const STEPS = 40;
const network = (options: string): string => `# %% Spiral
X, y = spiral(n=90, classes=3, seed=1)
W1 = param(randn(2, 9, seed=2) * 0.5); b1 = param(zeros(9))
W2 = param(randn(9, 3, seed=3) * 0.5); b2 = param(zeros(3))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.1, steps=${STEPS}, ${options})
`;
const RAVINE = `# %% Ravine
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, lr=0.01, momentum=0.9, lr_decay=0.9, steps=${STEPS})
`;

function runOf(text: string, changes: Parameters<typeof setupOf>[1] = {}): TrainingRun {
  const made = prepare(setupOf(text, changes), { dataSets });
  const run = isPlanProblem(made) ? undefined : made.runs[0]?.run;
  if (run === undefined) throw new Error(JSON.stringify(made));
  return run;
}
function advanced(run: TrainingRun, steps: number): number[] {
  const seen: number[] = [];
  run.onLosses = (losses, count) => seen.push(...losses.subarray(0, count));
  while (run.step < steps && run.end === undefined) run.advance(steps - run.step);
  return seen;
}

describe.each([
  ['the kernels', network('momentum=0.9')],
  ['minibatches and a decaying lr', network('momentum=0.9, batch=20, lr_decay=0.7')],
  ['the kernels, Nesterov', network('optimizer="nesterov", momentum=0.9, batch=7')],
  ['Adam, a schedule', network('optimizer="adam", batch=16, schedule="cosine", warmup=9')],
  ['AdamW, weight decay', network('optimizer="adamw", weight_decay=0.1, batch=16, schedule="step"')],
  ['Adagrad, clipped', network('optimizer="adagrad", batch=25, clip_norm=0.1, schedule="linear"')],
  ['RMSprop, rows held out', network('optimizer="rmsprop", momentum=0.5, batch=25, validate=0.2, seed=3')],
  ['float64', network('momentum=0.9, precision="float64"')],
  ['two numbers', RAVINE],
])('%s', (_name, text) => {
  test('a branch with the same settings goes where the run went, bit for bit', () => {
    const straight = runOf(text);
    const whole = advanced(straight, STEPS);
    const trunk = runOf(text);
    advanced(trunk, 15);
    const branch = { step: 15, totalSteps: STEPS, memory: savedMemory(trunk) };
    const own = runOf(text, { start: savedParameters(trunk), branch });
    expect(advanced(own, STEPS)).toEqual(whole.slice(15));
    expect(own.end).toEqual({ how: 'done' });
    expect(savedParameters(own)).toEqual(savedParameters(straight));
    expect(savedMemory(own)).toEqual(savedMemory(straight));
    expect(own.standing).toEqual(straight.standing);
    expect(own.at(20, () => savedParameters(own))).toEqual(straight.at(20, () => savedParameters(straight)));
  });
});

test.each([5, 12, 30])('patience goes on in a branch at step %i', (at) => {
  const text = `# %% Moons
X, y = moons(n=60, noise=0.4, seed=1)
W1 = param(randn(2, 12, seed=2)); b1 = param(zeros(12)); W2 = param(randn(12, 2, seed=3)); b2 = param(zeros(2))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.5, optimizer="adam", batch=12, epochs=100, validate=0.3, patience=6, precision="float64")
`;
  const straight = runOf(text, { historyBytes: 1e7 });
  advanced(straight, 1000);
  const trunk = runOf(text, { historyBytes: 1e7 });
  advanced(trunk, at);
  const branch = { step: at, totalSteps: 400, memory: savedMemory(trunk), lowest: savedLowest(trunk, at) };
  const own = runOf(text, { start: savedParameters(trunk), branch });
  advanced(own, 1000);
  expect(straight.end).toMatchObject({ how: 'done', kept: { early: true } });
  expect(own.end).toEqual(straight.end);
  expect(own.step).toBe(straight.step);
  expect(savedParameters(own)).toEqual(savedParameters(straight));
});

test('the parameters of an earlier step come with what the optimiser remembers', async () => {
  const text = network('optimizer="adam", batch=20');
  const host = new Host();
  host.start(text, { historyBytes: 1e6 });
  await host.ended();
  host.look({ view: 'parameters' }, 15);
  const answer = await until('the parameters', () => host.all('parameters').find(({ step }) => step === 15));
  const trunk = runOf(text);
  advanced(trunk, 15);
  expect(answer?.parameters).toEqual(savedParameters(trunk));
  expect(answer?.memory).toEqual(savedMemory(trunk));
});
