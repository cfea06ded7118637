import type { Plane } from './plane.ts';
import { markerPath, variantStyle } from './variantStyle.ts';

/** One variant's way over the surface. */
export interface SurfacePath {
  readonly variant: number;
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
export function SurfacePaths({ paths, plane }: SurfacePathsProps) {
  const drawn = paths.filter(({ x }) => x.length > 0).map((path) => ({ path, points: pixelsOf(path, plane) }));
  const named = drawn.length > 1 ? spaced(drawn.map(({ points }) => points.at(-1) ?? [0, 0])) : [];
  return (
    <>
      {drawn.map(({ path, points }) => (
        <Trail key={path.variant} variant={path.variant} points={points} />
      ))}
      {drawn.map(({ path, points }, index) => (
        <Now key={path.variant} path={path} point={points.at(-1) ?? [0, 0]} nameY={named[index]} plane={plane} />
      ))}
    </>
  );
}

type Pixel = readonly [number, number];

const pixelsOf = ({ x, y }: SurfacePath, plane: Plane): readonly Pixel[] =>
  Array.from({ length: x.length }, (_, index) => [far(plane.x(x[index] ?? 0)), far(plane.y(y[index] ?? 0))] as const);

/** Far outside is far enough: huge coordinates break some renderers. */
const far = (pixel: number) => Math.round(Math.min(1e5, Math.max(-1e5, pixel)) * 10) / 10;

/** The line, and a dot for each step while steps can be told apart. */
function Trail({ variant, points }: { readonly variant: number; readonly points: readonly Pixel[] }) {
  const { colour, dash } = variantStyle(variant);
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
  readonly nameY: number | undefined;
  readonly plane: Plane;
}

function Now({ path, point: [x, y], nameY, plane }: NowProps) {
  const { colour, marker } = variantStyle(path.variant);
  const flip = x > plane.left + plane.width - 90;
  return (
    <g class="trail" style={{ color: `var(${colour})` }}>
      <path class="trail-now" transform={`translate(${x} ${y})`} d={markerPath(marker, 6)} />
      {nameY !== undefined && (
        <text class="trail-name" x={flip ? x - 12 : x + 12} y={nameY} text-anchor={flip ? 'end' : 'start'}>
          {path.label}
        </text>
      )}
    </g>
  );
}

const LINE = 17;

/** Heights for names beside their points, at least a line apart where they are near each other. */
function spaced(points: readonly Pixel[]): readonly number[] {
  const heights = points.map(([, y]) => y + 4);
  const order = points.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  order.forEach((index, rank) => {
    const above = order[rank - 1];
    if (above === undefined) return;
    const near = Math.abs((points[index]?.[0] ?? 0) - (points[above]?.[0] ?? 0)) < 90;
    if (near) heights[index] = Math.max(heights[index] ?? 0, (heights[above] ?? 0) + LINE);
  });
  return heights;
}
