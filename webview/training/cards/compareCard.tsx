import { showNumber } from '../../../src/core/base/show.ts';
import { valueAt } from '../model/curveQuantities.ts';
import { usePanel } from '../model/panelContext.ts';
import { endWord, showMaybe, showSteps } from '../model/runWords.ts';
import type { VariantRun } from '../model/trainingModel.ts';
import { Card } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { LineSample } from '../plot/lineSample.tsx';

/** The variants side by side in numbers: the options in which they differ, and how far each came. */
export function CompareCard() {
  const { model, choices } = usePanel();
  model.revision.value;
  const travel = choices.travel.value;
  const variants = model.variants.value;
  const metric = model.description.value?.metric;
  const validates = variants.some(({ validation }) => validation.steps.length > 0);
  const options = optionsOf(variants);
  const found = foundIn(variants, travel);
  const stepsOf = (run: VariantRun): string => showSteps(Math.min(run.step, travel ?? run.step));
  const endOf = ({ end }: VariantRun): string => (end ? endWord(end) : 'running');
  const over = variants.every(({ end }) => end !== undefined);
  const together = over ? sameFor(variants, (run) => `${stepsOf(run)} steps, ${endOf(run)}`) : undefined;
  const rows = variants.map((run) => [
    <span class="compare-name" key="name">
      <LineSample variant={run.index} />
      <span class="compare-label">{run.variant.label}</span>
    </span>,
    ...options.differing.map((option) => optionText(run.variant.options[option])),
    ...(together === undefined ? [stepsOf(run)] : []),
    <Value key="last" text={showMaybe(valueAt(run.loss, travel))} lowest={run === found.last} />,
    <Value
      key="best"
      text={run.loss.best ? `${showNumber(run.loss.best.value)} at ${showSteps(run.loss.best.step)}` : '·'}
      lowest={run === found.best}
    />,
    ...(validates ? [showMaybe(valueAt(run.validation, travel))] : []),
    ...(metric === undefined ? [] : [showMaybe(valueAt(run.metric, travel))]),
    ...(together === undefined ? [endOf(run)] : []),
  ]);
  const columns = [
    'run',
    ...options.differing,
    ...(together === undefined ? ['steps'] : []),
    travel === undefined ? 'last loss' : 'loss there',
    'lowest loss, at step',
    ...(validates ? ['validation'] : []),
    ...(metric === undefined ? [] : [metric]),
    ...(together === undefined ? ['end'] : []),
  ];
  const same = [options.same, together].filter(Boolean).join('; ');
  return (
    <Card
      id="compare"
      title="Compare"
      full
      of={travel === undefined ? undefined : `step ${showSteps(travel)}`}
      summary={described(found, travel)}
    >
      <DataTable
        caption={same === '' ? 'The runs side by side' : `The same for all: ${same}`}
        columns={columns}
        rows={rows}
      />
    </Card>
  );
}

/** What is told of every run, if it is the same. */
function sameFor(variants: readonly VariantRun[], told: (run: VariantRun) => string): string | undefined {
  const words = new Set(variants.map(told));
  return words.size === 1 ? [...words][0] : undefined;
}

const Value = ({ text, lowest }: { readonly text: string; readonly lowest: boolean }) =>
  lowest ? (
    <b class="best">
      <span class="hidden-text">lowest: </span>
      {text}
    </b>
  ) : (
    <span>{text}</span>
  );

interface Options {
  readonly differing: readonly string[];
  /** `lr 0.003, optimizer sgd`; options that are off are not worth a word. */
  readonly same: string;
}

function optionsOf(variants: readonly VariantRun[]): Options {
  const first = variants[0]?.variant.options ?? {};
  const names = Object.keys(first);
  const differing = names.filter((name) => new Set(variants.map(({ variant }) => variant.options[name])).size > 1);
  const off = new Map<string, unknown>([
    ['weight_decay', 0],
    ['lr_decay', 1],
  ]);
  const same = names.filter((name) => !differing.includes(name) && off.get(name) !== first[name]);
  return { differing, same: same.map((name) => `${name} ${optionText(first[name])}`).join(', ') };
}

interface Found {
  /** The lowest where the runs are now, or at the step that is looked at; those that diverged are out. */
  readonly last: VariantRun | undefined;
  /** The lowest on the way. */
  readonly best: VariantRun | undefined;
}

function foundIn(variants: readonly VariantRun[], travel: number | undefined): Found {
  const standing = variants.filter(({ end, step }) => end?.how !== 'diverged' || (travel ?? step) < step);
  return {
    last: lowest(standing, ({ loss }) => valueAt(loss, travel)),
    best: lowest(variants, ({ loss }) => loss.best?.value),
  };
}

function lowest(
  variants: readonly VariantRun[],
  lossOf: (run: VariantRun) => number | undefined,
): VariantRun | undefined {
  const sorted = variants
    .filter((run) => Number.isFinite(lossOf(run)))
    .toSorted((a, b) => (lossOf(a) ?? 0) - (lossOf(b) ?? 0));
  return sorted[0];
}

/** A run that swings through the lowest point and leaves it again has not won. */
function described({ last, best }: Found, travel: number | undefined): string {
  const value = best?.loss.best;
  if (!last || !best || !value) return '';
  if (travel !== undefined)
    return `Lowest at step ${showSteps(travel)}: ${last.variant.label}, ${showMaybe(valueAt(last.loss, travel))}.`;
  const where = last.end ? 'at the end' : 'now';
  const now = `Lowest ${where}: ${last.variant.label}, ${showMaybe(last.loss.last)}.`;
  if (best === last) return now;
  return `${now} ${best.variant.label} passed through ${showNumber(value.value)} at step ${showSteps(value.step)}, but did not stay there.`;
}

const optionText = (value: number | string | boolean | undefined): string =>
  typeof value === 'number' ? showNumber(value) : String(value ?? '·');
