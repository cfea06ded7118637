import uPlot from 'uplot';
import { showNumber } from '../../../src/core/base/show.ts';
import { showTick } from '../model/runWords.ts';
import { themeColour } from '../model/theme.ts';
import { type CurveMarker, markerPath } from '../model/variantStyle.ts';
import { logTicks, padded, type Range } from './plotScale.ts';

export interface PlotLine {
  readonly id: string;
  /** A custom property's name. */
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly opacity: number;
  readonly marker: CurveMarker | undefined;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Where a diverged run ended: a cross at the upper edge. */
  readonly lostAt?: number | undefined;
  /** The upper edge of a band whose lower edge is the line before it; neither edge is drawn. */
  readonly closesBand?: boolean;
}

export interface PlotOptions {
  readonly logarithmic: boolean;
  /** What goes above leaves the plot, so that a run that flies off does not flatten the others. */
  readonly ceiling?: number | undefined;
  /** Plots of one group share their cursor. */
  readonly group: string;
  /** The last step of all plots of the group, so that they lie below one another. */
  readonly until: number;
  readonly onCursor: (step: number | undefined) => void;
  readonly onZoom: (zoomed: boolean) => void;
}

/** Lines over steps on one uPlot, which is made anew only when its lines or its scale change, never for new points. */
export class LinePlot {
  private plot: uPlot | undefined;
  private shape = '';
  private lines: readonly PlotLine[] = [];
  private options: PlotOptions | undefined;
  private mark: number | undefined;
  private zoomed = false;
  private readonly parent: HTMLElement;
  private readonly resizing: ResizeObserver;

  constructor(parent: HTMLElement) {
    this.parent = parent;
    this.resizing = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.resizing.observe(parent);
  }

  show(lines: readonly PlotLine[], options: PlotOptions, mark: number | undefined): void {
    this.lines = lines;
    this.options = options;
    this.mark = mark;
    const shape = JSON.stringify([options.logarithmic, lines.map(({ id, dash, width }) => [id, dash, width])]);
    const data = aligned(lines, options);
    if (!this.plot || shape !== this.shape) {
      const kept = this.zoomed ? this.range() : undefined;
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new uPlot(this.configuration(options), data, this.parent);
      if (kept) this.zoomTo(kept);
    } else {
      this.plot.setData(data, !this.zoomed);
      if (this.zoomed) this.plot.redraw();
    }
  }

  recolour(): void {
    this.plot?.redraw(false, true);
  }

  destroy(): void {
    this.resizing.disconnect();
    this.plot?.destroy();
  }

  /** Puts the cursor on the point `by` further than where it is, or on the first or last. */
  moveCursor(by: number): void {
    const { plot } = this;
    const steps = plot?.data[0];
    if (!plot || !steps || steps.length === 0) return;
    const from = plot.cursor.idx ?? (by < 0 ? steps.length : -1);
    const to = Math.min(steps.length - 1, Math.max(0, from + by));
    plot.setCursor({ left: plot.valToPos(steps[to] ?? 0, 'x'), top: plot.over.clientHeight / 2 }, true);
  }

  clearCursor(): void {
    this.plot?.setCursor({ left: -10, top: -10 }, true);
  }

  /** Above 1 looks closer, about the cursor. */
  zoomBy(factor: number): void {
    const range = this.range();
    if (!range || !this.plot) return;
    const [from, to] = range;
    const { left } = this.plot.cursor;
    const centre = left !== undefined && left >= 0 ? this.plot.posToVal(left, 'x') : (from + to) / 2;
    this.zoomTo([centre - (centre - from) / factor, centre + (to - centre) / factor]);
  }

  resetZoom(): void {
    this.zoomTo(this.extent());
  }

  private zoomTo([from, to]: Range): void {
    const [first, last] = this.extent();
    if (to - from < 1e-9) return;
    this.plot?.setScale('x', { min: Math.max(first, from), max: Math.min(last, to) });
  }

  private range(): Range | undefined {
    const { min, max } = this.plot?.scales.x ?? {};
    return typeof min === 'number' && typeof max === 'number' ? [min, max] : undefined;
  }

  private extent(): Range {
    const steps = this.plot?.data[0];
    return [steps?.[0] ?? 0, steps?.at(-1) ?? 1];
  }

  private size() {
    return { width: Math.max(120, this.parent.clientWidth), height: Math.max(80, this.parent.clientHeight) };
  }

