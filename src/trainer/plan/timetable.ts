import type { TrainOptions } from '../../core/semantics/trainOptions.ts';

/** When a run does what: steps, epochs and learning rates. */
export interface Timetable {
  /** Rows of a minibatch; 0 where there is no data. */
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Validation and metric are measured at the start of every epoch whose number is a multiple of this. */
  readonly measureEvery: number;
  /** Sizes of minibatches that occur. */
  readonly sizes: readonly number[];
}

const MOST_MEASUREMENTS = 200;

/** `rows` are those trained on. Where there is no data, every step is an epoch. */
export function makeTimetable(options: TrainOptions, rows: number): Timetable {
  const batch = Math.min(options.batch ?? rows, rows);
  const stepsPerEpoch = rows === 0 ? 1 : Math.ceil(rows / batch);
  const totalSteps = options.steps ?? (options.epochs ?? 100) * stepsPerEpoch;
  const last = rows - (stepsPerEpoch - 1) * batch;
  return {
    batch,
    stepsPerEpoch,
    totalSteps,
    measureEvery: Math.max(1, Math.ceil(totalSteps / stepsPerEpoch / MOST_MEASUREMENTS)),
    sizes: last === batch || rows === 0 ? [batch] : [batch, last],
  };
}

/** Minibatches of the whole set are the same in any order, so the rows stay as they are. */
export const drawsRows = (options: TrainOptions, timetable: Timetable): boolean =>
  options.shuffle && timetable.stepsPerEpoch > 1;
