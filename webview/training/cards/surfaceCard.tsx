import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import type { RunDescription, SavedParameter } from '../../../src/protocol/training.ts';
import { Icon } from '../../shared/icon.tsx';
import { usePanel } from '../model/panelContext.ts';
import { showMaybe, showSteps, waitingWords } from '../model/runWords.ts';
import type { SeenView } from '../model/trainingModel.ts';
import { markerPath, variantStyle } from '../model/variantStyle.ts';
import { Axes } from '../plot/axes.tsx';
import { CardFrame } from '../plot/card.tsx';
import { lossAt, type Surface } from '../plot/contourLines.ts';
import { Contours } from '../plot/contours.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { type Box, type Plane, planeOf } from '../plot/plane.ts';
import { useSize } from '../plot/useSize.ts';
import { type NameSpot, nameSpots, type Pixel } from './nameSpots.ts';

/** One variant's way over the surface. */
interface SurfacePath {
  readonly variant: number;
  readonly style: number;
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

const MOST_DOTS = 250;

interface SurfacePathsProps {
  readonly paths: readonly SurfacePath[];
  readonly plane: Plane;
}

/** All ways, and over them where each is now with its name: names never lie under a line or on each other. */
function SurfacePaths({ paths, plane }: SurfacePathsProps) {
  const drawn = paths.filter(({ x }) => x.length > 0).map((path) => ({ path, points: pixelsOf(path, plane) }));
  const named = nameSpots(
    drawn.length > 1 ? drawn.map(({ path, points }) => ({ text: path.label, at: points.at(-1) ?? [0, 0] })) : [],
    drawn.map(({ points }) => points),
    plane,
  );
  return (
    <>
      {drawn.map(({ path, points }) => (
        <Trail key={path.variant} style={path.style} points={points} />
      ))}
      {drawn.map(({ path, points }, index) => (
        <Now key={path.variant} path={path} point={points.at(-1) ?? [0, 0]} spot={named[index]} />
      ))}
    </>
  );
}

const pixelsOf = ({ x, y }: SurfacePath, plane: Plane): readonly Pixel[] =>
  Array.from({ length: x.length }, (_, index) => [far(plane.x(x[index] ?? 0)), far(plane.y(y[index] ?? 0))] as const);

/** Far outside is far enough: huge coordinates break some renderers. */
const far = (pixel: number) => Math.round(Math.min(1e5, Math.max(-1e5, pixel)) * 10) / 10;

/** The line, and a dot for each step while steps can be told apart. */
function Trail({ style, points }: { readonly style: number; readonly points: readonly Pixel[] }) {
  const { colour, dash } = variantStyle(style);
  return (
    <g class="trail" style={{ color: `var(${colour})` }}>
      <polyline
        class="trail-line"
        points={points.map((point) => point.join(',')).join(' ')}
        stroke-dasharray={dash.join(' ')}
      />
      {points.length < MOST_DOTS && <path class="trail-dots" d={points.map(([x, y]) => `M${x} ${y}h.01`).join('')} />}
    </g>
  );
}

interface NowProps {
  readonly path: SurfacePath;
  readonly point: Pixel;
  readonly spot: NameSpot | undefined;
}

function Now({ path, point: [x, y], spot }: NowProps) {
  const { colour, marker } = variantStyle(path.style);
  return (
    <g class="trail" style={{ color: `var(${colour})` }}>
      <path class="trail-now" transform={`translate(${x} ${y})`} d={markerPath(marker, 6)} />
      {spot && (
        <text class="trail-name" x={spot.x} y={spot.y}>
          {path.label}
        </text>
      )}
    </g>
  );
}

interface StartPointProps {
  readonly plane: Plane;
  readonly point: readonly [number, number];
  readonly text: string;
  readonly onMove: (point: readonly [number, number]) => void;
  readonly onDone: () => void;
}

type PressEvent = PointerEvent & { readonly currentTarget: HTMLDivElement };

/** The start of all variants: a ring that can be dragged, or moved with the arrow keys and confirmed with Enter. */
function StartPoint({ plane, point, text, onMove, onDone }: StartPointProps) {
  const [x, y] = [plane.x(point[0]), plane.y(point[1])];
  const move = (toX: number, toY: number) =>
    onMove([
      plane.dataX(Math.min(plane.left + plane.width, Math.max(plane.left, toX))),
      plane.dataY(Math.min(plane.top + plane.height, Math.max(plane.top, toY))),
    ]);
  const onPointerMove = (event: PressEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left = 0, top = 0 } = event.currentTarget.parentElement?.getBoundingClientRect() ?? {};
    move(event.clientX - left, event.clientY - top);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 20 : 4;
    const arrow = arrows.get(event.key);
    if (event.key === 'Enter') onDone();
    else if (arrow) move(x + arrow[0] * stride, y + arrow[1] * stride);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="start-point"
      style={{ left: `${x}px`, top: `${y}px` }}
      role="slider"
      tabIndex={0}
      title="The start: drag it elsewhere"
      aria-label="Start point; arrow keys move it, Enter starts from there"
      aria-valuenow={point[0]}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onPointerUp={onDone}
    />
  );
}

