import type { Tensor } from '../../core/tensor/tensor.ts';
import type { LowestPoint, SavedParameter } from '../../protocol/training.ts';
import type { TrainingRun } from './trainingRun.ts';

/** The run's present parameters, copied, under the names of the text. */
export const savedParameters = (run: TrainingRun): readonly SavedParameter[] =>
  named(run, run.parts.engine.parameters());

/** What the optimiser remembers, as a list under each of its memory's names. */
export const savedMemory = (run: TrainingRun): readonly (readonly SavedParameter[])[] =>
  run.parts.engine.memory().map((values) => named(run, values));

/** The lowest validation loss up to a step, with its parameters: a branch that waits for a lower one goes on from it. */
export function savedLowest(run: TrainingRun, step: number): LowestPoint | undefined {
  const found = run.lowestUntil(step);
  const parameters =
    found && (run.parametersBefore(found.step) ?? run.at(found.step, () => run.parts.engine.parameters()));
  return found && parameters && { ...found, parameters: named(run, parameters) };
}

const named = ({ parts: { plan } }: TrainingRun, values: readonly Tensor[]): readonly SavedParameter[] =>
  values.map(({ shape, data }, p) => ({
    name: plan.params[p]?.name ?? `param ${p + 1}`,
    shape,
    data: Float64Array.from(data),
  }));
