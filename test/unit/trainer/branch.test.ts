/** A run that branches off goes on with the weights and the velocity of its step. */
import { describe, expect, test } from 'vitest';
import { dataSets } from '../../../src/data/index.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { savedParameters, savedVelocities } from '../../../src/trainer/run/savedParameters.ts';
import type { TrainingRun } from '../../../src/trainer/run/trainingRun.ts';
import { until } from '../../support/until.ts';
import { Host } from './host.ts';
import { setupOf } from './setupOf.ts';

const network = (options: string): string => `# %% Spiral
X, y = spiral(n=90, classes=3, seed=1)
W1 = param(randn(2, 9, seed=2) * 0.5); b1 = param(zeros(9))
W2 = param(randn(9, 3, seed=3) * 0.5); b2 = param(zeros(3))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.1, momentum=0.9, steps=40, ${options})
`;
const RAVINE = `# %% Ravine
x = param(6); y = param(3)
f = 0.5 * (x^2 + 50 * y^2)
train(f, lr=0.01, momentum=0.9, steps=40)
`;

function runOf(text: string, changes: Parameters<typeof setupOf>[1] = {}): TrainingRun {
  const made = prepare(setupOf(text, changes), { dataSets });
  const run = isPlanProblem(made) ? undefined : made.runs[0]?.run;
  if (run === undefined) throw new Error(JSON.stringify(made));
  return run;
}
const advanced = (run: TrainingRun, steps: number): TrainingRun => {
  while (run.step < steps) run.advance(steps - run.step);
  return run;
};

describe.each([
  ['the kernels', network('optimizer="sgd"')],
  ['the kernels, Nesterov', network('optimizer="nesterov"')],
  ['float64', network('precision="float64"')],
  ['two numbers', RAVINE],
])('%s', (_name, text) => {
  test('a branch with the same β goes where the run went', () => {
    const straight = advanced(runOf(text), 40);
    const trunk = advanced(runOf(text), 15);
    const [start, velocity] = [savedParameters(trunk), savedVelocities(trunk)];
    expect(velocity.some(({ data }) => data.some((entry) => entry !== 0))).toBe(true);
    const branch = advanced(runOf(text, { start, velocity }), 25);
    expect(savedParameters(branch)).toEqual(savedParameters(straight));
    expect(savedVelocities(branch)).toEqual(savedVelocities(straight));
    expect(savedParameters(advanced(runOf(text, { start }), 25))).not.toEqual(savedParameters(straight));
  });
});

test('the parameters of an earlier step come with its velocity', async () => {
  const text = network('optimizer="sgd"');
  const host = new Host();
  host.start(text, { historyBytes: 1e6 });
  await host.ended();
  host.look({ view: 'parameters' }, 15);
  const answer = await until('the parameters', () => host.all('parameters').find(({ step }) => step === 15));
  const trunk = advanced(runOf(text), 15);
  expect(answer?.parameters).toEqual(savedParameters(trunk));
  expect(answer?.velocities).toEqual(savedVelocities(trunk));
});
