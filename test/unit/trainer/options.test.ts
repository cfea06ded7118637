import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { setupOf } from './setupOf.ts';

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '0.5',
    '0.9',
    '1e300',
    '1e-300',
    '3',
    '12',
    '13',
    '1/0',
    '0/0',
    '-0.0',
    '2.5',
    'x',
    '"a"',
    'true',
  ),
  fc.integer({ min: -3, max: 30 }).map(String),
);
const value = fc.oneof(
  number,
  fc.array(number, { maxLength: 3 }).map((entries) => `[${entries.join(', ')}]`),
  fc.constantFrom('"sgd"', '"nesterov"', '"rmsprop"', '"adam"', '"float64"', 'true', 'false', 'acc', 'loss', 'W'),
);
const names = [
  'lr',
  'momentum',
  'optimizer',
  'weight_decay',
  'batch',
  'lr_decay',
  'shuffle',
  'seed',
  'validate',
  'metric',
  'precision',
];
const option = fc.tuple(fc.constantFrom(...names, 'lrr'), value).map(([name, given]) => `${name}=${given}`);

const text = (options: readonly string[]): string => `# %% a
X, y = blobs(n=12)
W = param(randn(2, 3)); b = param(zeros(3))
s = fc(X, W, b)
acc = accuracy(s, y)
loss = cross_entropy(s, y)
train(loss, lr=0.1, ${[...options, 'steps=4'].join(', ')})
`;

test('whatever the options are, a run ends as it should or a reason is given', () => {
  let ran = 0;
  fc.assert(
    fc.property(fc.uniqueArray(option, { maxLength: 4, selector: (one) => one.split('=')[0] }), (options) => {
      const written = text(options.filter((one) => !one.startsWith('lr=')));
      const runs = trainToEnd(setupOf(written));
      if (isPlanProblem(runs)) {
        expect(runs.problem.length).toBeGreaterThan(10);
        return;
      }
      ran++;
      for (const { end, steps, loss, parameters } of runs) {
        expect(['done', 'diverged']).toContain(end.how);
        expect(loss).toHaveLength(steps);
        if (end.how === 'done') expect(steps).toBe(4);
        expect(parameters.flatMap(({ data }) => [...data]).every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 400, seed: 1 },
  );
  expect(ran).toBeGreaterThan(20);
});
