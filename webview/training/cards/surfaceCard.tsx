import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import { Icon } from '../../shared/icon.tsx';
import { usePanel } from '../model/panelContext.ts';
import { showMaybe, showSteps, waitingWords } from '../model/runWords.ts';
import type { SeenView } from '../model/trainingModel.ts';
import { Axes } from '../plot/axes.tsx';
import { Card } from '../plot/card.tsx';
import { lossAt, type Surface } from '../plot/contourLines.ts';
import { Contours } from '../plot/contours.tsx';
import { DataTable } from '../plot/dataTable.tsx';
import { type Box, planeOf } from '../plot/plane.ts';
import { useSize } from '../plot/useSize.ts';
import { startParameters } from './startParameters.ts';
import { StartPoint } from './startPoint.tsx';
import { type SurfacePath, SurfacePaths } from './surfacePaths.tsx';

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
    <Card
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
    </Card>
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
    ? variants.value.map(({ index, variant, trail }) => {
        const length = trail.steps.findLastIndex((step) => step <= last) + 1;
        return { variant: index, label: variant.label, x: trail.x.slice(0, length), y: trail.y.slice(0, length) };
      })
    : (seen?.data.trajectories ?? []).map((way) => ({
        ...way,
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
