/** The contract of an engine: it holds the parameters of one run and makes updates. */
import type { Numbers, Tensor } from '../../core/tensor/tensor.ts';

/** Consecutive minibatches of an epoch. */
export interface Stretch {
  /** The epoch's order of rows; empty where there is no data. */
  readonly order: Int32Array;
  /** Where in the order the first minibatch begins. */
  readonly from: number;
  /** Rows of a minibatch; the last of an epoch may be shorter. */
  readonly batch: number;
  /** How many updates; must not reach past the epoch's end. */
  readonly count: number;
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Longest gradient of all parameters together; left out: any length. */
  readonly clipNorm?: number | undefined;
  /** Number of the first of these updates in the whole run, from 1. */
  readonly t: number;
}

/** Parameters and optimiser memory at one moment. Arrays are the engine's own layout. */
export type Snapshot = readonly Numbers[];

/** What a forward and backward pass over given rows shows, without an update. */
export interface Look {
  readonly loss: number;
  readonly metric: number | undefined;
  valueOf(node: number): Tensor;
  /** Gradient of each parameter, weight decay left out; empty when only the forward pass was asked for. */
  readonly gradients: readonly Tensor[];
}

export interface Engine {
  /** `gate by gate, in TypeScript, float64`: for people. */
  readonly description: string;
  /**
   * Makes up to `count` updates, and writes the loss before each of them to `losses`. A loss that is not finite is
   * written and no update made for it. Answers how many updates were made.
   */
  advance(stretch: Stretch, losses: Float64Array): number;
  /** Runs over the given rows (of the whole data) with the present parameters. Valid until the next call. */
  look(rows: Int32Array, gradients: boolean): Look;
  /** The value of a node for rows that are not in the data: `entries` stands in for a row set, the others are zeros. */
  predict(rowSet: number, entries: Numbers, rows: number, node: number): Tensor;
  snapshot(into?: Snapshot): Snapshot;
  restore(snapshot: Snapshot): void;
  readonly bytesOfSnapshot: number;
  /** As copies. */
  parameters(): readonly Tensor[];
  setParameters(values: readonly Tensor[]): void;
  /** For each name in the optimiser's `memory`, in that order, a tensor for each parameter, as copies. */
  memory(): readonly (readonly Tensor[])[];
  setMemory(values: readonly (readonly Tensor[])[]): void;
  /** Updates made so far whose gradient was shortened to `clipNorm`. */
  readonly clipped: number;
  /** Ends what the engine has started beside this thread. */
  dispose(): void;
  /** Index of the first parameter with an entry that is not finite, else −1. */
  firstNotFinite(): number;
}
