import { showNumber } from '../../src/core/base/show.ts';
import { Card } from './card.tsx';
import { DataTable } from './dataTable.tsx';
import { LineSample } from './lineSample.tsx';
import { usePanel } from './panelContext.ts';
import { endWord, showMaybe, showSteps } from './runWords.ts';
import type { VariantRun } from './trainingModel.ts';

/** The variants side by side in numbers: the options in which they differ, and how far each came. */
export function CompareCard() {
  const { model } = usePanel();
  model.revision.value;
  const variants = model.variants.value;
  const metric = model.description.value?.metric;
  const validates = variants.some(({ validation }) => validation.steps.length > 0);
  const options = differing(variants);
  const best = bestOf(variants);
  const rows = variants.map((run) => [
    <span class="compare-name" key="name">
      <LineSample variant={run.index} />
      {run.variant.label}
    </span>,
    ...options.map((option) => optionText(run.variant.options[option])),
    showSteps(run.step),
    showMaybe(run.loss.last),
    <span class={run === best ? 'best' : ''} key="best">
      {run.loss.best ? `${showNumber(run.loss.best.value)} at ${showSteps(run.loss.best.step)}` : '·'}
    </span>,
    ...(validates ? [showMaybe(run.validation.last)] : []),
    ...(metric === undefined ? [] : [showMaybe(run.metric.last)]),
    run.end ? endWord(run.end) : 'running',
  ]);
  const columns = [
    'variant',
    ...options,
    'steps',
    'last loss',
    'best loss at step',
    ...(validates ? ['validation'] : []),
    ...(metric === undefined ? [] : [metric]),
    'end',
  ];
  return (
    <Card
      id="compare"
      title="Compare"
      full
      summary={best ? `Lowest loss so far: ${best.variant.label}, ${showMaybe(best.loss.best?.value)}.` : ''}
    >
      <DataTable caption="The variants side by side" columns={columns} rows={rows} />
    </Card>
  );
}

function differing(variants: readonly VariantRun[]): readonly string[] {
  const names = Object.keys(variants[0]?.variant.options ?? {});
  return names.filter((name) => new Set(variants.map(({ variant }) => variant.options[name])).size > 1);
}

function bestOf(variants: readonly VariantRun[]): VariantRun | undefined {
  return variants.reduce<VariantRun | undefined>((best, run) => {
    const value = run.loss.best?.value;
    return value !== undefined && value < (best?.loss.best?.value ?? Number.POSITIVE_INFINITY) ? run : best;
  }, undefined);
}

const optionText = (value: number | string | boolean | undefined): string =>
  typeof value === 'number' ? showNumber(value) : String(value ?? '·');
