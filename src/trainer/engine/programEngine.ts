import type { Numbers, Tensor } from '../../core/tensor/tensor.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../plan/plan.ts';
import type { RowSource } from '../plan/rowSource.ts';
import type { Engine, Look, Snapshot, Stretch } from './engine.ts';
import { type Optimizer, prepareGradient } from './optimizer.ts';
import { makeProgram, type Program } from './program.ts';
import { allocateOnHeap, areFinite, makeStore, rowSourcesOf, type Store } from './store.ts';

interface EngineParts {
  readonly plan: Plan;
  readonly optimizer: Optimizer;
  readonly precision: 'float32' | 'float64';
  /** Sizes of minibatches that will be asked for, prepared up front. */
  readonly sizes: readonly number[];
  /** All rows, where they lie already. */
  readonly rowSets?: readonly RowSource[];
  readonly description?: string;
}

/** Any plan, gate by gate, in plain TypeScript: what every other engine is measured against. */
export function programEngine(parts: EngineParts): Engine | PlanProblem {
  const { plan, optimizer, precision, sizes } = parts;
  const allocate = allocateOnHeap(precision);
  const store = makeStore(plan, optimizer, allocate, parts.rowSets ?? rowSourcesOf(plan, allocate));
  const programs = new Map<number, Program>();
  const programFor = (rows: number): Program | PlanProblem => {
    const known = programs.get(rows);
    if (known) return known;
    const made = makeProgram(plan, store, rows);
    if (!isPlanProblem(made)) programs.set(rows, made);
    return made;
  };
  for (const size of sizes) {
    const made = programFor(size);
    if (isPlanProblem(made)) return made;
  }
  return new ProgramEngine(
    store,
    optimizer,
    programFor,
    parts.description ?? `gate by gate, in TypeScript, ${precision}`,
  );
}

/** Copies the drawn rows of each row set into the program's places. */
function gather(store: Store, program: Program, order: Int32Array, from: number): void {
  for (const [set, { data: target }] of program.rowInputs.entries()) {
    const source = store.rowSets[set];
    if (source === undefined) continue;
    const { data, width, stride } = source;
    source.bring(order, from, from + program.rows);
    for (let i = 0; i < program.rows; i++) {
      const first = (order[from + i] ?? 0) * stride;
      if (width > 32) target.set(data.subarray(first, first + width), i * width);
      else for (let j = 0; j < width; j++) target[i * width + j] = data[first + j] ?? 0;
    }
  }
}

class ProgramEngine implements Engine {
  readonly description: string;
  clipped = 0;
  private readonly store: Store;
  private readonly optimizer: Optimizer;
  private readonly programFor: (rows: number) => Program | PlanProblem;

  constructor(
    store: Store,
    optimizer: Optimizer,
    programFor: (rows: number) => Program | PlanProblem,
    description: string,
  ) {
    this.store = store;
    this.optimizer = optimizer;
    this.programFor = programFor;
    this.description = description;
  }

  private program(rows: number): Program {
    const made = this.programFor(rows);
    if (isPlanProblem(made)) throw new Error(made.problem);
    return made;
  }

  advance(stretch: Stretch, losses: Float64Array): number {
    const { order, batch, count, lr, momentum } = stretch;
    const { w, g, memory } = this.store;
    for (let i = 0; i < count; i++) {
      const from = stretch.from + i * batch;
      const program = this.program(Math.min(batch, order.length - from));
      gather(this.store, program, order, from);
      const loss = program.forward(stretch.t + i);
      losses[i] = loss;
      if (!Number.isFinite(loss)) return i;
      program.backward();
      if (prepareGradient(this.optimizer, { w, g, lr }, stretch)) this.clipped++;
      this.optimizer.step({ w, g, memory, lr, momentum, t: stretch.t + i });
    }
    return count;
  }

  look(rows: Int32Array, gradients: boolean): Look {
    const program = this.program(rows.length);
    gather(this.store, program, rows, 0);
    const loss = program.forward();
    const metric = program.metric();
    if (gradients) program.backward();
    return { loss, metric, valueOf: program.valueOf, gradients: gradients ? this.store.gradients : [] };
  }

  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor {
    const program = this.program(rows);
    for (const [set, { data }] of program.rowInputs.entries())
      if (set === rowSet) data.set(entries.subarray(0, data.length));
      else data.fill(0);
    program.forward();
    return program.valueOf(node);
  }

  snapshot(into?: Snapshot): Snapshot {
    const parts = [this.store.w, ...this.store.memory];
    if (into === undefined) return parts.map((part) => part.slice());
    for (const [i, part] of parts.entries()) into[i]?.set(part);
    return into;
  }

  restore(snapshot: Snapshot): void {
    for (const [i, part] of [this.store.w, ...this.store.memory].entries()) part.set(snapshot[i] ?? []);
  }

  get bytesOfSnapshot(): number {
    return this.store.w.byteLength * (1 + this.store.memory.length);
  }

  parameters(): readonly Tensor[] {
    return this.store.params.map(copied);
  }

  memory(): readonly (readonly Tensor[])[] {
    return this.store.memory.map((array) =>
      this.store.params.map(({ shape, data }) => copied({ shape, data: this.placeOf(data, array) })),
    );
  }

  /** The part of a memory's array that belongs to a parameter. */
  private placeOf(param: Numbers, array: Numbers): Numbers {
    const from = (param.byteOffset - this.store.w.byteOffset) / param.BYTES_PER_ELEMENT;
    return array.subarray(from, from + param.length);
  }

  setParameters(values: readonly Tensor[]): void {
    for (const [p, { data }] of values.entries()) this.store.params[p]?.data.set(data);
  }

  setMemory(values: readonly (readonly Tensor[])[]): void {
    for (const [m, array] of this.store.memory.entries())
      for (const [p, { data }] of this.store.params.entries())
        this.placeOf(data, array).set(values[m]?.[p]?.data ?? []);
  }

  dispose(): void {}

  firstNotFinite(): number {
    return this.store.params.findIndex(({ data }) => !areFinite(data));
  }
}

const copied = ({ shape, data }: Tensor): Tensor => ({ shape, data: Float64Array.from(data) });
