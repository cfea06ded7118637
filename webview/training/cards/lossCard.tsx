import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/icon.tsx';
import { type Curve, smoothed } from '../model/curve.ts';
import { usePanel } from '../model/panelContext.ts';
import { themeRevision } from '../model/theme.ts';
import type { VariantRun } from '../model/trainingModel.ts';
import { variantStyle } from '../model/variantStyle.ts';
import { Card, summaryId } from '../plot/card.tsx';
import { LinePlot, type PlotLine, type PlotOptions } from '../plot/linePlot.ts';
import { CurveReadout, CurveTable, readoutText } from './curveReadout.tsx';

interface StepPlotProps {
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
function StepPlot({ label, lines, options, text, step, height, handle }: StepPlotProps) {
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
    if (!action || !plot.current || event.ctrlKey || event.metaKey || event.altKey) return;
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
      aria-describedby={summaryId('loss')}
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

/**
 * So many points are averaged where the reader has chosen nothing, and a twentieth of a short curve's; never none, which
 * would be another plot.
 */
const LEAST_AVERAGED = 1.25;
const MOST_AVERAGED = 10;
const SHARE_AVERAGED = 20;

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
  const rough = description !== undefined && description.batch < description.rows;
  const smoothing = choices.smoothing.value ?? (rough ? smoothingFor(shown) : 0);
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
  const text = readoutText({ variants: shown, step }, metric);
  return (
    <Card
      id="loss"
      title="Loss"
      summary={<CurveReadout variants={shown} step={step} />}
      table={() => <CurveTable variants={shown} metric={metric} />}
      tools={<LossTools smoothing={smoothing} zoomed={zoomed.value} onReset={() => plot.current?.resetZoom()} />}
    >
      {description?.validation && <LineKinds alone={!several} />}
      <StepPlot
        label="Loss over the steps"
        lines={lossLines(shown, several, smoothing)}
        options={{ ...options, logarithmic: choices.logarithmic.value, ceiling: ceilingOf(shown) }}
        text={text}
        step={step}
        handle={plot}
        height="tall"
      />
      {metric && (
        <>
          <h3 class="plot-name">{metric}</h3>
          <StepPlot
            label={`${metric} over the steps`}
            lines={shown.map((variant) => lineOf(variant, variant.metric, { kind: 'metric', marked: several }))}
            options={{ ...options, logarithmic: false }}
            text={text}
            step={step}
            height="low"
          />
        </>
      )}
    </Card>
  );
}

/** Alone, the two kinds have a colour each; of several variants, both kinds have the variant's. */
const LineKinds = ({ alone }: { readonly alone: boolean }) => (
  <p class={alone ? 'line-kinds alone' : 'line-kinds'}>
    <span class="kind">training</span>
    <span class="kind dashed">validation</span>
  </p>
);

interface LossToolsProps {
  readonly smoothing: number;
  readonly zoomed: boolean;
  readonly onReset: () => void;
}

function LossTools({ smoothing, zoomed, onReset }: LossToolsProps) {
  const { choices } = usePanel();
  return (
    <>
      <label class="tool-field" title="Smooths the training curve; the curve as measured stays behind it, faint">
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

/** A mean over many points lags behind a curve of few. */
function smoothingFor(variants: readonly VariantRun[]): number {
  const points = Math.max(0, ...variants.map(({ loss }) => loss.steps.length));
  return 1 - 1 / Math.min(MOST_AVERAGED, Math.max(LEAST_AVERAGED, points / SHARE_AVERAGED));
}

/** A hundred times where the runs began is lost already. */
function ceilingOf(variants: readonly VariantRun[]): number | undefined {
  const starts = variants
    .map(({ loss }) => loss.values[0] ?? Number.NaN)
    .filter((value) => value > 0 && value < Infinity);
  return starts.length > 0 ? 100 * Math.max(...starts) : undefined;
}

function lossLines(variants: readonly VariantRun[], several: boolean, smoothing: number): PlotLine[] {
  return variants.flatMap((run) => {
    const training = lineOf(run, run.loss, { kind: 'training', marked: several });
    const validation = { ...lineOf(run, run.validation, { kind: 'validation', marked: false }), dash: [5, 3] };
    const held =
      run.validation.steps.length > 0 ? [{ ...validation, colour: several ? validation.colour : SECOND }] : [];
    if (smoothing === 0) return [training, ...held];
    const behind = { ...training, id: `${training.id} as measured`, opacity: 0.28, width: 1, marker: undefined };
    return [behind, { ...training, values: smoothed(training.values, smoothing), width: 2 }, ...held];
  });
}

/** Alone, training and validation differ in colour as well as in dash. */
const SECOND = variantStyle(1).colour;

function lineOf(
  { index, variant, end }: VariantRun,
  curve: Curve,
  { kind, marked }: { readonly kind: string; readonly marked: boolean },
): PlotLine {
  const { colour, marker } = variantStyle(index);
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
