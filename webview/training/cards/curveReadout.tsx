import { showNumber } from '../../../src/core/base/show.ts';
import type { RunDescription } from '../../../src/protocol/training.ts';
import {
  type QuantityNames,
  quantitiesOf,
  rankingName,
  rankingOf,
  valueAt,
  valuesText,
} from '../model/curveQuantities.ts';
import { usePanel } from '../model/panelContext.ts';
import { showMaybe, showSteps } from '../model/runWords.ts';

import { rankSpread, type SeedGroup, seedGroups } from '../model/seedGroups.ts';
import type { VariantRun } from '../model/variantRun.ts';
import { DataTable } from '../plot/dataTable.tsx';
import { LineSample } from '../plot/lineSample.tsx';
import { csvLine } from '../plot/saveCard.tsx';

interface CurveReadoutProps {
  readonly variants: readonly VariantRun[];
  /** Where the cursor is; undefined: at the last step. */
  readonly step: number | undefined;
}

/** The values at the cursor, or the last ones with the best. */
export function CurveReadout({ variants, step }: CurveReadoutProps) {
  const { model } = usePanel();
  const names = runNamesOf(model.description.value);
  const several = model.variants.value.length > 1;
  const groups = seedGroups(variants);
  const last = Math.max(0, ...variants.map((variant) => variant.step));
  return (
    <span class="readout">
      <span class="readout-step">{`step ${showSteps(step ?? last)}`}</span>
      {groups.map((group) => (
        <span class="readout-variant" key={group.style}>
          <LineSample variant={group.style} />
          {groupText(group, step)}
        </span>
      ))}
      {(groups.length > 0 ? [] : variants).map((variant) => (
        <span class="readout-variant" key={variant.index}>
          {several && <LineSample variant={variant.style} />}
          {several && `${variant.variant.label}: `}
          {valuesText(variant, names, step)}
          {step === undefined && bestText(variant)}
        </span>
      ))}
    </span>
  );
}

/** `lr = 0.1: validation loss 0.35 ± 0.01 over 4 seeds`. */
function groupText(group: SeedGroup, step: number | undefined): string {
  const { label, runs } = group;
  const spread = rankSpread(group, step);
  const name = runs[0] ? rankingName(runs[0]) : 'loss';
  const value = spread ? `${showNumber(spread.mean)} ± ${showNumber(spread.deviation, 2)}` : '·';
  return `${label === '' ? '' : `${label}: `}${name} ${value} over ${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}`;
}

export const runNamesOf = (description: RunDescription | undefined): QuantityNames => ({
  metric: description?.metric,
  test: description?.test,
});

function bestText(run: VariantRun): string {
  const { best } = rankingOf(run);
  return best ? ` · lowest ${rankingName(run)} ${showNumber(best.value)} at step ${showSteps(best.step)}` : '';
}

export const readoutText = ({ variants, step }: CurveReadoutProps, names: QuantityNames): string =>
  [
    step === undefined ? 'last step' : `step ${step}`,
    ...variants.map((variant) => `${variant.variant.label}: ${valuesText(variant, names, step)}`),
  ].join('; ');

interface CurveTableProps {
  readonly variants: readonly VariantRun[];
  readonly names: QuantityNames;
}

/** Every point of the curves in full; empty where a quantity was not measured at a step. */
export function curvesCsv(variants: readonly VariantRun[], names: QuantityNames): string {
  const columns = variants.flatMap((run) =>
    [...quantitiesOf(run, names), ...(run.lr.steps.length > 0 ? [{ name: 'learning rate', curve: run.lr }] : [])].map(
      ({ name, curve }) => ({ name: variants.length > 1 ? `${run.variant.label} ${name}` : name, curve }),
    ),
  );
  const values = columns.map(({ curve }) => new Map(curve.steps.map((step, at) => [step, curve.values[at]])));
  const steps = [...new Set(columns.flatMap(({ curve }) => curve.steps))].sort((a, b) => a - b);
  return [
    csvLine(['step', ...columns.map(({ name }) => name)]),
    ...steps.map((step) => csvLine([String(step), ...values.map((of) => String(of.get(step) ?? ''))])),
  ].join('');
}

export function CurveTable({ variants, names }: CurveTableProps) {
  const columns = variants.flatMap((run) =>
    quantitiesOf(run, names).map(({ name, curve }) => ({
      name: variants.length > 1 ? `${run.variant.label} ${name}` : name,
      curve,
    })),
  );
  const steps = [...new Set(variants.flatMap(({ loss }) => loss.steps))].sort((a, b) => a - b);
  return (
    <DataTable
      caption="Loss over the steps"
      columns={['step', ...columns.map(({ name }) => name)]}
      rows={steps.map((step) => [showSteps(step), ...columns.map(({ curve }) => showMaybe(valueAt(curve, step)))])}
    />
  );
}
