import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showNumber } from '../../src/core/base/show.ts';
import { Card, summaryId } from './card.tsx';
import { type Curve, smoothed } from './curve.ts';
import { DataTable } from './dataTable.tsx';
import { Icon } from './icon.tsx';
import { LinePlot, type PlotLine } from './linePlot.ts';
import { LineSample } from './lineSample.tsx';
import { usePanel } from './panelContext.ts';
import { showMaybe, showSteps } from './runWords.ts';
import { themeRevision } from './theme.ts';
import type { VariantRun } from './trainingModel.ts';
import { variantStyle } from './variantStyle.ts';

/** The loss over the steps, training unbroken and validation dashed, and the metric on a small plot below. */
export function LossCard() {
  const { model, choices } = usePanel();
  model.revision.value;
  const cursor = useSignal<number | undefined>(undefined);
  const zoomed = useSignal(false);
  const plot = useRef<LinePlot>(undefined);
  const description = model.description.value;
  const shown = model.variants.value.filter(({ variant }) => !choices.hiddenVariants.value.includes(variant.label));
  const several = model.variants.value.length > 1;
  const onCursor = (step: number | undefined) => {
    cursor.value = step;
  };
  const onZoom = (is: boolean) => {
    zoomed.value = is;
  };
  const options = { group: 'steps', onCursor, onZoom };
  return (
    <Card
      id="loss"
      title="Loss"
      wide
      summary={<Readout variants={shown} step={cursor.value} />}
      table={() => <CurveTable variants={shown} metric={description?.metric} />}
      tools={<LossTools zoomed={zoomed.value} onReset={() => plot.current?.resetZoom()} />}
    >
      {description?.validation && <LineKinds />}
      <Plot
        label="Loss over the steps"
        lines={lossLines(shown, several, choices.smoothing.value)}
        options={{ ...options, logarithmic: choices.logarithmic.value, axisLabel: 'loss' }}
        text={readoutText(shown, cursor.value)}
        step={cursor.value}
        handle={plot}
        height="tall"
      />
      {description?.metric && (
        <>
          <h3 class="plot-name">{description.metric}</h3>
          <Plot
            label={`${description.metric} over the steps`}
            lines={shown.map((variant) => line(variant, variant.metric, 'metric', several))}
            options={{ ...options, logarithmic: false, axisLabel: description.metric }}
            text={readoutText(shown, cursor.value)}
            step={cursor.value}
            height="low"
          />
        </>
      )}
    </Card>
  );
}

const LineKinds = () => (
  <p class="line-kinds" aria-hidden="true">
    <svg viewBox="0 0 24 8" width="24" height="8">
      <line x1="0" x2="24" y1="4" y2="4" stroke="currentColor" stroke-width="1.75" />
    </svg>
    training
    <svg viewBox="0 0 24 8" width="24" height="8">
      <line x1="0" x2="24" y1="4" y2="4" stroke="currentColor" stroke-width="1.75" stroke-dasharray="5 3" />
    </svg>
    validation
  </p>
);

function LossTools({ zoomed, onReset }: { readonly zoomed: boolean; readonly onReset: () => void }) {
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
          value={choices.smoothing.value}
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
        title="Show all steps"
        onClick={onReset}
      >
        <Icon name="fit" />
      </button>
    </>
  );
}

interface PlotProps {
  readonly label: string;
  readonly lines: readonly PlotLine[];
  readonly options: Parameters<LinePlot['show']>[1];
  readonly text: string;
  readonly step: number | undefined;
  readonly height: 'tall' | 'low';
  readonly handle?: { current: LinePlot | undefined };
}

