/** Trains any plan by the modules that the compiler makes of it: one memory holds parameters and everything of a step. */
import { type Numbers, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import { Sharing } from '../dense/sharing.ts';
import { environment, type StartHelper, Team } from '../dense/team.ts';
import type { Engine, Look, Snapshot, Stretch } from '../engine/engine.ts';
import { type Optimizer, prepareGradient } from '../engine/optimizer.ts';
import { areFinite } from '../engine/store.ts';
import { availableKernels, fastestKernel, type KernelName, type Kernels, kernelsOver } from '../kernels/kernels.ts';
import { isPlanProblem, type Plan, type PlanProblem } from '../plan/plan.ts';
import type { RowSource } from '../plan/rowSource.ts';
import { type Blueprint, compile, layOutState, STOPPED, type State } from './compiled.ts';
import type { Located } from './scheduleModule.ts';

const PAGE = 65_536;
const MOST_PAGES = 65_536;
/** To compile more takes longer than it saves. */
const MOST_NODES = 20_000;

/** One program in one memory. */
class Running {
  readonly blueprint: Blueprint;
  readonly rowInputs: readonly Numbers[];
  readonly alone: Functions;
  /** The part of the first of several threads. */
  readonly crew: Functions | undefined;
  readonly values: readonly (Tensor | undefined)[];
  /** All parameters of this memory. */
  readonly parameters: Numbers;
  readonly gradients: readonly Tensor[];
  private readonly loss: Numbers;
  private readonly draws: readonly (Omit<Blueprint['draws'][number], 'storage'> & { readonly to: Numbers })[];

  constructor(blueprint: Blueprint, modules: Modules, { memory, exports }: Linear, state: State, plan: Plan) {
    this.blueprint = blueprint;
    const { bits, total } = state;
    const at = (where: Located): Tensor => tensorAt(memory, where, bits);
    this.rowInputs = blueprint.rowInputs.map(
      (storage, set) => at({ storage, offset: 0, shape: blueprint.rowShapes[set] ?? [] }).data,
    );
    for (const { storage, data } of blueprint.constants)
      at({ storage, offset: 0, shape: [storage.size] }).data.set(data);
    this.values = blueprint.values.map((where) => where && at(where));
    this.parameters = at({ storage: { size: total, at: state.params[0]?.at ?? 0 }, offset: 0, shape: [total] }).data;
    this.gradients = plan.params.map(({ start: { shape } }, p) =>
      at({ storage: state.gradients[p] ?? { size: 0, at: 0 }, offset: 0, shape }),
    );
    this.loss = at(blueprint.loss).data;
    this.draws = blueprint.draws.map(({ storage, ...draw }) => ({
      ...draw,
      to: at({ storage, offset: 0, shape: [storage.size] }).data,
    }));
    const calls = blueprint.calls.map(({ run, inputs, outputs }) => {
      const [from, to] = [inputs.map(at), outputs.map((where) => where && at(where))];
      return () => run(from, to);
    });
    const env = { ...environment(memory, exports), call: (index: number) => calls[index]?.() };
    const opened = (module: WebAssembly.Module): Functions =>
      new WebAssembly.Instance(module, { env }).exports as unknown as Functions;
    this.alone = opened(modules.alone);
    this.crew = modules.crew && opened(modules.crew);
  }

  /** In step number `t` of training, from 1. */
  forward(t: number, { first }: Functions = this.alone): number {
    for (const { to, draw, options, place } of this.draws) draw.factors(to, options, t, place);
    first();
    return this.loss[0] ?? Number.NaN;
  }
}

/** The two parts of a program: the values up to the loss, then the gradients and the update. */
interface Functions {
  readonly first: () => void;
  readonly second: () => void;
}

interface Modules {
  readonly alone: WebAssembly.Module;
  readonly crew: WebAssembly.Module | undefined;
}

const modulesOf = ({ bytes, crew: [first] }: Blueprint): Modules => ({
  alone: new WebAssembly.Module(bytes),
  crew: first && new WebAssembly.Module(first),
});

/** A memory and the kernels over it, where they can run. */
interface Linear {
  readonly memory: WebAssembly.Memory;
  readonly exports: Kernels['exports'] | undefined;
}

function linear(bytes: number, name: KernelName | undefined, shared: boolean): Linear {
  const initial = Math.ceil(bytes / PAGE) + 1;
  const memory = new WebAssembly.Memory({ initial, maximum: shared ? initial : MOST_PAGES, shared });
  return { memory, exports: name && kernelsOver(memory, name, shared)?.exports };
}

function tensorAt(memory: WebAssembly.Memory, { storage, offset, shape }: Located, bits: 32 | 64): Tensor {
  const length = sizeOf(shape);
  const at = storage.at + (offset * bits) / 8;
  return bits === 32
    ? { shape, data: new Float32Array(memory.buffer, at, length) }
    : { shape, data: new Float64Array(memory.buffer, at, length) };
}

/** Code that was compiled has failed in the update after `made` others; parameters are as those left them. */
export class Interrupted extends Error {
  readonly made: number;
  constructor(made: number, cause: unknown) {
    super('compiled code failed', { cause });
    this.made = made;
  }
}

export interface CompiledParts {
  readonly plan: Plan;
  readonly optimizer: Optimizer;
  readonly precision: 'float32' | 'float64';
  /** Sizes of minibatches. */
  readonly sizes: readonly number[];
  readonly rowSets: readonly RowSource[];
  /** The kernels for products; left out: the fastest that run well everywhere. */
  readonly kernel?: KernelName | undefined;
  /** How many threads may share a step, and what starts them. */
  readonly threads?: number | undefined;
  readonly startHelper?: StartHelper | undefined;
  /** What else is to be said of the way it computes. */
  readonly note?: string | undefined;
}

/** Multiplications and additions of a step that each thread should have: about 30 µs. */
const WORTH_SHARING = 1.5e6;
/** Threads that all runs side by side may have together. */
const MOST_THREADS = 8;

/** What all runs of a plan have in common: its programs. */
class CompiledPlan {
  readonly parts: CompiledParts;
  readonly state: State;
  private readonly looks = new Map<number, Running | PlanProblem>();
  private readonly fused = availableKernels().includes('fma');

  constructor(parts: CompiledParts) {
    this.parts = parts;
    const { plan, optimizer, precision } = parts;
    this.state = layOutState(plan, optimizer.memory.length, precision === 'float32' ? 32 : 64);
  }

  get kernel(): KernelName | undefined {
    return this.parts.kernel ?? fastestKernel();
  }

  blueprint(
    rows: number,
    use: 'train' | 'look',
    start = this.state.end,
    crew?: (work: number) => number,
  ): Blueprint | PlanProblem | undefined {
    const { plan, optimizer } = this.parts;
    const { state, fused } = this;
    const kernels = state.bits === 32 && this.kernel !== undefined;
    return compile({ plan, state, rows, use, optimizer, fused, kernels, crew }, start);
  }

  /** A program for looks, in a memory of its own, which all runs use in turn. */
  lookAt(rows: number): Running {
    let made = this.looks.get(rows);
    if (made === undefined) {
      const blueprint = this.blueprint(rows, 'look');
      if (blueprint === undefined) throw new Error('a value has no entries');
      made = isPlanProblem(blueprint)
        ? blueprint
        : new Running(
            blueprint,
            modulesOf(blueprint),
            linear(blueprint.end, this.kernel, false),
            this.state,
            this.parts.plan,
          );
      this.looks.set(rows, made);
    }
    if (isPlanProblem(made)) throw new Error(made.problem);
    return made;
  }
}

/** Engines for runs side by side; undefined where the plan is not compiled: a value has no entries, or there are too many gates. */
export function compiledEngines(parts: CompiledParts, count: number): readonly Engine[] | PlanProblem | undefined {
  if (parts.plan.nodes.length > MOST_NODES) return undefined;
  const shared = new CompiledPlan(parts);
  const { threads = 1, startHelper } = parts;
  const most = startHelper && 1 + (threads - 1) * count <= MOST_THREADS ? threads : 1;
  const [largest = 0] = parts.sizes;
  const worthwhile = (work: number): number => Math.max(1, Math.min(most, Math.floor(work / WORTH_SHARING)));
  const blueprints: Blueprint[] = [];
  for (const size of parts.sizes) {
    // All programs of a run are for as many threads as the first.
    const crew = size === largest ? worthwhile : () => blueprints[0]?.crew.length || 1;
    const made = shared.blueprint(size, 'train', blueprints.at(-1)?.end, most > 1 ? crew : undefined);
    if (made === undefined || isPlanProblem(made)) return made;
    blueprints.push(made);
  }
  const modules = blueprints.map(modulesOf);
  return Array.from({ length: count }, () => new CompiledEngine(shared, blueprints, modules, most > 1));
}

class CompiledEngine implements Engine {
  readonly description: string;
  private readonly shared: CompiledPlan;
  private readonly programs: ReadonlyMap<number, Running>;
  private readonly waitForAll: ((barrier: number, threads: number) => void) | undefined;
  private readonly stopped: Int32Array;
  private readonly team: Team | undefined;
  /** Threads that share a step, where several do. */
  private readonly threads: number;
  private readonly sharing = new Sharing();
  clipped = 0;
  /** All parameters, and then the optimiser's arrays, each as long as they. */
  private readonly w: Numbers;
  private readonly g: Numbers;
  private readonly kept: readonly Numbers[];
  private readonly hyper: readonly Numbers[];

  constructor(shared: CompiledPlan, blueprints: readonly Blueprint[], modules: readonly Modules[], isShared: boolean) {
    this.shared = shared;
    const { state, parts, kernel } = shared;
    const held = linear(blueprints.at(-1)?.end ?? state.end, kernel, isShared);
    this.waitForAll = held.exports?.waitForAll;
    this.stopped = new Int32Array(held.memory.buffer, state.barrier + STOPPED, 1);
    const programs = new Map<number, Running>();
    for (const [i, blueprint] of blueprints.entries()) {
      const module = modules[i];
      if (module) programs.set(blueprint.rows, new Running(blueprint, module, held, state, parts.plan));
    }
    this.programs = programs;
    const stretch = (at: number, size: number): Numbers =>
      tensorAt(held.memory, { storage: { size, at }, offset: 0, shape: [size] }, state.bits).data;
    this.w = stretch(state.params[0]?.at ?? 0, state.total);
    this.g = stretch(state.gradients[0]?.at ?? 0, state.total);
    this.kept = state.memory.map((storages) => stretch(storages[0]?.at ?? 0, state.total));
    this.hyper = state.hyper.map(({ at }) => stretch(at, 1));
    this.threads = Math.max(1, blueprints[0]?.crew.length ?? 1);
    const on = this.threads > 1 ? ` on ${this.threads} threads` : '';
    this.description = `compiled to WebAssembly${on}, ${parts.precision}${parts.note ? ` (${parts.note})` : ''}`;
    this.setParameters(parts.plan.params.map(({ start }) => start));
    if (this.threads > 1 && parts.startHelper && kernel)
      this.team = new Team({ memory: held.memory, name: kernel }, this.threads, parts.startHelper, (thread) => ({
        barrier: state.barrier,
        stopped: state.barrier + STOPPED,
        threads: this.threads,
        modules: blueprints.map(({ rows, crew }) => ({ rows, bytes: crew[thread] ?? new Uint8Array(0) })),
      }));
  }

  private gather(program: Running, order: Int32Array, from: number): void {
    const { rows } = program.blueprint;
    for (const [set, target] of program.rowInputs.entries()) {
      const source = this.shared.parts.rowSets[set];
      if (source === undefined) continue;
      const { data, width, stride } = source;
      source.bring(order, from, from + rows);
      for (let i = 0; i < rows; i++) {
        const first = (order[from + i] ?? 0) * stride;
        if (width > 32) target.set(data.subarray(first, first + width), i * width);
        else for (let j = 0; j < width; j++) target[i * width + j] = data[first + j] ?? 0;
      }
    }
  }

  advance(stretch: Stretch, losses: Float64Array): number {
    const { count, from, order, batch } = stretch;
    const ready = this.team?.ready === this.threads ? 2 : 1;
    const together = this.team !== undefined && this.sharing.next(ready) === 2;
    const begun = performance.now();
    if (together) this.team?.join(this.threads, [0, 0, 0], [0, 0, from, order.length, count, batch, 0]);
    let made = 0;
    try {
      while (made < count && this.step(stretch, made, losses, together)) made++;
    } catch (error) {
      // Whoever waits for this thread would wait for ever.
      this.dispose();
      throw new Interrupted(made, error);
    }
    if (this.team) this.sharing.took(together ? 2 : 1, performance.now() - begun, made);
    return made;
  }

  /** Makes update number `i` of a stretch, unless the loss before it is not finite. Parameters move last of all. */
  private step(stretch: Stretch, i: number, losses: Float64Array, together: boolean): boolean {
    const { order, batch, lr, momentum, weightDecay } = stretch;
    const { optimizer } = this.shared.parts;
    const from = stretch.from + i * batch;
    const rows = Math.min(batch, order.length - from);
    const program = this.programs.get(rows);
    if (program === undefined) throw new Error(`no program for ${rows} rows`);
    this.gather(program, order, from);
    const t = stretch.t + i;
    const own = optimizer.kernel?.numbers?.({ lr, momentum, t });
    this.setHyper(0, lr);
    this.setHyper(1, momentum);
    this.setHyper(2, weightDecay);
    if (own) for (let h = 0; h < own.length; h++) this.setHyper(3 + h, own[h] ?? 0);
    const functions = (together ? program.crew : undefined) ?? program.alone;
    const loss = program.forward(t, functions);
    losses[i] = loss;
    const goesOn = Number.isFinite(loss);
    if (together) {
      this.stopped[0] = goesOn ? 0 : 1;
      this.waitForAll?.(this.shared.state.barrier, this.threads);
    }
    if (!goesOn) return false;
    functions.second();
    if (program.blueprint.updates) return true;
    const { w, g, kept: memory } = this;
    if (prepareGradient(optimizer, { w, g, lr }, stretch)) this.clipped++;
    optimizer.step({ w, g, memory, lr, momentum, t });
    return true;
  }

  private setHyper(index: number, value: number): void {
    const place = this.hyper[index];
    if (place) place[0] = value;
  }

  private looker(rows: number): Running {
    const program = this.shared.lookAt(rows);
    program.parameters.set(this.w);
    return program;
  }

  look(rows: Int32Array, gradients: boolean): Look {
    const program = this.looker(rows.length);
    this.gather(program, rows, 0);
    const loss = program.forward(0);
    const { metric } = this.shared.parts.plan;
    const valueAt = (node: number): Tensor => program.values[node] ?? { shape: [0], data: new Float64Array(0) };
    if (gradients) program.alone.second();
    return {
      loss,
      metric: metric === undefined ? undefined : valueAt(metric).data[0],
      valueOf: valueAt,
      gradients: gradients ? program.gradients : [],
    };
  }

  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor {
    const program = this.looker(rows);
    for (const [set, data] of program.rowInputs.entries())
      if (set === rowSet) data.set(entries.subarray(0, data.length));
      else data.fill(0);
    program.forward(0);
    return program.values[node] ?? { shape: [0], data: new Float64Array(0) };
  }

  snapshot(into?: Snapshot): Snapshot {
    const parts = [this.w, ...this.kept];
    if (into === undefined) return parts.map((part) => part.slice());
    for (const [i, part] of parts.entries()) into[i]?.set(part);
    return into;
  }

  restore(snapshot: Snapshot): void {
    for (const [i, part] of [this.w, ...this.kept].entries()) part.set(snapshot[i] ?? []);
  }

  get bytesOfSnapshot(): number {
    return this.w.byteLength * (1 + this.kept.length);
  }

  parameters(): readonly Tensor[] {
    return this.shared.parts.plan.params.map(({ start: { shape } }, p) => ({
      shape,
      data: Float64Array.from(this.pieceOf(this.w, p)),
    }));
  }

  memory(): readonly (readonly Tensor[])[] {
    return this.kept.map((array) =>
      this.shared.parts.plan.params.map(({ start: { shape } }, p) => ({
        shape,
        data: Float64Array.from(this.pieceOf(array, p)),
      })),
    );
  }

  private pieceOf(all: Numbers, p: number): Numbers {
    const { params, bits } = this.shared.state;
    const { size = 0, at = 0 } = params[p] ?? {};
    const from = ((at - (params[0]?.at ?? 0)) * 8) / bits;
    return all.subarray(from, from + size);
  }

  setParameters(values: readonly Tensor[]): void {
    for (const [p, { data }] of values.entries()) this.pieceOf(this.w, p).set(data);
  }

  setMemory(values: readonly (readonly Tensor[])[]): void {
    for (const [m, array] of this.kept.entries())
      for (const [p, { data }] of (values[m] ?? []).entries()) this.pieceOf(array, p).set(data);
  }

  dispose(): void {
    this.team?.dispose();
  }

  firstNotFinite(): number {
    const { params } = this.shared.parts.plan;
    return params.findIndex((_, p) => !areFinite(this.pieceOf(this.w, p)));
  }
}
