import type { Trail } from '../../../src/core/base/trail.ts';
import type { FromTrainer, RunEnd, SavedParameter, Variant } from '../../../src/protocol/training.ts';
import type { Curve } from './curve.ts';

/** What the panel has seen of one variant. It grows in place; `TrainingModel.revision` says when. */
export interface VariantRun {
  readonly index: number;
  readonly variant: Variant;
  /** Which look it has: runs that differ in the seed alone share one. */
  readonly style: number;
  /** Of the minibatch of each step; where every step sees all rows, the loss over the training rows. */
  readonly loss: Curve;
  /** Whether `loss` is of minibatches. */
  readonly rough: boolean;
  /** The loss over training rows: measured now and then, or `loss` itself. */
  readonly training: Curve;
  readonly validation: Curve;
  readonly metric: Curve;
  readonly test: Curve;
  /** Where lr changes on the way. */
  readonly lr: Curve;
  /** Training rows that `training` is of, where not all; once the run is over, `standing` may know it of all. */
  sampled: number | undefined;
  /** Updates whose gradient was shortened; undefined where none may be. */
  clipped: number | undefined;
  /** What was measured of the parameters that the run ended with. */
  standing: Ended['standing'];
  best: Ended['best'];
  readonly trail: Trail;
  step: number;
  epoch: number;
  samplesPerSecond: number;
  end: RunEnd | undefined;
  parameters: readonly SavedParameter[];
}

export type Ended = Extract<FromTrainer, { type: 'ended' }>['ends'][number];
