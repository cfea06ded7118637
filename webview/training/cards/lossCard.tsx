import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import { isCommandKey } from '../../shared/editorHost.ts';
import { Icon } from '../../shared/icon.tsx';
import { type Curve, smoothed } from '../model/curve.ts';
import { usePanel } from '../model/panelContext.ts';
import { showSteps } from '../model/runWords.ts';
import { bandOf, type SeedGroup, seedGroups } from '../model/seedGroups.ts';
import { themeRevision } from '../model/theme.ts';
import type { VariantRun } from '../model/variantRun.ts';
import { variantStyle } from '../model/variantStyle.ts';
import { CardFrame, summaryId } from '../plot/card.tsx';
import { LinePlot, type PlotLine, type PlotOptions } from '../plot/linePlot.ts';
import { CurveReadout, CurveTable, curvesCsv, readoutText, runNamesOf } from './curveReadout.tsx';

interface StepPlotProps {
  /** Whose summary describes it. */
  readonly card?: string;
  readonly label: string;
  readonly lines: readonly PlotLine[];
  readonly options: PlotOptions;
  /** The values at the cursor, in words. */
  readonly text: string;
  readonly step: number | undefined;
  readonly height: 'tall' | 'low';
  readonly handle?: { current: LinePlot | undefined };
}

/** A plot over the steps whose cursor moves by mouse, by arrow keys, and by a screen reader's slider commands. */
export function StepPlot({ card = 'loss', label, lines, options, text, step, height, handle }: StepPlotProps) {
  const { choices } = usePanel();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot>(undefined);
  const travel = choices.travel.value;
  const theme = themeRevision.value;
  useEffect(() => {
    if (!box.current) return;
    plot.current = new LinePlot(box.current);
    if (handle) handle.current = plot.current;
    return () => plot.current?.destroy();
  }, [handle]);
  useEffect(() => plot.current?.show(lines, options, travel));
  useEffect(() => {
    if (theme > 0) plot.current?.recolour();
  }, [theme]);
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keys.get(event.key);
    if (!action || !plot.current || isCommandKey(event)) return;
    event.preventDefault();
    action(plot.current, event.shiftKey ? 10 : 1);
  };
  const empty = lines.every(({ steps }) => steps.length === 0);
  return (
    <div
      class={empty ? `plot ${height} empty-plot` : `plot ${height}`}
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={summaryId(card)}
      aria-valuemin={0}
      aria-valuemax={lines.reduce((most, { steps }) => Math.max(most, steps.at(-1) ?? 0), 0)}
      aria-valuenow={step ?? 0}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.clearCursor()}
    />
  );
}

type Action = (plot: LinePlot, stride: number) => void;

const keys: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ArrowLeft', (plot, stride) => plot.moveCursor(-stride)],
  ['ArrowRight', (plot, stride) => plot.moveCursor(stride)],
  ['Home', (plot) => plot.moveCursor(Number.NEGATIVE_INFINITY)],
  ['End', (plot) => plot.moveCursor(Number.POSITIVE_INFINITY)],
  ['+', (plot) => plot.zoomBy(2)],
  ['-', (plot) => plot.zoomBy(0.5)],
  ['0', (plot) => plot.resetZoom()],
  ['Escape', (plot) => plot.clearCursor()],
]);

