import { showCount } from '../../../src/core/base/show.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import type { Curve } from './curve.ts';
import { showMaybe } from './runWords.ts';

import type { VariantRun } from './variantRun.ts';

/** A value of a curve and the step that it is of. */
export interface CurveReading {
  readonly value: number;
  readonly step: number;
}

/** The last value at or before a step; of no step, the last of all. */
export function readingAt({ steps, values }: Curve, step: number | undefined): CurveReading | undefined {
  let low = step === undefined ? steps.length : 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= (step ?? 0)) low = middle + 1;
    else high = middle;
  }
  const value = values[low - 1];
  return value === undefined ? undefined : { value, step: steps[low - 1] ?? 0 };
}

export const valueAt = (curve: Curve, step: number | undefined): number | undefined => readingAt(curve, step)?.value;

/** What a scalar is called. */
export interface QuantityNames {
  readonly metric: string | undefined;
  readonly test: string | undefined;
}

export interface CurveQuantity {
  readonly name: string;
  readonly curve: Curve;
}

/** What was measured of a variant: losses by what they are of, and validation, metric and test where there are any. */
export const quantitiesOf = (run: VariantRun, { metric, test }: QuantityNames): readonly CurveQuantity[] =>
  [
    ...(run.rough
      ? [
          { name: 'minibatch loss', curve: run.loss },
          { name: trainingName(run), curve: run.training },
        ]
      : [{ name: 'loss', curve: run.loss }]),
    { name: 'validation loss', curve: run.validation },
    { name: metric ?? 'metric', curve: run.metric },
    { name: test ?? 'test', curve: run.test },
  ].filter(({ curve }) => curve.steps.length > 0);

const trainingName = ({ sampled }: VariantRun): string =>
  sampled === undefined ? 'training loss' : `training loss (${showCount(sampled)} rows drawn)`;

/** `minibatch loss 0.31, validation loss 0.42 (of step 120)`: a figure that is older than the others says so. */
export function valuesText(run: VariantRun, names: QuantityNames, step: number | undefined): string {
  const at = step ?? run.loss.steps.at(-1) ?? 0;
  return quantitiesOf(run, names)
    .map(({ name, curve }) => {
      const found = readingAt(curve, at);
      const older = found !== undefined && found.step < Math.min(at, run.step) && curve !== run.loss;
      return `${name} ${showMaybe(found?.value)}${older ? ` (of step ${showCount(found.step)})` : ''}`;
    })
    .join(', ');
}

/** What runs are ranked by: the loss on the rows held out where there are any, else the loss over the training rows. */
export const rankingOf = (run: VariantRun): Curve => (run.validation.steps.length > 0 ? run.validation : run.training);

export const rankingName = (run: VariantRun): string =>
  run.validation.steps.length > 0 ? 'validation loss' : run.rough ? 'training loss' : 'loss';

/** At a step, or now; of a run that is over, of the parameters that it ended with, over all rows where that is known. */
export function rankAt(run: VariantRun, step: number | undefined): CurveReading | undefined {
  const { standing } = run;
  const told = standing?.validation ?? standing?.training;
  if (step === undefined && standing !== undefined && told !== undefined)
    return { value: fromWire(told), step: standing.step };
  return readingAt(rankingOf(run), step);
}