const arrows: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

/** Two numbers as the run's parameters: two scalars, or one vector of two. Undefined where the run has others. */
export function startParameters(
  { parameters }: RunDescription,
  point: readonly [number, number],
): readonly SavedParameter[] | undefined {
  const sizes = parameters.map(({ shape }) => shape.reduce((product, side) => product * side, 1));
  if (sizes.reduce((sum, size) => sum + size, 0) !== 2) return undefined;
  let from = 0;
  return parameters.map(({ name, shape }, index) => {
    const to = from + (sizes[index] ?? 0);
    const data = Float64Array.from(point.slice(from, to));
    from = to;
    return { name, shape, data };
  });
}

const GRID = 100;
type Point = readonly [number, number];

/** The loss over two trainable numbers as contours, and the way of every variant down it. */
export function SurfaceCard() {
  const { model, choices, post } = usePanel();
  model.revision.value;
  const range = useSignal<Box | undefined>(undefined);
  const dragged = useSignal<Point | undefined>(undefined);
  const pointed = useSignal<Point | undefined>(undefined);
  const seen = model.views.surface.value;
  const paths = usePaths(seen);
  useFreshRange(seen, paths);
  const description = model.description.value;
  const restart = () => {
    const start = description && dragged.value && startParameters(description, dragged.value);
    if (start) post({ type: 'restart', start });
    dragged.value = undefined;
  };
  const zoom = (factor: number) => {
    if (seen) range.value = scaled(range.value ?? seen.data.range, factor);
  };
  return (
    <CardFrame
      id="surface"
      title="Loss surface"
      of={choices.travel.value === undefined ? undefined : `up to step ${showSteps(choices.travel.value)}`}
      look={{ view: 'surface', size: GRID, ...(range.value ? { range: range.value } : {}) }}
      summary={
        seen ? (
          <Ends surface={seen.data} paths={paths} dragged={dragged.value} pointed={pointed.value} />
        ) : (
          waitingWords(model.live.value)
        )
      }
      table={() => (seen ? <PathTable names={seen.data.names} paths={paths} /> : null)}
      tools={
        <>
          <ZoomTool name="zoomIn" title="Look closer" onClick={() => zoom(0.5)} />
          <ZoomTool name="zoomOut" title="Look from further away" onClick={() => zoom(2)} />
          <ZoomTool
            name="fit"
            title="The whole way"
            onClick={() => {
              range.value = undefined;
            }}
          />
        </>
      }
    >
      <Picture
        surface={seen?.data}
        paths={paths}
        start={dragged.value}
        onMove={(point) => {
          dragged.value = point;
        }}
        onDone={restart}
        onPoint={(point) => {
          pointed.value = point;
        }}
      />
    </CardFrame>
  );
}

interface ZoomToolProps {
  readonly name: 'zoomIn' | 'zoomOut' | 'fit';
  readonly title: string;
  readonly onClick: () => void;
}

const ZoomTool = ({ name, title, onClick }: ZoomToolProps) => (
  <button type="button" class="tool" aria-label={title} title={title} onClick={onClick}>
    <Icon name={name} />
  </button>
);

/** The ways as they grow, up to the step that is looked at. */
function usePaths(seen: SeenView<Surface> | undefined): readonly SurfacePath[] {
  const { model, choices } = usePanel();
  const { variants } = model;
  const hidden = (label: string) => choices.hiddenVariants.value.includes(label);
  const last = choices.travel.value ?? Number.POSITIVE_INFINITY;
  const live = variants.value.some(({ trail }) => trail.x.length > 0);
  const all = live
    ? variants.value.map(({ index, style, variant, trail }) => {
        const length = trail.steps.findLastIndex((step) => step <= last) + 1;
        return {
          variant: index,
          style,
          label: variant.label,
          x: trail.x.slice(0, length),
          y: trail.y.slice(0, length),
        };
      })
    : (seen?.data.trajectories ?? []).map((way) => ({
        ...way,
        style: variants.value[way.variant]?.style ?? way.variant,
        label: variants.value[way.variant]?.variant.label ?? '',
      }));
  return all.filter(({ label }) => !hidden(label));
}

