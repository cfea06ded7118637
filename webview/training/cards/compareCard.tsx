import { type Spread, spreadOf } from '../../../src/core/base/seeds.ts';
import { showNumber } from '../../../src/core/base/show.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { type CurveReading, type QuantityNames, rankAt, rankingOf, readingAt } from '../model/curveQuantities.ts';
import { usePanel } from '../model/panelContext.ts';
import { endWord, showMaybe, showSteps } from '../model/runWords.ts';

import { rankSpread, type SeedGroup, seedGroups } from '../model/seedGroups.ts';
import type { VariantRun } from '../model/variantRun.ts';
import { CardFrame } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { LineSample } from '../plot/lineSample.tsx';
import { runNamesOf } from './curveReadout.tsx';

/** The variants side by side in numbers: the options in which they differ, and how far each came. */
export function CompareCard() {
  const { model, choices } = usePanel();
  model.revision.value;
  const travel = choices.travel.value;
  const variants = model.variants.value;
  const validates = variants.some(({ validation }) => validation.steps.length > 0);
  const { metric, test } = runNamesOf(model.description.value);
  const ranking = validates ? 'validation loss' : variants.some(({ rough }) => rough) ? 'training loss' : 'loss';
  const options = optionsOf(variants);
  const found = foundIn(variants, travel);
  const stepsOf = (run: VariantRun): string => showSteps(Math.min(run.step, travel ?? run.step));
  const endOf = ({ end }: VariantRun): string => (end ? endWord(end) : 'running');
  const over = variants.every(({ end }) => end !== undefined);
  const together = over ? sameFor(variants, (run) => `${stepsOf(run)} steps, ${endOf(run)}`) : undefined;
  const rows = variants.map((run) => [
    <span class="compare-name" key="name">
      <LineSample variant={run.style} />
      <span class="compare-label">{run.variant.label}</span>
    </span>,
    ...options.differing.map((option) => optionText(run.variant.options[option])),
    ...(together === undefined ? [stepsOf(run)] : []),
    <Value key="last" text={readingText(rankAt(run, travel), run, travel)} lowest={run === found.last} />,
    <Value
      key="best"
      text={lowestOf(run) ? `${showNumber(lowestOf(run)?.value ?? 0)} at ${showSteps(lowestOf(run)?.step ?? 0)}` : '·'}
      lowest={run === found.best}
    />,
    ...(validates ? [trainingText(run, travel)] : []),
    ...(metric === undefined ? [] : [measuredText(run, 'metric', travel)]),
    ...(test === undefined ? [] : [measuredText(run, 'test', travel)]),
    ...(together === undefined ? [endOf(run)] : []),
  ]);
  const columns = [
    'run',
    ...options.differing,
    ...(together === undefined ? ['steps'] : []),
    `${ranking}${travel === undefined ? '' : ' there'}`,
    'lowest, at step',
    ...(validates ? ['training loss'] : []),
    ...(metric === undefined ? [] : [metric]),
    ...(test === undefined ? [] : [test]),
    ...(together === undefined ? ['end'] : []),
  ];
  const same = [options.same, together].filter(Boolean).join('; ');
  const groups = seedGroups(variants);
  return (
    <CardFrame
      id="compare"
      title="Compare"
      full
      of={travel === undefined ? undefined : `step ${showSteps(travel)}`}
      summary={groups.length > 0 ? overSeeds(groups, travel, ranking) : described(variants, found, travel, ranking)}
    >
      {groups.length > 0 && <SeedTable groups={groups} names={{ metric, test }} travel={travel} ranking={ranking} />}
      <DataTable
        caption={same === '' ? 'The runs side by side' : `The same for all: ${same}`}
        columns={columns}
        rows={rows}
      />
    </CardFrame>
  );
}

interface SeedTableProps {
  readonly groups: readonly SeedGroup[];
  readonly names: QuantityNames;
  readonly travel: number | undefined;
  readonly ranking: string;
}

/** Mean and spread over the seeds of each setting. */
function SeedTable({ groups, names, travel, ranking }: SeedTableProps) {
  const spreads = groups.map((group) => rankSpread(group, travel));
  const lowestMean = Math.min(...spreads.map((spread) => spread?.mean ?? Number.POSITIVE_INFINITY));
  const measured = (['metric', 'test'] as const).filter((of) => names[of] !== undefined);
  return (
    <DataTable
      caption="Over the seeds: mean ± standard deviation"
      columns={[
        'setting',
        'seeds',
        `${ranking}${travel === undefined ? '' : ' there'}`,
        'lowest',
        'highest',
        ...measured.map((of) => names[of] ?? ''),
      ]}
      rows={groups.map(({ style, label, runs }, index) => {
        const spread = spreads[index];
        return [
          <span class="compare-name" key="name">
            <LineSample variant={style} />
            <span class="compare-label">{label === '' ? 'all runs' : label}</span>
          </span>,
          String(runs.length),
          <Value
            key="mean"
            text={spreadText(spread, runs)}
            lowest={groups.length > 1 && spread !== undefined && spread.mean === lowestMean}
          />,
          showMaybe(spread?.low),
          showMaybe(spread?.high),
          ...measured.map((of) =>
            spreadText(spreadOf(runs.map((run) => measuredReading(run, of, travel)?.value ?? Number.NaN)), runs),
          ),
        ];
      })}
    />
  );
}

