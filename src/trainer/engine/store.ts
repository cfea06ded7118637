/** Where a run's numbers lie: parameters, gradients and optimiser memory each in one stretch, so that a step is one loop. */
import { type Numbers, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import type { Plan } from '../plan/plan.ts';
import { type RowSource, rowSource } from '../plan/rowSource.ts';
import type { Optimizer } from './optimizer.ts';

export type Precision = 'float32' | 'float64';
type Allocate = (length: number) => Numbers;

export const allocateOnHeap = (precision: Precision): Allocate =>
  precision === 'float32' ? (length) => new Float32Array(length) : (length) => new Float64Array(length);

export interface Store {
  readonly allocate: Allocate;
  readonly w: Numbers;
  readonly g: Numbers;
  readonly memory: readonly Numbers[];
  /** Views into `w` and `g`, one for each parameter. */
  readonly params: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  /** Constants of the plan in the run's number type, by node. */
  readonly constants: ReadonlyMap<number, Tensor>;
  readonly rowSets: readonly RowSource[];
}

export const rowSourcesOf = (plan: Plan, allocate: Allocate): readonly RowSource[] =>
  plan.rowSets.map(({ whole }) => rowSource(whole, allocate(sizeOf(whole.shape)), sizeOf(whole.shape.slice(1))));

/** Each parameter begins at a multiple of 16 entries, so that vectors of any width are aligned. */
const spaced = (length: number): number => Math.ceil(length / 16) * 16;

export function makeStore(plan: Plan, optimizer: Optimizer, allocate: Allocate, rowSets: readonly RowSource[]): Store {
  const sizes = plan.params.map(({ start }) => sizeOf(start.shape));
  const total = sizes.reduce((sum, size) => sum + spaced(size), 0);
  const w = allocate(total);
  const g = allocate(total);
  const views = (all: Numbers): Tensor[] => {
    let from = 0;
    return plan.params.map(({ start }, p) => {
      const size = sizes[p] ?? 0;
      const data = all.subarray(from, from + size);
      from += spaced(size);
      return { shape: start.shape, data };
    });
  };
  const converted = ({ shape, data }: Tensor): Tensor => {
    const own = allocate(data.length);
    own.set(data);
    return { shape, data: own };
  };
  const constants = new Map<number, Tensor>();
  for (const [index, { does }] of plan.nodes.entries())
    if (does.kind === 'constant') constants.set(index, converted(does.value));
  const params = views(w);
  for (const [p, { start }] of plan.params.entries()) params[p]?.data.set(start.data);
  return {
    allocate,
    w,
    g,
    memory: optimizer.memory.map(() => allocate(total)),
    params,
    gradients: views(g),
    constants,
    rowSets,
  };
}

export function areFinite(data: Numbers): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}
