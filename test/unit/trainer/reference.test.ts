/** Every training of test/reference/trainings.json, against the losses and parameters that torch.optim gave. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WireArray, WireNumber } from '../../../src/protocol/wire.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { setupOf } from './setupOf.ts';

interface Reference {
  readonly name: string;
  readonly text: string;
  readonly precision: 'float32' | 'float64';
  readonly steps: number;
  readonly loss: readonly WireNumber[];
  readonly parameters: Readonly<Record<string, WireArray>>;
  readonly stopped: string;
}

const references: readonly Reference[] = JSON.parse(
  readFileSync(new URL('../../reference/trainings.json', import.meta.url), 'utf8'),
);
const TOLERANCE = { float64: 1e-9, float32: 1e-4 };

const flat = (value: WireArray): number[] =>
  Array.isArray(value) ? value.flatMap(flat) : [fromWire(value as WireNumber)];

function expectClose(got: ArrayLike<number>, want: readonly number[], tolerance: number, what: string): void {
  expect(got.length, what).toBe(want.length);
  const size = want.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1e-6);
  for (const [i, expected] of want.entries()) {
    const value = got[i] ?? 0;
    if (!Number.isFinite(expected)) expect(value, `${what} ${i}`).toBe(expected);
    else
      expect(Math.abs(value - expected) / size, `${what} ${i}: ${value}, not ${expected}`).toBeLessThanOrEqual(
        tolerance,
      );
  }
}

describe('trainings of torch.optim', () => {
  test.each(references.map((reference) => [reference.name, reference] as const))('%s', (_name, reference) => {
    const runs = trainToEnd(setupOf(reference.text));
    if (isPlanProblem(runs)) throw new Error(runs.problem);
    const [run] = runs;
    if (run === undefined) throw new Error('no run');
    const tolerance = TOLERANCE[reference.precision];
    expect(run.end.how).toBe(reference.stopped);
    expect(run.steps).toBe(reference.steps);
    for (const [step, loss] of reference.loss.entries())
      expectClose([run.loss[step] ?? 0], [fromWire(loss)], tolerance, `loss at step ${step}`);
    expect(run.parameters.map((parameter) => parameter.name).sort()).toEqual(Object.keys(reference.parameters).sort());
    for (const { name, data } of run.parameters)
      expectClose(data, flat(reference.parameters[name] ?? []), tolerance, name);
  });
});

interface OptimizerReference {
  readonly name: string;
  readonly text: string;
  readonly loss: readonly number[];
  readonly parameters: Readonly<Record<string, WireArray>>;
  readonly clipped: number;
}

const optimizers: readonly OptimizerReference[] = JSON.parse(
  readFileSync(new URL('../../reference/optimizers.json', import.meta.url), 'utf8'),
);

describe('random trainings of torch.optim with schedules, warm-up and clipping', () => {
  test.each(optimizers.map((reference) => [reference.name, reference] as const))('%s', (_name, reference) => {
    const runs = trainToEnd(setupOf(reference.text));
    if (isPlanProblem(runs)) throw new Error(runs.problem);
    const [run] = runs;
    if (run === undefined) throw new Error('no run');
    expectClose(run.loss, reference.loss, TOLERANCE.float64, 'loss');
    expect(run.clipped ?? 0).toBe(reference.clipped);
    for (const { name, data } of run.parameters)
      expectClose(data, flat(reference.parameters[name] ?? []), TOLERANCE.float64, name);
  });
});
