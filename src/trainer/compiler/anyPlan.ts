/** Engines for any plan: compiled where that can be, else gate by gate. */
import type { Numbers, Tensor } from '../../core/tensor/tensor.ts';
import type { Engine, Look, Snapshot, Stretch } from '../engine/engine.ts';
import { programEngine } from '../engine/programEngine.ts';
import { isPlanProblem, type PlanProblem } from '../plan/plan.ts';
import { reasonOf } from '../run/reasonOf.ts';
import { type CompiledParts, compiledEngines, Interrupted } from './compiledEngine.ts';

/** One for each run. A module that this computer cannot run, or a memory that it cannot give, is no reason not to train. */
export function enginesForAny(parts: CompiledParts, count: number): readonly Engine[] | PlanProblem {
  const compiled = compiledOrWhyNot(parts, count);
  if (typeof compiled !== 'string')
    return isPlanProblem(compiled) ? compiled : compiled.map((engine) => new GuardedEngine(engine, parts));
  const engines: Engine[] = [];
  for (let i = 0; i < count; i++) {
    const engine = gateByGate(parts, `not compiled: ${compiled}`);
    if (isPlanProblem(engine)) return engine;
    engines.push(engine);
  }
  return engines;
}

const gateByGate = (parts: CompiledParts, why: string): Engine | PlanProblem =>
  programEngine({ ...parts, description: `gate by gate, in TypeScript, ${parts.precision} (${why})` });

function compiledOrWhyNot(parts: CompiledParts, count: number): readonly Engine[] | PlanProblem | string {
  if (typeof WebAssembly === 'undefined') return 'there is no WebAssembly here';
  try {
    return compiledEngines(parts, count) ?? 'a value has no entries, or there are too many gates';
  } catch (error) {
    return reasonOf(error);
  }
}

/** A compiled engine. If its code fails on the way, the run goes on gate by gate from the last update that was made. */
class GuardedEngine implements Engine {
  private engine: Engine;
  private readonly parts: CompiledParts;
  private readonly compiled: Engine;

  constructor(compiled: Engine, parts: CompiledParts) {
    this.engine = compiled;
    this.compiled = compiled;
    this.parts = parts;
  }

  get description(): string {
    return this.engine.description;
  }

  get clipped(): number {
    return this.compiled.clipped + (this.engine === this.compiled ? 0 : this.engine.clipped);
  }

  get bytesOfSnapshot(): number {
    return this.engine.bytesOfSnapshot;
  }

  /** Throws what went wrong where there is nothing left to try. */
  private fallBack(error: unknown): void {
    if (this.engine !== this.compiled) throw error;
    const { cause = error } = error instanceof Interrupted ? error : {};
    const spare = gateByGate(this.parts, `the compiled code failed: ${reasonOf(cause)}`);
    if (isPlanProblem(spare)) throw error;
    spare.restore(this.compiled.snapshot());
    this.engine = spare;
  }

  private attempt<T>(work: (engine: Engine) => T): T {
    try {
      return work(this.engine);
    } catch (error) {
      this.fallBack(error);
      return work(this.engine);
    }
  }

  advance(stretch: Stretch, losses: Float64Array): number {
    try {
      return this.engine.advance(stretch, losses);
    } catch (error) {
      this.fallBack(error);
      const made = error instanceof Interrupted ? error.made : 0;
      const { from, batch, count, t } = stretch;
      const rest = { ...stretch, from: from + made * batch, count: count - made, t: t + made };
      return made + this.engine.advance(rest, losses.subarray(made));
    }
  }

  look(rows: Int32Array, gradients: boolean): Look {
    return this.attempt((engine) => engine.look(rows, gradients));
  }

  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor {
    return this.attempt((engine) => engine.predict(rowSet, entries, rows, node));
  }

  snapshot(into?: Snapshot): Snapshot {
    return this.engine.snapshot(into);
  }

  restore(snapshot: Snapshot): void {
    this.engine.restore(snapshot);
  }

  parameters(): readonly Tensor[] {
    return this.engine.parameters();
  }

  memory(): readonly (readonly Tensor[])[] {
    return this.engine.memory();
  }

  setParameters(values: readonly Tensor[]): void {
    this.engine.setParameters(values);
  }

  setMemory(values: readonly (readonly Tensor[])[]): void {
    this.engine.setMemory(values);
  }

  dispose(): void {
    this.compiled.dispose();
  }

  firstNotFinite(): number {
    return this.engine.firstNotFinite();
  }
}
