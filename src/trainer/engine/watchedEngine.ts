import { type Numbers, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import type { Plan } from '../plan/plan.ts';
import type { Engine, Look, Snapshot, Stretch } from './engine.ts';
import { KnownPace, type WorkWatch } from './workWatch.ts';

/** Milliseconds for a row and a trainable number, or an entry of a result, on a computer that is slow. */
const SLOW_PARAMETER = 1e-5;
const SLOW_ENTRY = 1e-4;

/** Milliseconds that a slow computer takes for one row, forward and backward. */
function slowRow({ params, nodes, rowSets, rows }: Plan): number {
  const parameters = params.reduce((sum, { start }) => sum + start.data.length, 0);
  const entries = rowSets.reduce((sum, { whole }) => sum + sizeOf(whole.shape) / Math.max(1, rows), 0);
  return SLOW_PARAMETER * parameters + SLOW_ENTRY * (entries + nodes.length);
}

/** Another engine, whose long calls are seen on the pulse. */
export class WatchedEngine implements Engine {
  private readonly engine: Engine;
  private readonly watch: WorkWatch;
  private readonly updates: KnownPace;
  private readonly looks: KnownPace;

  constructor(engine: Engine, watch: WorkWatch, plan: Plan, batch: number) {
    this.engine = engine;
    this.watch = watch;
    const row = slowRow(plan);
    this.updates = new KnownPace(row * Math.max(1, batch));
    this.looks = new KnownPace(row);
  }

  get description(): string {
    return this.engine.description;
  }

  get bytesOfSnapshot(): number {
    return this.engine.bytesOfSnapshot;
  }

  advance(stretch: Stretch, losses: Float64Array): number {
    return this.watch.piece(this.updates, stretch.count, () => this.engine.advance(stretch, losses));
  }

  look(rows: Int32Array, gradients: boolean): Look {
    return this.watch.piece(this.looks, rows.length, () => this.engine.look(rows, gradients));
  }

  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor {
    return this.watch.piece(this.looks, rows, () => this.engine.predict(rowSet, entries, rows, node));
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

  get clipped(): number {
    return this.engine.clipped;
  }

  setParameters(values: readonly Tensor[]): void {
    this.engine.setParameters(values);
  }

  setMemory(values: readonly (readonly Tensor[])[]): void {
    this.engine.setMemory(values);
  }

  dispose(): void {
    this.engine.dispose();
  }

  firstNotFinite(): number {
    return this.engine.firstNotFinite();
  }
}
