import { sizeOf } from '../../core/tensor/tensor.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../plan/plan.ts';
import { planAtRows } from '../plan/planAtRows.ts';
import { LOOK_ROWS } from '../run/measure.ts';

interface MemoryWishes {
  readonly plan: Plan;
  readonly precision: 'float32' | 'float64';
  /** Runs side by side. */
  readonly count: number;
  /** Arrays that the optimiser keeps beside each parameter. */
  readonly memory: number;
  /** Sizes of minibatches. */
  readonly sizes: readonly number[];
}

/** Copies of parameters and optimiser memory that a run keeps at the least: its own, its start, and two to go back to. */
const COPIES = 4;

/**
 * Why a run would take more than `most` bytes, found out before anything is allocated: typed arrays do not count in a
 * worker's own limits, and what cannot be had ends the editor. Data that is there already counts as well.
 */
export function tooMuchMemory(wishes: MemoryWishes, most: number): PlanProblem | undefined {
  const { plan, precision, count, memory, sizes } = wishes;
  const entry = precision === 'float32' ? 4 : 8;
  const params = plan.params.reduce((sum, { start }) => sum + sizeOf(start.shape), 0);
  const perRun = entry * params * (1 + COPIES * (1 + memory));
  let steps = 0;
  for (const rows of new Set([...sizes, Math.min(LOOK_ROWS, plan.rows)])) {
    const sized = planAtRows(plan, rows);
    // What does not go through is said where the engine is made.
    if (isPlanProblem(sized)) continue;
    const { shapes } = sized;
    for (const [node, { does, gradient }] of plan.nodes.entries())
      if (does.kind !== 'param') steps += entry * sizeOf(shapes[node] ?? []) * (gradient ? 2 : 1);
  }
  const data = plan.rowSets.reduce((sum, { whole }) => sum + entry * sizeOf(whole.shape), 0);
  const bytes = data + count * (perRun + steps);
  if (bytes <= most) return undefined;
  const largest = Math.max(data, count * perRun, count * steps);
  const less =
    count > 1 && largest !== data
      ? `fewer than ${count} runs side by side`
      : largest === data
        ? 'fewer rows (n=…)'
        : largest === steps
          ? 'a smaller batch'
          : 'a smaller network';
  return {
    problem: `this training would take ${inGigabytes(bytes)} of memory, and may take ${inGigabytes(most)}: ${less} would need less`,
  };
}

const inGigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;
