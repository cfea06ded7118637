import type { Tensor } from '../../core/tensor/tensor.ts';
import type { SavedParameter } from '../../protocol/training.ts';
import type { TrainingRun } from './trainingRun.ts';

/** The run's present parameters, copied, under the names of the text. */
export const savedParameters = (run: TrainingRun): readonly SavedParameter[] =>
  named(run, run.parts.engine.parameters());

/** The velocity of each parameter, under its name; empty where the optimiser has none. */
export const savedVelocities = (run: TrainingRun): readonly SavedParameter[] =>
  named(run, run.parts.engine.velocities());

const named = ({ parts: { plan } }: TrainingRun, values: readonly Tensor[]): readonly SavedParameter[] =>
  values.map(({ shape, data }, p) => ({
    name: plan.params[p]?.name ?? `param ${p + 1}`,
    shape,
    data: Float64Array.from(data),
  }));
