import { type Spread, settingOf, spreadOf, withoutSeed } from '../../../src/core/base/seeds.ts';
import type { Variant } from '../../../src/protocol/training.ts';
import type { Curve } from './curve.ts';
import { rankAt, readingAt } from './curveQuantities.ts';
import type { VariantRun } from './variantRun.ts';

/** Runs that differ in their seed alone. */
export interface SeedGroup {
  readonly style: number;
  /** The options in which it differs from the other groups; empty where there is one group only. */
  readonly label: string;
  readonly runs: readonly VariantRun[];
}

/** For each variant the number of its setting, in order of appearance. */
export function stylesOf(variants: readonly Variant[]): readonly number[] {
  const settings = [...new Set(variants.map(settingOf))];
  return variants.map((variant) => settings.indexOf(settingOf(variant)));
}

/** Empty unless some runs differ in nothing but the seed. */
export function seedGroups(variants: readonly VariantRun[]): readonly SeedGroup[] {
  const groups = new Map<number, VariantRun[]>();
  for (const run of variants) groups.set(run.style, [...(groups.get(run.style) ?? []), run]);
  const found = [...groups].map(([style, runs]) => ({
    style,
    label: runs[0] ? withoutSeed(runs[0].variant) : '',
    runs,
  }));
  return found.some(({ runs }) => runs.length > 1) ? found : [];
}

/** What the group's runs are ranked by, at a step or now. */
export const rankSpread = ({ runs }: SeedGroup, step: number | undefined): Spread | undefined => {
  const found = runs.map((run) => (run.end?.how === 'diverged' ? undefined : rankAt(run, step)?.value));
  return spreadOf(found.map((value) => value ?? Number.NaN));
};

export interface Band {
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Over the steps at which every run of the group has a value of its own. */
export function bandOf(curves: readonly Curve[]): Band {
  const [first, ...others] = curves;
  const steps: number[] = [];
  const mean: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (const [at, step] of (first?.steps ?? []).entries()) {
    const readings = others.map((curve) => readingAt(curve, step));
    if (!readings.every((reading) => reading?.step === step)) continue;
    const spread = spreadOf([
      first?.values[at] ?? Number.NaN,
      ...readings.map((reading) => reading?.value ?? Number.NaN),
    ]);
    if (spread === undefined) continue;
    steps.push(step);
    mean.push(spread.mean);
    low.push(spread.low);
    high.push(spread.high);
  }
  return { steps, mean, low, high };
}
