import { useEffect, useRef } from 'preact/hooks';
import { usePanel } from '../model/panelContext.ts';
import { themeRevision } from '../model/theme.ts';
import { summaryId } from '../plot/card.tsx';
import { LinePlot, type PlotLine, type PlotOptions } from '../plot/linePlot.ts';

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
export function StepPlot({ label, lines, options, text, step, height, handle }: StepPlotProps) {
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
