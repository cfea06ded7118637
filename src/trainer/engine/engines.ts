import { enginesForAny } from '../compiler/anyPlan.ts';
import { denseEngines } from '../dense/denseNetworks.ts';
import type { StartHelper } from '../dense/team.ts';
import type { KernelName } from '../kernels/kernels.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../plan/plan.ts';
import type { Engine } from './engine.ts';
import type { Optimizer } from './optimizer.ts';
import { allocateOnHeap, type Precision, rowSourcesOf } from './store.ts';
import { type SetEngineFlag, type WideTrial, widened } from './wideSimd.ts';

export interface EngineWishes {
  readonly plan: Plan;
  readonly optimizer: Optimizer;
  readonly precision: Precision;
  /** Runs side by side. */
  readonly count: number;
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly trainingRows: number;
  /** How many threads may share a large step, and what starts them, where there may be any. */
  readonly threads: number;
  readonly startHelper: StartHelper | undefined;
  /** Present where wide SIMD is wished for and the host can set the flag. */
  readonly setEngineFlag?: SetEngineFlag | undefined;
  /** Updates that all runs together will make; left out: many. */
  readonly updates?: number;
  /** Gradients may be shortened (clip_norm). */
  readonly clips?: boolean;
  /** The kernels for products; left out: the fastest that run well everywhere. */
  readonly kernel?: KernelName | undefined;
}

/** Multiplications and additions, of a step (about 0.1 ms) and of all steps (two seconds), from which on a trial of wide SIMD pays. */
const WORTH_WIDENING = 5e6;
const WORTH_A_TRIAL = 1e11;

/** The fastest engines that can train this plan, one for each run. */
export function makeEngines(wishes: EngineWishes): readonly Engine[] | PlanProblem {
  const { plan, optimizer, precision, count, sizes, threads, startHelper } = wishes;
  const trial = wishes.kernel === undefined ? wideTrial(wishes) : undefined;
  const kernel = wishes.kernel ?? (trial?.worthwhile ? 'wide' : undefined);
  const note = trial?.found;
  const dense =
    precision === 'float32' && wishes.clips !== true ? denseEngines({ ...wishes, kernel, note }) : undefined;
  if (dense) return dense;
  const rowSets = rowSourcesOf(plan, allocateOnHeap(precision));
  const { kernel: _, ...stepped } = optimizer;
  // What comes between the gradient and the rule is no part of a compiled rule.
  const rule = wishes.clips === true ? stepped : optimizer;
  return enginesForAny({ plan, optimizer: rule, precision, sizes, rowSets, threads, startHelper, kernel, note }, count);
}

function wideTrial({
  plan,
  precision,
  batch,
  updates = Number.POSITIVE_INFINITY,
  setEngineFlag,
}: EngineWishes): WideTrial | undefined {
  const step = plan.params.reduce((sum, { start: { data, shape } }) => sum + (shape.length > 1 ? data.length : 0), 0);
  const work = 6 * step * batch;
  const pays = precision === 'float32' && work >= WORTH_WIDENING && work * updates >= WORTH_A_TRIAL;
  if (setEngineFlag === undefined || !pays) return undefined;
  return widened(setEngineFlag, (trialPlan, optimizer, kernel, rows) => {
    const size = { batch: rows, sizes: [rows, trialPlan.rows % rows], trainingRows: trialPlan.rows };
    const made = makeEngines({
      plan: trialPlan,
      optimizer,
      precision,
      count: 1,
      ...size,
      kernel,
      threads: 1,
      startHelper: undefined,
    });
    return isPlanProblem(made) ? undefined : made[0];
  });
}