/** The trainer chooses the window by where the ways have been: when one leaves it, or the run is over, it is asked again. */
function useFreshRange(seen: SeenView<Surface> | undefined, paths: readonly SurfacePath[]): void {
  const { model, looks } = usePanel();
  const over = model.status.value === 'ended';
  const outside =
    seen !== undefined &&
    paths.some(({ x, y }) => {
      const [x0, x1, y0, y1] = seen.data.range;
      const [endX, endY] = [x[x.length - 1] ?? x0, y[y.length - 1] ?? y0];
      return endX < x0 || endX > x1 || endY < y0 || endY > y1;
    });
  useEffect(() => {
    if (over || outside) looks.refresh('surface');
  }, [over, outside, looks]);
}

interface PictureProps {
  readonly surface: Surface | undefined;
  readonly paths: readonly SurfacePath[];
  readonly start: Point | undefined;
  readonly onMove: (point: Point) => void;
  readonly onDone: () => void;
  /** Where the pointer is; undefined: elsewhere. */
  readonly onPoint: (point: Point | undefined) => void;
}

function Picture({ surface, paths, start, onMove, onDone, onPoint }: PictureProps) {
  const { box, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const plane = useMemo(
    () => (surface && width > 0 ? planeOf(surface.range, { width, height }) : undefined),
    [surface, width, height],
  );
  const first = paths[0];
  const point: Point | undefined =
    start ?? (first && first.x.length > 0 ? [first.x[0] ?? 0, first.y[0] ?? 0] : undefined);
  const onPointerMove = (event: PointerEvent) => {
    if (!plane || !box.current) return;
    const { left, top } = box.current.getBoundingClientRect();
    onPoint([plane.dataX(event.clientX - left), plane.dataY(event.clientY - top)]);
  };
  return (
    <div class="picture tall" ref={box} onPointerMove={onPointerMove} onPointerLeave={() => onPoint(undefined)}>
      {surface && plane && (
        <svg width={width} height={height} aria-hidden="true">
          <clipPath id="surface-clip">
            <rect x={plane.left} y={plane.top} width={plane.width} height={plane.height} />
          </clipPath>
          <g clip-path="url(#surface-clip)">
            <Contours surface={surface} plane={plane} />
            <SurfacePaths paths={paths} plane={plane} />
          </g>
          <Axes plane={plane} names={surface.names} />
        </svg>
      )}
      {surface && plane && point && (
        <StartPoint plane={plane} point={point} text={pointText(surface, point)} onMove={onMove} onDone={onDone} />
      )}
    </div>
  );
}

const pointText = ({ names }: Surface, [x, y]: Point): string =>
  `${names[0]} ${showNumber(x)}, ${names[1]} ${showNumber(y)}`;

interface EndsProps {
  readonly surface: Surface;
  readonly paths: readonly SurfacePath[];
  readonly dragged: Point | undefined;
  readonly pointed: Point | undefined;
}

function Ends({ surface, paths, dragged, pointed }: EndsProps) {
  const { choices } = usePanel();
  if (dragged)
    return <>{`New start at ${pointText(surface, dragged)}: loss ${showMaybe(lossAt(surface, ...dragged))}.`}</>;
  const here = pointed && lossAt(surface, ...pointed);
  if (pointed && here !== undefined) return <>{`Loss ${showNumber(here)} at ${pointText(surface, pointed)}.`}</>;
  const told = paths.length > 2 ? paths.filter(({ variant }) => variant === choices.variant.value) : paths;
  const ends = told.flatMap(({ label, x, y }) => {
    const last = x.length - 1;
    return last < 0 ? [] : [`${label} is at ${pointText(surface, [x[last] ?? 0, y[last] ?? 0])}`];
  });
  return <>{`${ends.join('; ')}. Drag the ring to start elsewhere.`}</>;
}

function PathTable({
  names,
  paths,
}: {
  readonly names: readonly [string, string];
  readonly paths: readonly SurfacePath[];
}) {
  const longest = Math.max(0, ...paths.map(({ x }) => x.length));
  const columns = ['point', ...paths.flatMap(({ label }) => names.map((name) => `${label} ${name}`))];
  const rows = Array.from({ length: longest }, (_, index) => [
    String(index),
    ...paths.flatMap(({ x, y }) => [showMaybe(x[index]), showMaybe(y[index])]),
  ]);
  return <DataTable caption="The way of each variant, thinned" columns={columns} rows={rows} />;
}

function scaled([x0, x1, y0, y1]: Box, factor: number): Box {
  const half = (from: number, to: number) => ((to - from) / 2) * factor;
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return [x - half(x0, x1), x + half(x0, x1), y - half(y0, y1), y + half(y0, y1)];
}
