import { zeros } from '../../core/tensor/tensor.ts';
import { enginesForAny } from '../compiler/anyPlan.ts';
import type { Engine } from '../engine/engine.ts';
import type { Optimizer } from '../engine/optimizer.ts';
import { fastestKernel, type KernelName, type Kernels, openKernels, panelWidth } from '../kernels/kernels.ts';
import { isPlanProblem, type Plan } from '../plan/plan.ts';
import { type RowSource, rowSource } from '../plan/rowSource.ts';
import { type DenseChain, findChain } from './denseChain.ts';
import { DenseEngine } from './denseEngine.ts';
import { Ground, layOutNetwork, layOutShared, type SharedLayout, writeRecords } from './denseLayout.ts';
import { type StartHelper, Team } from './team.ts';

/** Linear memory begins with the kernels' own constants. */
const FIRST_FREE = 65_536;

interface DenseParts {
  readonly plan: Plan;
  readonly optimizer: Optimizer;
  /** How many engines, for runs side by side over the same data. */
  readonly count: number;
  readonly batch: number;
  readonly trainingRows: number;
  /** How many threads may work on a step; more than one only where `startHelper` can start them. */
  readonly threads?: number;
  readonly startHelper?: StartHelper | undefined;
  /** The kernels; left out: the fastest that run well everywhere. */
  readonly kernel?: KernelName | undefined;
  /** What else is to be said of the way it computes. */
  readonly note?: string | undefined;
}

/** Multiplications and additions of a step that each thread should have: about 30 µs. */
const WORTH_SHARING = 1.5e6;

const workOfStep = ({ layers }: DenseChain, batch: number): number =>
  layers.reduce((sum, { inputs, outputs }) => sum + 6 * batch * inputs * outputs, 0);

/**
 * Engines for a chain of layers in one linear memory. They stay beside the compiler because they are faster: of 2-16-16-3 the
 * compiled step takes 1.65 times as long, of 784-128-10 1.16 and of 3072-100-10 1.26 times (turn by turn on a busy computer),
 * as here weights stay in panels and updates are made inside the weight gradient's product. Undefined where the plan is no such chain or the kernels cannot run. */
export function denseEngines(parts: DenseParts): readonly Engine[] | undefined {
  const { plan, optimizer, count, batch, trainingRows, startHelper } = parts;
  if (optimizer.name !== 'sgd' && optimizer.name !== 'nesterov') return undefined;
  const chain = findChain(plan);
  if (chain === undefined) return undefined;
  const worthwhile = Math.max(1, Math.floor(workOfStep(chain, batch) / WORTH_SHARING));
  const threads = startHelper ? Math.min(parts.threads ?? 1, worthwhile) : 1;
  const name = parts.kernel ?? fastestKernel();
  if (name === undefined) return undefined;
  const panel = panelWidth(name);
  const ground = new Ground(FIRST_FREE);
  const shared = layOutShared(ground, chain, plan.rows, panel);
  const layouts = Array.from({ length: count }, () =>
    layOutNetwork(ground, chain, shared, batch, trainingRows, threads, panel),
  );
  const kernels = openKernels(ground.end, name, threads > 1);
  if (kernels === undefined) return undefined;
  const rowSets = fillShared(plan, chain, shared, kernels);
  const lookers = enginesForAny({ plan, optimizer, precision: 'float32', sizes: [], rowSets, kernel: name }, count);
  if (isPlanProblem(lookers)) return undefined;
  const team = threads > 1 && startHelper ? new Team(kernels, threads, startHelper) : undefined;
  const engines: Engine[] = [];
  for (const [i, layout] of layouts.entries()) {
    writeRecords(kernels.memory.buffer, chain, layout, optimizer.name === 'nesterov');
    const looker = lookers[i];
    if (looker === undefined) return undefined;
    const features = rowSets[chain.features];
    engines.push(new DenseEngine({ plan, chain, layout, kernels, features, looker, team, threads, note: parts.note }));
  }
  return engines;
}

/** Puts the data into linear memory. Answers where the rows of each row set can be read. */
function fillShared(plan: Plan, chain: DenseChain, shared: SharedLayout, kernels: Kernels): readonly RowSource[] {
  const floats = new Float32Array(kernels.memory.buffer);
  const words = new Uint32Array(kernels.memory.buffer);
  const copyRows = (set: number, at: number, strideBytes: number): RowSource => {
    const whole = plan.rowSets[set]?.whole ?? zeros([0, 0]);
    return rowSource(whole, floats.subarray(at / 4), strideBytes / 4);
  };
  const features = copyRows(chain.features, shared.features, shared.stride);
  if (chain.loss === 'mean squared error') {
    const target = copyRows(chain.target, shared.target, shared.targetStride);
    return plan.rowSets.map((_, set) => (set === chain.features ? features : target));
  }
  const labels = plan.rowSets[chain.target]?.whole.data ?? new Float64Array(0);
  for (let row = 0; row < plan.rows; row++) words[shared.target / 4 + row] = labels[row] ?? 0;
  const target = rowSource({ shape: [labels.length], data: labels }, new Float32Array(labels.length), 1);
  return plan.rowSets.map((_, set) => (set === chain.features ? features : target));
}
