import { type Numbers, type Tensor, zeros } from '../../core/tensor/tensor.ts';
import type { Engine, Look, Snapshot, Stretch } from '../engine/engine.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Plan } from '../plan/plan.ts';
import type { RowSource } from '../plan/rowSource.ts';
import type { DenseChain } from './denseChain.ts';
import { forEachPiece, MOST_LOSSES, type NetworkLayout, paddedBias, threadsWord } from './denseLayout.ts';
import { Sharing } from './sharing.ts';
import type { Team } from './team.ts';

interface DenseEngineParts {
  readonly plan: Plan;
  readonly chain: DenseChain;
  readonly layout: NetworkLayout;
  readonly kernels: Kernels;
  readonly features: RowSource | undefined;
  readonly looker: Engine;
  /** The threads that may work on a step, and their number. */
  readonly team: Team | undefined;
  readonly threads: number;
  /** What else is to be said of the way it computes. */
  readonly note: string | undefined;
}

type WeightsAt = 'weightsAt' | 'velocityAt';
type BiasAt = 'biasAt' | 'biasVelocityAt';

/** Trains a chain of layers inside WebAssembly, many updates a call. Looks are left to an engine that knows every gate. */
export class DenseEngine implements Engine {
  readonly description: string;
  /** Runs with a longest gradient are left to other engines. */
  readonly clipped = 0;
  private readonly plan: Plan;
  private readonly kernels: Kernels;
  private readonly layout: NetworkLayout;
  private readonly chain: DenseChain;
  private readonly features: RowSource | undefined;
  private readonly looker: Engine;
  private readonly team: Team | undefined;
  private readonly sharing = new Sharing();
  private readonly floats: Float32Array;
  private readonly state: Float32Array;
  private readonly losses: Float64Array;
  private order: Int32Array | undefined;
  /** The looker has other parameters. */
  private stale = true;

  constructor({ plan, chain, layout, kernels, features, looker, team, threads, note }: DenseEngineParts) {
    this.plan = plan;
    this.kernels = kernels;
    this.layout = layout;
    this.chain = chain;
    this.features = features;
    this.looker = looker;
    this.team = team;
    this.description = `${kernels.description}${threads > 1 ? ` on ${threads} threads` : ''}, float32${note ? ` (${note})` : ''}`;
    this.floats = new Float32Array(kernels.memory.buffer);
    this.state = this.floats.subarray(layout.state[0] / 4, layout.state[1] / 4);
    this.losses = new Float64Array(kernels.memory.buffer, layout.losses, MOST_LOSSES);
    this.setParameters(plan.params.map(({ start }) => start));
  }

  advance(stretch: Stretch, losses: Float64Array): number {
    const { exports, memory } = this.kernels;
    const { order, from, lr, momentum, weightDecay, t } = stretch;
    const { chain, order: orderAt, losses: lossesAt } = this.layout;
    if (order !== this.order) {
      new Int32Array(memory.buffer, orderAt, order.length).set(order);
      this.order = order;
    }
    const count = Math.min(stretch.count, MOST_LOSSES);
    this.features?.bring(order, from, Math.min(order.length, from + count * stretch.batch));
    const threads = this.team ? this.sharing.next(this.team.ready) : 1;
    const begun = performance.now();
    new Int32Array(memory.buffer)[threadsWord(this.layout)] = threads;
    this.team?.join(threads, [lr, momentum, weightDecay], [chain, orderAt, from, order.length, count, lossesAt, t]);
    exports.setHyper(lr, momentum, weightDecay);
    const made = exports.train(chain, orderAt, from, order.length, count, lossesAt, 0, t);
    losses.set(this.losses.subarray(0, made < count ? made + 1 : made));
    this.sharing.took(threads, performance.now() - begun, made);
    this.stale = true;
    return made;
  }

  look(rows: Int32Array, gradients: boolean): Look {
    return this.synced().look(rows, gradients);
  }

  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor {
    return this.synced().predict(rowSet, entries, rows, node);
  }

  snapshot(into?: Snapshot): Snapshot {
    if (into === undefined) return [this.state.slice()];
    into[0]?.set(this.state);
    return into;
  }

  restore(snapshot: Snapshot): void {
    this.state.set(snapshot[0] ?? []);
    this.stale = true;
  }

  get bytesOfSnapshot(): number {
    return this.state.byteLength;
  }

  parameters(): readonly Tensor[] {
    return this.unpacked('weightsAt', 'biasAt');
  }

  memory(): readonly (readonly Tensor[])[] {
    return [this.unpacked('velocityAt', 'biasVelocityAt')];
  }

  setParameters(values: readonly Tensor[]): void {
    this.packed(values, 'weightsAt', 'biasAt', paddedBias(this.chain));
    this.stale = true;
  }

  setMemory([velocities = []]: readonly (readonly Tensor[])[]): void {
    this.packed(velocities, 'velocityAt', 'biasVelocityAt', 0);
  }

  /** `pads`: what stands in the last layer's bias where there is no output. */
  private packed(values: readonly Tensor[], weightsAt: WeightsAt, biasAt: BiasAt, pads: number): void {
    const { panel, layers } = this.layout;
    const { floats } = this;
    for (const [index, layer] of layers.entries()) {
      const weights = values[layer.weights]?.data ?? [];
      forEachPiece(layer, panel, layer[weightsAt], (inPanels, inRows, count) => {
        for (let i = 0; i < count; i++) floats[inPanels + i] = weights[inRows + i] ?? 0;
      });
      const bias = layer.bias === undefined ? [] : (values[layer.bias]?.data ?? []);
      const last = index === layers.length - 1;
      for (let j = 0; j < layer.columns; j++)
        this.floats[layer[biasAt] / 4 + j] = j < layer.outputs ? (bias[j] ?? 0) : last ? pads : 0;
    }
  }

  dispose(): void {
    this.team?.dispose();
  }

  firstNotFinite(): number {
    // A sum is not finite when an entry is not, and hardly ever otherwise: then a closer look decides.
    let sum = 0;
    for (let i = 0; i < this.state.length; i++) sum += (this.state[i] ?? 0) * 0;
    if (sum === 0) return -1;
    return this.parameters().findIndex(({ data }) => data.some((entry) => !Number.isFinite(entry)));
  }

  private unpacked(weightsAt: WeightsAt, biasAt: BiasAt): readonly Tensor[] {
    const all = this.plan.params.map(({ start }) => zeros(start.shape));
    const { panel } = this.layout;
    const { floats } = this;
    for (const layer of this.layout.layers) {
      const weights = all[layer.weights]?.data;
      const bias = layer.bias === undefined ? undefined : all[layer.bias]?.data;
      if (weights)
        forEachPiece(layer, panel, layer[weightsAt], (inPanels, inRows, count) => {
          for (let i = 0; i < count; i++) weights[inRows + i] = floats[inPanels + i] ?? 0;
        });
      for (let j = 0; j < layer.outputs; j++) if (bias) bias[j] = this.floats[layer[biasAt] / 4 + j] ?? 0;
    }
    return all;
  }

  private synced(): Engine {
    if (this.stale) this.looker.setParameters(this.parameters());
    this.stale = false;
    return this.looker;
  }
}