/** The loss over the steps, training unbroken and validation dashed, and the metric on a small plot below. */
export function LossCard() {
  const { model, choices } = usePanel();
  model.revision.value;
  const cursor = useSignal<number | undefined>(undefined);
  const zoomed = useSignal(false);
  const step = cursor.value ?? choices.travel.value;
  const plot = useRef<LinePlot>(undefined);
  const description = model.description.value;
  const metric = description?.metric;
  const shown = model.variants.value.filter(({ variant }) => !choices.hiddenVariants.value.includes(variant.label));
  const several = model.variants.value.length > 1;
  const names = runNamesOf(description);
  const groups = seedGroups(shown);
  const rough = shown.some((run) => run.rough);
  const smoothing = rough ? (choices.smoothing.value ?? 0) : 0;
  const options = {
    group: 'steps',
    until: Math.max(0, ...shown.map(({ loss }) => loss.steps.at(-1) ?? 0)),
    onCursor: (step: number | undefined) => {
      cursor.value = step;
    },
    onZoom: (is: boolean) => {
      zoomed.value = is;
    },
  };
  const text = readoutText({ variants: shown, step }, names);
  return (
    <CardFrame
      id="loss"
      title="Loss"
      summary={<CurveReadout variants={shown} step={step} />}
      table={() => <CurveTable variants={shown} names={names} />}
      csv={() => curvesCsv(shown, names)}
      tools={
        <LossTools
          rough={rough}
          smoothing={smoothing}
          zoomed={zoomed.value}
          onReset={() => plot.current?.resetZoom()}
        />
      }
    >
      {groups.length > 0 && (
        <p class="line-kinds">
          <span class="kind">mean over seeds</span>
          <span class="kind banded">lowest to highest of the seeds</span>
          <span class="kind faint">each seed</span>
        </p>
      )}
      {groups.length === 0 && (description?.validation || rough) && (
        <LineKinds alone={!several} rough={rough} validation={description?.validation === true} />
      )}
      <StepPlot
        label="Loss over the steps"
        lines={groups.length > 0 ? groups.flatMap(seedLines) : lossLines(shown, several, smoothing)}
        options={{ ...options, logarithmic: choices.logarithmic.value, ceiling: ceilingOf(shown) }}
        text={text}
        step={step}
        handle={plot}
        height="tall"
      />
      {[metric, description?.test].map(
        (name, which) =>
          name && (
            <LowPlot
              key={`${name} ${which}`}
              name={name}
              lines={
                groups.length > 0
                  ? groups.flatMap((group) => meanLines(group, which === 0 ? 'metric' : 'test'))
                  : shown.map((run) =>
                      lineOf(run, which === 0 ? run.metric : run.test, {
                        kind: which === 0 ? 'metric' : 'test',
                        marked: several,
                      }),
                    )
              }
              {...{ options, text, step }}
            />
          ),
      )}
      {shown.some(({ lr }) => lr.steps.length > 0) && (
        <LowPlot
          name="learning rate"
          lines={shown.map((run) => lineOf(run, run.lr, { kind: 'lr', marked: several }))}
          {...{ options, text, step }}
        />
      )}
      {shown.some(({ clipped }) => clipped !== undefined) && <p class="clipped">{clippedText(shown, several)}</p>}
    </CardFrame>
  );
}

interface LowPlotProps {
  readonly name: string;
  readonly lines: readonly PlotLine[];
  readonly options: Omit<PlotOptions, 'logarithmic'>;
  readonly text: string;
  readonly step: number | undefined;
}

const LowPlot = ({ name, lines, options, text, step }: LowPlotProps) => (
  <>
    <h3 class="plot-name">{name}</h3>
    <StepPlot
      label={`${name} over the steps`}
      lines={lines}
      options={{ ...options, logarithmic: false }}
      text={text}
      step={step}
      height="low"
    />
  </>
);

const clippedText = (variants: readonly VariantRun[], several: boolean): string =>
  `Gradient shortened to clip_norm: ${variants
    .filter(({ clipped }) => clipped !== undefined)
    .map(({ clipped = 0, step, variant }) => {
      const share = step > 0 ? ` (${showNumber((100 * clipped) / step, 3)} %)` : '';
      return `${several ? `${variant.label}: ` : ''}${showSteps(clipped)} of ${showSteps(step)} updates${share}`;
    })
    .join('; ')}.`;

/** Alone, the two kinds have a colour each; of several variants, both kinds have the variant's. */
const LineKinds = ({ alone, rough, validation }: Readonly<Record<'alone' | 'rough' | 'validation', boolean>>) => (
  <p class={alone ? 'line-kinds alone' : 'line-kinds'}>
    {rough && <span class="kind faint">each minibatch</span>}
    <span class="kind">{rough ? 'all training rows' : 'training'}</span>
    {validation && <span class="kind dashed">validation</span>}
  </p>
);

interface LossToolsProps {
  readonly rough: boolean;
  readonly smoothing: number;
  readonly zoomed: boolean;
  readonly onReset: () => void;
}

