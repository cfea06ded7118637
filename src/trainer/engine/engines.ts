import { fc } from '../../core/gates/fc.ts';
import { matmul } from '../../core/gates/matmul.ts';
import { compiledEngines } from '../compiler/compiledEngine.ts';
import { denseEngines } from '../dense/denseNetworks.ts';
import type { StartHelper } from '../dense/team.ts';
import type { SetWide } from '../dense/wideSimd.ts';
import { fastestKernel, type KernelName } from '../kernels/kernels.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../plan/plan.ts';
import type { Engine } from './engine.ts';
import type { Optimizer } from './optimizer.ts';
import { programEngine } from './programEngine.ts';
import { specialistFor } from './specialists/index.ts';
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
  /** The kernels for a chain of layers; left out: the fastest that run well everywhere. */
  readonly kernel?: KernelName | undefined;
}

/** The fastest engines that can train this plan, one for each run. */
export function makeEngines(wishes: EngineWishes): readonly Engine[] | PlanProblem {
  const { plan, optimizer, precision, count, sizes } = wishes;
  const dense = precision === 'float32' ? denseEngines(wishes, wishes.kernel) : undefined;
  if (dense) return dense;
  const specialist = specialistFor(precision);
  const products = precision === 'float32' && multiplies(plan) && fastestKernel() !== undefined;
  const description = `gate by gate, ${products ? 'large matrix products in WebAssembly' : 'in TypeScript'}, ${precision}`;
  const rowSets = rowSourcesOf(plan, allocateOnHeap(precision));
  const compiled = compiledEngines({ plan, optimizer, precision, sizes, rowSets }, count);
  if (compiled) return compiled;
  const engines: Engine[] = [];
  for (let i = 0; i < count; i++) {
    const engine = programEngine({ plan, optimizer, precision, sizes, rowSets, specialist, description });
    if (isPlanProblem(engine)) return engine;
    engines.push(engine);
  }
  return engines;
}

const multiplies = ({ nodes }: Plan): boolean =>
  nodes.some(({ does }) => does.kind === 'gate' && (does.gate === matmul || does.gate === fc));