  private configuration(options: PlotOptions): uPlot.Options {
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis: uPlot.Axis = {
      font,
      stroke: () => themeColour('--bt-quiet'),
      grid: { stroke: () => themeColour('--bt-grid'), width: 1 },
      ticks: { show: false },
    };
    return {
      ...this.size(),
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: options.group, scales: ['x', null] },
        points: { show: false },
        y: false,
        drag: { x: true, y: false },
      },
      scales: {
        x: { time: false },
        y: {
          distr: options.logarithmic ? 3 : 1,
          range: (_, min, max) => padded(min, Math.min(max, this.options?.ceiling ?? max), options.logarithmic),
        },
      },
      axes: [
        {
          ...axis,
          size: 26,
          gap: 4,
          values: (_, splits) =>
            splits.map((split) => (Number.isInteger(split) ? showTick(split, splits.at(-1) ?? split) : '')),
        },
        {
          ...axis,
          ...(options.logarithmic ? logarithmicAxis : {}),
          gap: 6,
          space: 24,
          size: (_, values) =>
            Math.max(48, 16 + 6.2 * Math.max(3, ...(values ?? []).map((value) => value?.length ?? 0))),
          values: (_, splits) => splits.map((split) => (split === null ? '' : showNumber(split, 3))),
        },
      ],
      series: [{}, ...this.lines.map((line) => this.series(line))],
      bands: this.lines.flatMap((line, index) =>
        line.closesBand
          ? [
              {
                series: [index + 1, index] satisfies [number, number],
                fill: () => translucent(themeColour(line.colour)),
              },
            ]
          : [],
      ),
      hooks: {
        setCursor: [(plot) => this.options?.onCursor(stepAt(plot))],
        setScale: [(plot, key) => key === 'x' && this.noticeZoom(plot)],
        draw: [(plot) => this.drawMarks(plot)],
      },
    };
  }

  private series({ colour, dash, width, opacity }: PlotLine): uPlot.Series {
    if (width === 0) return { stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } };
    return {
      stroke: () => themeColour(colour),
      alpha: opacity,
      width,
      dash: [...dash],
      spanGaps: true,
      points: { show: (plot) => plot.data[0].length < 2 },
    };
  }

  private noticeZoom(plot: uPlot): void {
    const { min, max } = plot.scales.x ?? {};
    const steps = plot.data[0];
    this.zoomed = (min ?? 0) > (steps[0] ?? 0) || (max ?? 0) < (steps.at(-1) ?? 0);
    this.options?.onZoom(this.zoomed);
  }

  private drawMarks(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    this.lines.forEach((line, index) => {
      if (line.marker) drawMarkers(plot, index + 1, line, line.marker);
      if (line.lostAt !== undefined) drawCross(plot, line, line.lostAt);
    });
    if (this.mark !== undefined) {
      const x = Math.round(plot.valToPos(this.mark, 'x', true));
      ctx.strokeStyle = themeColour('--vscode-foreground');
      ctx.lineWidth = ratio;
      ctx.setLineDash([2 * ratio, 2 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}

/** A band does not hide the lines and the grid behind it. */
const translucent = (colour: string): string => `color-mix(in srgb, ${colour} 22%, transparent)`;

function drawMarkers(plot: uPlot, series: number, line: PlotLine, marker: CurveMarker): void {
  const { ctx } = plot;
  const values = plot.data[series];
  const ratio = devicePixelRatio;
  const outline = new Path2D(markerPath(marker, 3.6 * ratio));
  ctx.fillStyle = themeColour(line.colour);
  ctx.strokeStyle = themeColour('--vscode-editor-background');
  ctx.lineWidth = ratio;
  for (let left = 18 + series * 14; left < plot.over.clientWidth; left += 110) {
    const at = plot.posToIdx(left);
    const value = values?.[at];
    const step = plot.data[0][at];
    if (value === null || value === undefined || step === undefined) continue;
    ctx.save();
    ctx.translate(plot.valToPos(step, 'x', true), plot.valToPos(value, 'y', true));
    ctx.stroke(outline);
    ctx.fill(outline);
    ctx.restore();
  }
}

function drawCross(plot: uPlot, { colour }: PlotLine, step: number): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.translate(plot.valToPos(step, 'x', true), bbox.top + 9 * devicePixelRatio);
  ctx.fillStyle = themeColour(colour);
  ctx.fill(new Path2D(markerPath('cross', 5.5 * devicePixelRatio)));
  ctx.restore();
}

/** uPlot's own ticks assume a range of whole decades, and never end on others. */
const logarithmicAxis: Pick<uPlot.Axis, 'splits' | 'filter'> = {
  splits: (_plot, _axis, min, max) => logTicks(min, max),
  filter: (_plot, splits) => splits,
};

const stepAt = (plot: uPlot): number | undefined => {
  const { idx, left } = plot.cursor;
  return typeof idx === 'number' && left !== undefined && left >= 0 ? plot.data[0][idx] : undefined;
};

/** One column of steps for all lines; where a line has no point, or none that can be drawn, it has `null`. */
function aligned(lines: readonly PlotLine[], { logarithmic, until }: PlotOptions): uPlot.AlignedData {
  const drawn = lines.flatMap((line) => line.steps);
  const steps = [...new Set(drawn.length > 0 ? [...drawn, until] : drawn)].sort((a, b) => a - b);
  const place = new Map(steps.map((step, index) => [step, index]));
  const columns = lines.map((line) => {
    const column: (number | null | undefined)[] = new Array(steps.length).fill(undefined);
    line.steps.forEach((step, index) => {
      const value = line.values[index] ?? Number.NaN;
      column[place.get(step) ?? 0] = Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
    });
    return column;
  });
  return [steps, ...columns];
}