function spreadText(spread: Spread | undefined, runs: readonly VariantRun[]): string {
  const lost = runs.filter(({ end }) => end?.how === 'diverged').length;
  if (spread === undefined) return lost > 0 ? `${lost} of ${runs.length} diverged` : '·';
  return `${showNumber(spread.mean)} ± ${showNumber(spread.deviation, 2)}`;
}

/** Which setting is lowest on average, and whether that is more than the seeds differ among themselves. */
function overSeeds(groups: readonly SeedGroup[], travel: number | undefined, ranking: string): string {
  const where = travel === undefined ? '' : ` at step ${showSteps(travel)}`;
  const known = groups
    .flatMap((group) => {
      const spread = rankSpread(group, travel);
      return spread ? [{ ...group, spread }] : [];
    })
    .toSorted((a, b) => a.spread.mean - b.spread.mean);
  const [first, second] = known;
  if (!first) return '';
  const words = `${showNumber(first.spread.mean)} ± ${showNumber(first.spread.deviation, 2)} over ${first.spread.count} seeds`;
  if (!second) return `Mean ${ranking}${where}: ${words} (± is the standard deviation).`;
  const apart =
    first.spread.high < second.spread.low
      ? `Each of its seeds is below each of ${second.label}.`
      : `Some seeds of ${second.label} (${showNumber(second.spread.mean)} ± ${showNumber(second.spread.deviation, 2)}) are below some of its own: the difference may be luck.`;
  return `Lowest mean ${ranking}${where}: ${first.label}, ${words} (± is the standard deviation). ${apart}`;
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
  const remaining = variants.filter(({ end, step }) => end?.how !== 'diverged' || (travel ?? step) < step);
  return {
    last: lowest(remaining, (run) => rankAt(run, travel)?.value),
    best: lowest(variants, (run) => lowestOf(run)?.value),
  };
}

const lowestOf = (run: VariantRun): CurveReading | undefined => rankingOf(run).best;

function lowest(
  variants: readonly VariantRun[],
  lossOf: (run: VariantRun) => number | undefined,
): VariantRun | undefined {
  const sorted = variants
    .filter((run) => Number.isFinite(lossOf(run)))
    .toSorted((a, b) => (lossOf(a) ?? 0) - (lossOf(b) ?? 0));
  return sorted[0];
}

/** A figure of another step than the one that is shown says of which. */
function readingText(found: CurveReading | undefined, run: VariantRun, travel: number | undefined): string {
  const older =
    found !== undefined && found.step < Math.min(travel ?? run.step, run.step)
      ? ` (step ${showSteps(found.step)})`
      : '';
  return `${showMaybe(found?.value)}${older}`;
}

function trainingText(run: VariantRun, travel: number | undefined): string {
  const { standing } = run;
  if (travel === undefined && standing?.training !== undefined)
    return readingText({ value: fromWire(standing.training), step: standing.step }, run, travel);
  return readingText(readingAt(run.training, travel), run, travel);
}

const measuredText = (run: VariantRun, of: 'metric' | 'test', travel: number | undefined): string =>
  readingText(measuredReading(run, of, travel), run, travel);

function measuredReading(run: VariantRun, of: 'metric' | 'test', travel: number | undefined): CurveReading | undefined {
  const told = run.standing?.[of];
  if (travel === undefined && run.standing && told !== undefined)
    return { value: fromWire(told), step: run.standing.step };
  return readingAt(run[of], travel);
}

/** Runs that end alike, as far as the numbers are shown. */
const showsAs = (value: number | undefined): string => showMaybe(value);

/** A run that swings through the lowest point and leaves it again has not won; runs that end alike are told apart by how soon. */
function described(
  variants: readonly VariantRun[],
  { last, best }: Found,
  travel: number | undefined,
  ranking: string,
): string {
  if (!last) return '';
  const value = rankAt(last, travel)?.value;
  const alike = variants.filter(
    (run) => run.end?.how !== 'diverged' && showsAs(rankAt(run, travel)?.value) === showsAs(value),
  );
  const where = travel !== undefined ? `at step ${showSteps(travel)}` : last.end ? 'at the end' : 'now';
  if (alike.length > 1) {
    const names = alike.map(({ variant }) => variant.label);
    const soonest = alike
      .map((run) => ({ run, step: firstAt(run, value ?? 0) }))
      .toSorted((a, b) => a.step - b.step)[0];
    const first =
      travel === undefined && soonest && Number.isFinite(soonest.step)
        ? ` ${soonest.run.variant.label} was there first, at step ${showSteps(soonest.step)}.`
        : '';
    return `Lowest ${ranking} ${where}: ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, ${showMaybe(value)}.${first}`;
  }
  const now = `Lowest ${ranking} ${where}: ${last.variant.label}, ${showMaybe(value)}.`;
  const lower = best && lowestOf(best);
  if (
    travel !== undefined ||
    !best ||
    !lower ||
    best === last ||
    showsAs(lower.value) === showsAs(rankAt(best, travel)?.value)
  )
    return now;
  return `${now} ${best.variant.label} passed through ${showNumber(lower.value)} at step ${showSteps(lower.step)}, but did not stay there.`;
}

/** The first step whose value shows as this one or lower. */
function firstAt(run: VariantRun, value: number): number {
  const { steps, values } = rankingOf(run);
  const at = values.findIndex((one) => one <= value || showsAs(one) === showsAs(value));
  return at < 0 ? Number.POSITIVE_INFINITY : (steps[at] ?? 0);
}

const optionText = (value: number | string | boolean | undefined): string =>
  typeof value === 'number' ? showNumber(value) : String(value ?? '·');
