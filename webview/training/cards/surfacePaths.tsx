import { markerPath, variantStyle } from '../model/variantStyle.ts';
import type { Plane } from '../plot/plane.ts';
import { nameSpots, type Pixel, type Spot } from './nameSpots.ts';

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
  const named = nameSpots(
    drawn.length > 1 ? drawn.map(({ path, points }) => ({ text: path.label, at: points.at(-1) ?? [0, 0] })) : [],
    drawn.map(({ points }) => points),
    plane,
  );
  return (
    <>
      {drawn.map(({ path, points }) => (
        <Trail key={path.variant} variant={path.variant} points={points} />
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
  readonly spot: Spot | undefined;
}

function Now({ path, point: [x, y], spot }: NowProps) {
  const { colour, marker } = variantStyle(path.variant);
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
