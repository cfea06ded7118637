import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import { usePanel } from '../model/panelContext.ts';
import { showSteps, waitingWords } from '../model/runWords.ts';
import { themeRevision } from '../model/theme.ts';
import { markerPath, variantStyle } from '../model/variantStyle.ts';
import { Axes } from '../plot/axes.tsx';
import { CardFrame, summaryId } from '../plot/card.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { gridIndex, planeOf } from '../plot/plane.ts';
import { useSize } from '../plot/useSize.ts';
import { useViewLabel } from '../plot/useViewLabel.ts';
import { type Boundary, classOf, countWrong, paintBoundary } from './boundaryPainter.ts';

const GRID = 96;

/** Which class the network gives to each point of the plane of two inputs, with the data. */
export function BoundaryCard() {
  const { model } = usePanel();
  const seen = model.views.boundary.value;
  const probe = useSignal<readonly [number, number] | undefined>(undefined);
  const data = seen?.data;
  return (
    <CardFrame
      id="boundary"
      title={data?.classes === 0 ? 'Prediction' : 'Decision boundary'}
      of={useViewLabel(seen)}
      look={{ view: 'boundary', size: GRID }}
      summary={data ? (probe.value ? probed(data, probe.value) : described(data)) : waitingWords(model.live.value)}
      table={() => (data ? <PointTable data={data} /> : null)}
      tools={data && data.classes > 0 && <ClassKey data={data} />}
    >
      <Picture
        data={data}
        probe={probe.value}
        onProbe={(point) => {
          probe.value = point;
        }}
      />
    </CardFrame>
  );
}

interface PictureProps {
  readonly data: Boundary | undefined;
  readonly probe: readonly [number, number] | undefined;
  readonly onProbe: (point: readonly [number, number] | undefined) => void;
}

function Picture({ data, probe, onProbe }: PictureProps) {
  const { box, size } = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = themeRevision.value;
  const { width, height } = size.value;
  const plane = data && width > 0 ? planeOf(data.range, size.value) : undefined;
  useEffect(() => {
    if (!canvas.current || !plane || !data) return;
    canvas.current.width = Math.round(width * devicePixelRatio);
    canvas.current.height = Math.round(height * devicePixelRatio);
    paintBoundary(canvas.current, data, plane);
  }, [data, width, height, theme]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!data) return;
    const [x0, x1, y0, y1] = data.range;
    const [x, y] = probe ?? [(x0 + x1) / 2, (y0 + y1) / 2];
    const stride = event.shiftKey ? 10 : 50;
    const moves = new Map([
      ['ArrowLeft', [x - (x1 - x0) / stride, y]],
      ['ArrowRight', [x + (x1 - x0) / stride, y]],
      ['ArrowUp', [x, y + (y1 - y0) / stride]],
      ['ArrowDown', [x, y - (y1 - y0) / stride]],
    ]);
    const move = moves.get(event.key);
    if (event.key === 'Escape') return onProbe(undefined);
    if (!move) return;
    event.preventDefault();
    const [toX = x, toY = y] = move;
    onProbe([Math.min(x1, Math.max(x0, toX)), Math.min(y1, Math.max(y0, toY))]);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!plane || !box.current) return;
    const { left, top } = box.current.getBoundingClientRect();
    onProbe([plane.dataX(event.clientX - left), plane.dataY(event.clientY - top)]);
  };
  return (
    <div
      class="picture"
      ref={box}
      role="slider"
      aria-valuenow={probe?.[0] ?? 0}
      aria-valuetext={data && probe ? probed(data, probe) : 'no probe'}
      tabIndex={0}
      aria-label="Decision boundary; arrow keys move a probe"
      aria-describedby={summaryId('boundary')}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onProbe(undefined)}
      onBlur={() => onProbe(undefined)}
    >
      <canvas ref={canvas} />
      {plane && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes plane={plane} names={['x₁', 'x₂']} />
          {probe && (
            <path
              class="probe"
              d={`M${plane.x(probe[0])} ${plane.top}v${plane.height}M${plane.left} ${plane.y(probe[1])}h${plane.width}`}
            />
          )}
        </svg>
      )}
    </div>
  );
}

const ClassKey = ({ data }: { readonly data: Boundary }) => (
  <ul class="class-key">
    {Array.from({ length: Math.min(data.classes, 10) }, (_, index) => {
      const { colour, marker } = variantStyle(index);
      return (
        <li key={String(index)}>
          <svg viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true" style={{ color: `var(${colour})` }}>
            <path d={markerPath(marker, 4)} fill="currentColor" />
          </svg>
          {index}
        </li>
      );
    })}
  </ul>
);

function extent(values: Float32Array): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function described(data: Boundary): string {
  const total = data.points.label.length;
  if (data.classes === 0) {
    const [low, high] = extent(data.grid);
    return `The prediction over the two inputs, from ${showNumber(low, 3)} (blue) to ${showNumber(high, 3)} (orange), with ${showSteps(total)} points.`;
  }
  const out = data.points.held.reduce((sum, held) => sum + held, 0);
  const wrong = countWrong(data);
  const wrongly = wrong === 0 ? 'all on the side of their class' : `${showSteps(wrong)} on the wrong side (outlined)`;
  if (out === 0) return `${data.classes} classes, ${showSteps(total)} points, ${wrongly}.`;
  const side = (held: boolean, of: number): string => `${showSteps(countWrong(data, held))} of ${showSteps(of)}`;
  return `${data.classes} classes. On the wrong side (outlined): ${side(false, total - out)} training points and ${side(true, out)} held-out points (hollow).`;
}

function probed(data: Boundary, [x, y]: readonly [number, number]): string {
  const at = gridIndex(data.size, data.range, x, y);
  const where = `at (${showNumber(x, 3)}, ${showNumber(y, 3)})`;
  const value = data.grid[at] ?? Number.NaN;
  if (data.classes === 0) return `Prediction ${showNumber(value)} ${where}.`;
  return `Class ${Math.round(value)} ${where}, certainty ${showNumber(data.certainty[at] ?? Number.NaN, 3)}.`;
}

function PointTable({ data }: { readonly data: Boundary }) {
  const { points, grid, certainty, size, range } = data;
  const rows = Array.from(points.label, (label, index) => {
    const x = points.x[index] ?? 0;
    const y = points.y[index] ?? 0;
    const at = gridIndex(size, range, x, y);
    return [
      String(index + 1),
      showNumber(x),
      showNumber(y),
      String(data.classes > 0 ? classOf(label, data) : showNumber(label)),
      data.classes > 0 ? String(Math.round(grid[at] ?? 0)) : showNumber(grid[at] ?? 0),
      showNumber(certainty[at] ?? Number.NaN, 3),
    ];
  });
  return (
    <DataTable
      caption="Data and predictions"
      columns={['point', 'x₁', 'x₂', 'label', 'predicted', 'certainty']}
      rows={rows}
    />
  );
}