function LossTools({ rough, smoothing, zoomed, onReset }: LossToolsProps) {
  const { choices } = usePanel();
  return (
    <>
      {rough && (
        <label class="tool-field" title="Draws a running mean of the minibatch losses as well; it lags behind them">
          Smooth
          <input
            type="range"
            min={0}
            max={0.98}
            step={0.02}
            value={smoothing}
            onInput={(event) => {
              choices.smoothing.value = event.currentTarget.valueAsNumber;
            }}
          />
        </label>
      )}
      <button
        type="button"
        class="tool text"
        aria-pressed={choices.logarithmic.value}
        title="Logarithmic scale"
        onClick={() => {
          choices.logarithmic.value = !choices.logarithmic.value;
        }}
      >
        log
      </button>
      <button
        type="button"
        class="tool"
        disabled={!zoomed}
        aria-label="Show all steps"
        title="Show all steps (drag over the plot to look closer)"
        onClick={onReset}
      >
        <Icon name="fit" />
      </button>
    </>
  );
}

/** A hundred times where the runs began is lost already. */
function ceilingOf(variants: readonly VariantRun[]): number | undefined {
  const starts = variants
    .map(({ loss }) => loss.values[0] ?? Number.NaN)
    .filter((value) => value > 0 && value < Infinity);
  return starts.length > 0 ? 100 * Math.max(...starts) : undefined;
}

/** Minibatch losses are faint behind the loss over the training rows, which a run is judged by. */
function lossLines(variants: readonly VariantRun[], several: boolean, smoothing: number): PlotLine[] {
  return variants.flatMap((run) => {
    const training = {
      ...lineOf(run, run.training, { kind: 'training', marked: several }),
      width: run.rough ? 2 : 1.5,
    };
    const validation = { ...lineOf(run, run.validation, { kind: 'validation', marked: false }), dash: [5, 3] };
    const held =
      run.validation.steps.length > 0 ? [{ ...validation, colour: several ? validation.colour : SECOND }] : [];
    if (!run.rough) return [training, ...held];
    const each = { ...lineOf(run, run.loss, { kind: 'minibatch', marked: false }), opacity: 0.3, width: 1 };
    const smooth = { ...each, id: `${each.id} smoothed`, values: smoothed(each.values, smoothing), opacity: 0.6 };
    return [each, ...(smoothing > 0 ? [smooth] : []), training, ...held];
  });
}

/** Of runs that differ in the seed: each faint, with the mean and a band from the lowest to the highest. */
function meanLines({ style, label, runs }: SeedGroup, of: 'training' | 'validation' | 'metric' | 'test'): PlotLine[] {
  const each = runs.map((run) => ({ ...lineOf(run, run[of], { kind: of, marked: false }), opacity: 0.3, width: 1 }));
  const { colour, marker } = variantStyle(style);
  const { steps, mean, low, high } = bandOf(runs.map((run) => run[of]));
  const plain = { colour, dash: [], opacity: 1, marker: undefined, steps };
  return [
    { ...plain, id: `${label} ${of} low`, width: 0, values: low },
    { ...plain, id: `${label} ${of} high`, width: 0, values: high, closesBand: true },
    ...each,
    { ...plain, id: `${label} ${of} mean`, width: 2.25, values: mean, marker },
  ];
}

/** The loss that runs are ranked by, with its band; the training loss beside a validation loss by its mean alone. */
function seedLines(group: SeedGroup): PlotLine[] {
  const validates = group.runs.some(({ validation }) => validation.steps.length > 0);
  if (!validates) return meanLines(group, 'training');
  const training = meanLines(group, 'training').at(-1);
  return [
    ...meanLines(group, 'validation').map((line) => (line.width > 0 ? { ...line, dash: [5, 3] } : line)),
    ...(training ? [{ ...training, marker: undefined, width: 1.5 }] : []),
  ];
}

/** Alone, training and validation differ in colour as well as in dash. */
const SECOND = variantStyle(1).colour;

function lineOf(
  { style, variant, end }: VariantRun,
  curve: Curve,
  { kind, marked }: { readonly kind: string; readonly marked: boolean },
): PlotLine {
  const { colour, marker } = variantStyle(style);
  return {
    id: `${variant.label} ${kind}`,
    colour,
    dash: [],
    width: 1.5,
    opacity: 1,
    marker: marked ? marker : undefined,
    steps: curve.steps,
    values: curve.values,
    lostAt: end?.how === 'diverged' && kind === 'training' ? end.step : undefined,
  };
}
