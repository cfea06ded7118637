import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { showNumber } from '../../src/core/base/show.ts';
import { Axes } from './axes.tsx';
import { Card } from './card.tsx';
import { contourLines, lossAt, type Surface } from './contourLines.ts';
import { DataTable } from './dataTable.tsx';
import { Icon } from './icon.tsx';
import { usePanel } from './panelContext.ts';
import { type Box, type Plane, planeOf } from './plane.ts';
import { showMaybe, showSteps } from './runWords.ts';
import { startParameters } from './startParameters.ts';
import { StartPoint, type SurfacePath, VariantTrail } from './surfacePaths.tsx';
import type { SeenView } from './trainingModel.ts';
import { useSize } from './useSize.ts';

const GRID = 100;
type Point = readonly [number, number];

/** The loss over two trainable numbers as contours, and the way of every variant down it. */
export function SurfaceCard() {
  const { model, choices, post } = usePanel();
  model.revision.value;
  const range = useSignal<Box | undefined>(undefined);
  const dragged = useSignal<Point | undefined>(undefined);
  const seen = model.views.surface.value;
  const paths = usePaths(seen);
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
      wide
      look={{ view: 'surface', size: GRID, ...(range.value ? { range: range.value } : {}) }}
      summary={seen ? <Ends surface={seen.data} paths={paths} dragged={dragged.value} /> : 'Waiting for the surface.'}
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

/** Live paths grow with the progress; the paths up to a recorded step come with its view. */
function usePaths(seen: SeenView<Surface> | undefined): readonly SurfacePath[] {
  const { model, choices } = usePanel();
  const label = (index: number) => model.variants.value[index]?.variant.label ?? '';
  const hidden = (index: number) => choices.hiddenVariants.value.includes(label(index));
  const recorded = seen?.data.trajectories ?? [];
  const all =
    choices.travel.value === undefined && model.variants.value.some(({ trail }) => trail.x.length > 0)
      ? model.variants.value.map(({ index, trail }) => ({ variant: index, x: trail.x, y: trail.y }))
      : recorded;
  return all.filter(({ variant }) => !hidden(variant)).map((path) => ({ ...path, label: label(path.variant) }));
}

interface PictureProps {
  readonly surface: Surface | undefined;
  readonly paths: readonly SurfacePath[];
  readonly start: Point | undefined;
  readonly onMove: (point: Point) => void;
  readonly onDone: () => void;
}

function Picture({ surface, paths, start, onMove, onDone }: PictureProps) {
  const { box, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const plane = useMemo(
    () => (surface && width > 0 ? planeOf(surface.range, { width, height }) : undefined),
    [surface, width, height],
  );
  const first = paths[0];
  const point: Point | undefined =
    start ?? (first && first.x.length > 0 ? [first.x[0] ?? 0, first.y[0] ?? 0] : undefined);
  return (
    <div class="picture tall" ref={box}>
      {surface && plane && (
        <svg width={width} height={height}>
          <clipPath id="surface-clip">
            <rect x={plane.left} y={plane.top} width={plane.width} height={plane.height} />
          </clipPath>
          <g clip-path="url(#surface-clip)">
            <Contours surface={surface} plane={plane} />
            {paths.map((path) => (
              <VariantTrail key={path.variant} path={path} plane={plane} named={paths.length > 1} />
            ))}
          </g>
          <Axes plane={plane} names={surface.names} />
          {point && (
            <StartPoint plane={plane} point={point} text={pointText(surface, point)} onMove={onMove} onDone={onDone} />
          )}
        </svg>
      )}
    </div>
  );
}

function Contours({ surface, plane }: { readonly surface: Surface; readonly plane: Plane }) {
  const lines = useMemo(() => contourLines(surface, plane), [surface, plane]);
  return (
    <svg class="contours" aria-hidden="true">
      {lines.map(({ level, path }) => (
        <path key={level} d={path}>
          <title>{`loss ${showNumber(level, 3)}`}</title>
        </path>
      ))}
    </svg>
  );
}

const pointText = ({ names }: Surface, [x, y]: Point): string =>
  `${names[0]} ${showNumber(x)}, ${names[1]} ${showNumber(y)}`;

interface EndsProps {
  readonly surface: Surface;
  readonly paths: readonly SurfacePath[];
  readonly dragged: Point | undefined;
}

function Ends({ surface, paths, dragged }: EndsProps) {
  if (dragged)
    return <>{`New start at ${pointText(surface, dragged)}: loss ${showMaybe(lossAt(surface, ...dragged))}.`}</>;
  const ends = paths.flatMap(({ label, x, y }) => {
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
