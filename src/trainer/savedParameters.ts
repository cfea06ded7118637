import type { SavedParameter } from '../protocol/training.ts';
import type { TrainingRun } from './trainingRun.ts';

/** The run's present parameters, copied, under the names of the text. */
export const savedParameters = ({ parts: { plan, engine } }: TrainingRun): readonly SavedParameter[] =>
  engine.parameters().map(({ shape, data }, p) => ({
    name: plan.params[p]?.name ?? `param ${p + 1}`,
    shape,
    data: Float64Array.from(data),
  }));
