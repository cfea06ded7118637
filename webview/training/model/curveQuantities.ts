import type { Curve } from './curve.ts';
import { showMaybe } from './runWords.ts';
import type { VariantRun } from './trainingModel.ts';

/** The last value at or before a step; of no step, the last of all. */
export function valueAt({ steps, values }: Curve, step: number | undefined): number | undefined {
  if (step === undefined) return values.at(-1);
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return values[low - 1];
}

export interface Quantity {
  readonly name: string;
  readonly curve: Curve;
}

/** What was measured of a variant: loss, and validation and metric where there are any. */
export const quantitiesOf = (
  { loss, validation, metric }: VariantRun,
  metricName: string | undefined,
): readonly Quantity[] =>
  [
    { name: 'loss', curve: loss },
    { name: 'validation', curve: validation },
    { name: metricName ?? 'metric', curve: metric },
  ].filter(({ curve }) => curve.steps.length > 0);

/** `loss 0.31, validation 0.42` */
export const valuesText = (variant: VariantRun, metric: string | undefined, step: number | undefined): string =>
  quantitiesOf(variant, metric)
    .map(({ name, curve }) => `${name} ${showMaybe(valueAt(curve, step))}`)
    .join(', ');
