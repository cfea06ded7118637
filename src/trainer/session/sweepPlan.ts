import type { SweepPlan } from '../../protocol/training.ts';
import type { Plan } from '../plan/plan.ts';
import type { Prepared } from '../run/prepare.ts';

/** What a whole sweep may cost, in nanoseconds as `costOfStep` counts them. */
const BUDGET = 1e10;
const MOMENTA = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
/** Learning rates in a decade: as many as are affordable. */
const GRAINS = [20, 10, 5] as const;
/** Of a large network a sweep may cost more, with fewer momenta and rates: it goes on beside the run, and can be stopped. */
const LARGE_BUDGET = 4e10;
const FEW_MOMENTA = [0, 0.5, 0.9, 0.99];
const COARSE = 3;
/** How far the rates reach below and above the run's own, in decades. */
const BELOW = 2.4;
const ABOVE = 1.4;
const FEWEST_STEPS = 10;
/** Decimals of a decade at which two rates count as one. */
const SAME = 1e6;

/**
 * Which pairs of lr and β a sweep tries, and for how many updates: the finest grid that is affordable for a whole run,
 * else the coarsest with fewer updates, and of a large network also with fewer momenta. It reaches around the runs' own rates,
 * and has their momenta. The same text always gives the same plan. Undefined where β means nothing to the optimiser, or one
 * update costs too much.
 */
export function sweepPlanOf(prepared: Prepared): SweepPlan | undefined {
  const { plan, runs } = prepared;
  const options = runs.map(({ run }) => run.parts.options);
  const timetable = runs[0]?.run.parts.timetable;
  if (timetable === undefined || !sweepsMomentum(prepared)) return undefined;
  const momenta = ascending([...MOMENTA, ...options.map(({ momentum }) => momentum)]);
  const rates = options.map(({ lr }) => lr);
  const cost = costOfStep(plan, timetable.batch);
  const affordable = (grid: readonly number[]): number => Math.floor(BUDGET / cost / (grid.length * momenta.length));
  const grids = GRAINS.map((grain) => ratesAround(rates, grain));
  const grid = grids.find((each) => affordable(each) >= timetable.totalSteps) ?? grids.at(-1) ?? [];
  const steps = Math.min(timetable.totalSteps, affordable(grid));
  if (steps >= Math.min(FEWEST_STEPS, timetable.totalSteps)) return { rates: grid, momenta, steps };
  const few = ascending([...FEW_MOMENTA, ...options.map(({ momentum }) => momentum)]);
  const coarse = ratesAround(rates, COARSE);
  const fewer = Math.min(timetable.totalSteps, Math.floor(LARGE_BUDGET / cost / (coarse.length * few.length)));
  return fewer < Math.min(FEWEST_STEPS, timetable.totalSteps)
    ? undefined
    : { rates: coarse, momenta: few, steps: fewer };
}

/** The map shows the course's rule: β of "sgd" and of "nesterov". */
export function sweepsMomentum({ runs }: Prepared): boolean {
  return runs.every(({ run }) => ['sgd', 'nesterov'].includes(run.parts.options.optimizer));
}

/** Roughly, from measurements: 20 ns a gate and row for what is not a matrix product, half a nanosecond a weight and row. */
function costOfStep({ nodes, params }: Plan, batch: number): number {
  const weights = params.reduce((sum, { start }) => sum + start.data.length, 0);
  return 500 + Math.max(1, batch) * (20 * nodes.length + 0.5 * weights);
}

/** Powers of ten at even fractions of a decade, from well below the run's own rates to well above. */
function ratesAround(own: readonly number[], grain: number): readonly number[] {
  const first = Math.round((Math.log10(Math.min(...own)) - BELOW) * grain);
  const last = Math.round((Math.log10(Math.max(...own)) + ABOVE) * grain);
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** ((first + i) / grain));
}

const ascending = (values: readonly number[]): readonly number[] =>
  [...new Map(values.map((value) => [Math.round(value * SAME), value])).values()].sort((a, b) => a - b);
