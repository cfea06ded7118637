import { enginesForAny } from '../compiler/anyPlan.ts';
import { denseEngines } from '../dense/denseNetworks.ts';
import type { StartHelper } from '../dense/team.ts';
import type { SetWide } from '../dense/wideSimd.ts';
import type { KernelName } from '../kernels/kernels.ts';
import type { Plan, PlanProblem } from '../plan/plan.ts';
import type { Engine } from './engine.ts';
import type { Optimizer } from './optimizer.ts';
import { allocateOnHeap, type Precision, rowSourcesOf } from './store.ts';

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
  readonly setWide?: SetWide | undefined;
  /** Gradients may be shortened (clip_norm). */
  readonly clips?: boolean;
  /** The kernels for a chain of layers; left out: the fastest that run well everywhere. */
  readonly kernel?: KernelName | undefined;
}

/** The fastest engines that can train this plan, one for each run. */
export function makeEngines(wishes: EngineWishes): readonly Engine[] | PlanProblem {
  const { plan, optimizer, precision, count, sizes } = wishes;
  const dense = precision === 'float32' && wishes.clips !== true ? denseEngines(wishes, wishes.kernel) : undefined;
  if (dense) return dense;
  const rowSets = rowSourcesOf(plan, allocateOnHeap(precision));
  const { kernel: _, ...stepped } = optimizer;
  // What comes between the gradient and the rule is no part of a compiled rule.
  const rule = wishes.clips === true ? stepped : optimizer;
  const { threads, startHelper } = wishes;
  return enginesForAny({ plan, optimizer: rule, precision, sizes, rowSets, threads, startHelper }, count);
}
