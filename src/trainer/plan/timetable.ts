import type { TrainOptions } from '../../core/semantics/trainOptions.ts';
import type { RunOptions } from '../../core/semantics/trainVariants.ts';

/** When a run does what: steps and epochs. */
export interface Timetable {
  /** Rows of a minibatch; 0 where there is no data. */
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Sizes of minibatches that occur. */
  readonly sizes: readonly number[];
}

/** `rows` are those trained on. Where there is no data, every step is an epoch. */
export function makeTimetable(options: Pick<RunOptions, 'batch' | 'steps' | 'epochs'>, rows: number): Timetable {
  const batch = Math.min(options.batch ?? rows, rows);
  const stepsPerEpoch = rows === 0 ? 1 : Math.ceil(rows / batch);
  const totalSteps = options.steps ?? (options.epochs ?? 100) * stepsPerEpoch;
  const last = rows - (stepsPerEpoch - 1) * batch;
  return { batch, stepsPerEpoch, totalSteps, sizes: last === batch || rows === 0 ? [batch] : [batch, last] };
}

/** Minibatches of the whole set are the same in any order, so the rows stay as they are. */
export const drawsRows = (options: Pick<TrainOptions, 'shuffle'>, timetable: Timetable): boolean =>
  options.shuffle && timetable.stepsPerEpoch > 1;

type RateOptions = Pick<RunOptions, 'lr' | 'lrDecay' | 'schedule' | 'warmup'>;

/** Whether lr may change from one update to the next. Within an epoch it is the same otherwise. */
export const rateMoves = ({ schedule, warmup }: RateOptions, step: number): boolean =>
  schedule === 'cosine' || schedule === 'linear' || schedule === 'step' || step < warmup;

/**
 * lr of the update that follows `step` updates. Warm-up: lr·(step + 1)/warmup, as PyTorch's LinearLR. Then, with p the share
 * of the other updates that have been made: cosine lr·(1 + cos πp)/2 (CosineAnnealingLR), linear lr·(1 − p) (LinearLR to 0),
 * step lr/10 after each third of them (StepLR).
 */
export function rateAt(options: RateOptions, { stepsPerEpoch, totalSteps }: Timetable, step: number): number {
  const { schedule, warmup } = options;
  const rate = options.lr * options.lrDecay ** Math.floor(step / stepsPerEpoch);
  if (step < warmup) return (rate * (step + 1)) / warmup;
  const rest = Math.max(1, totalSteps - warmup);
  const made = step - warmup;
  switch (schedule) {
    case 'cosine':
      return (rate * (1 + Math.cos((Math.PI * made) / rest))) / 2;
    case 'linear':
      return rate * (1 - made / rest);
    case 'step':
      return rate * 0.1 ** Math.floor(made / Math.ceil(rest / 3));
    case 'constant':
      return rate;
  }
}