function Plot({ label, lines, options, text, step, height, handle }: PlotProps) {
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
  // biome-ignore format: one line says it
  useEffect(() => { if (theme > 0) plot.current?.recolour(); }, [theme]);
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keys.get(event.key);
    if (!action || !plot.current || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(plot.current, event.shiftKey ? 10 : 1);
  };
  return (
    <div
      class={`plot ${height}`}
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

const keys: ReadonlyMap<string, (plot: LinePlot, stride: number) => void> = new Map([
  ['ArrowLeft', (plot: LinePlot, stride: number) => plot.moveCursor(-stride)],
  ['ArrowRight', (plot: LinePlot, stride: number) => plot.moveCursor(stride)],
  ['Home', (plot: LinePlot) => plot.moveCursor(Number.NEGATIVE_INFINITY)],
  ['End', (plot: LinePlot) => plot.moveCursor(Number.POSITIVE_INFINITY)],
  ['+', (plot: LinePlot) => plot.zoomBy(2)],
  ['-', (plot: LinePlot) => plot.zoomBy(0.5)],
  ['0', (plot: LinePlot) => plot.resetZoom()],
  ['Escape', (plot: LinePlot) => plot.clearCursor()],
]);

function lossLines(variants: readonly VariantRun[], several: boolean, smoothing: number): PlotLine[] {
  return variants.flatMap((variant) => {
    const training = line(variant, variant.loss, 'training', several);
    const validation =
      variant.validation.steps.length > 0
        ? [{ ...line(variant, variant.validation, 'validation', false), dash: [5, 3] }]
        : [];
    if (smoothing === 0) return [training, ...validation];
    const behind = { ...training, id: `${training.id} raw`, opacity: 0.3, width: 1, marker: undefined };
    return [behind, { ...training, values: smoothed(training.values, smoothing) }, ...validation];
  });
}

function line({ index, variant }: VariantRun, curve: Curve, kind: string, marked: boolean): PlotLine {
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
  };
}

/** The last value at or before a step. */
function valueAt({ steps, values }: Curve, step: number | undefined): number | undefined {
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

const quantities = (variant: VariantRun) =>
  [
    { name: 'loss', curve: variant.loss },
    { name: 'validation', curve: variant.validation },
    { name: 'metric', curve: variant.metric },
  ].filter(({ curve }) => curve.steps.length > 0);

interface ReadoutProps {
  readonly variants: readonly VariantRun[];
  readonly step: number | undefined;
}

function Readout({ variants, step }: ReadoutProps) {
  const { model } = usePanel();
  const metric = model.description.value?.metric ?? 'metric';
  const last = Math.max(0, ...variants.map((variant) => variant.step));
  return (
    <span class="readout">
      <span class="readout-step">
        {step === undefined ? `step ${showSteps(last)}, the last` : `step ${showSteps(step)}`}
      </span>
      {variants.map((variant) => (
        <span class="readout-variant" key={variant.index}>
          {model.variants.value.length > 1 && <LineSample variant={variant.index} />}
          {model.variants.value.length > 1 && `${variant.variant.label}: `}
          {quantities(variant)
            .map(({ name, curve }) => `${name === 'metric' ? metric : name} ${showMaybe(valueAt(curve, step))}`)
            .join(', ')}
          {step === undefined &&
            variant.loss.best &&
            `, best ${showNumber(variant.loss.best.value)} at step ${showSteps(variant.loss.best.step)}`}
        </span>
      ))}
    </span>
  );
}

const readoutText = (variants: readonly VariantRun[], step: number | undefined): string =>
  [
    step === undefined ? 'last step' : `step ${step}`,
    ...variants.map(
      (variant) =>
        `${variant.variant.label}: ${quantities(variant)
          .map(({ name, curve }) => `${name} ${showMaybe(valueAt(curve, step))}`)
          .join(', ')}`,
    ),
  ].join('; ');

function CurveTable({
  variants,
  metric,
}: {
  readonly variants: readonly VariantRun[];
  readonly metric: string | undefined;
}) {
  const columns = variants.flatMap((variant) =>
    quantities(variant).map(({ name, curve }) => ({
      name: `${variant.variant.label} ${name === 'metric' ? (metric ?? name) : name}`,
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
