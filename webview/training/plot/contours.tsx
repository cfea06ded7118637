import { useMemo } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import type { Pixel } from '../cards/nameSpots.ts';
import { type ContourLine, contourLines, type Surface } from './contourLines.ts';
import type { Plane } from './plane.ts';

interface ContourLabel {
  readonly level: number;
  readonly at: Pixel;
}

/** Every so manieth line is named. */
const EVERY = 3;
/** Of a line, and of what is in the way, so many points are looked at. */
const MOST_PLACES = 80;
const MOST_OBSTACLES = 300;
/** From the edges, in pixels. */
const MARGIN = { x: 26, y: 14 } as const;
/** Nearer to something than this, a name stays away. */
const ROOM = 24;

/** A place for the level of some lines, each where it is furthest from the ways and from the other names. */
export function contourLabels(
  lines: readonly ContourLine[],
  plane: Plane,
  ways: readonly (readonly Pixel[])[],
): readonly ContourLabel[] {
  const obstacles = thinned(ways.flat(), MOST_OBSTACLES);
  const labels: ContourLabel[] = [];
  for (const { level, path } of lines.filter((_, index) => index % EVERY === 1)) {
    const free = thinned(
      pointsOf(path).filter((point) => isInside(point, plane)),
      MOST_PLACES,
    );
    const far = (point: Pixel): number => {
      const others = [...obstacles, ...labels.map(({ at }) => at)];
      return others.reduce(
        (least, other) => Math.min(least, Math.hypot(point[0] - other[0], point[1] - other[1])),
        1e6,
      );
    };
    const best = free
      .map((at) => ({ at, room: far(at) }))
      .reduce<{ readonly at: Pixel; readonly room: number } | undefined>(
        (most, one) => (one.room > (most?.room ?? ROOM) ? one : most),
        undefined,
      );
    if (best) labels.push({ level, at: best.at });
  }
  return labels;
}

const pointsOf = (path: string): readonly Pixel[] =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

const isInside = ([x, y]: Pixel, { left, top, width, height }: Plane): boolean =>
  x > left + MARGIN.x && x < left + width - MARGIN.x && y > top + MARGIN.y && y < top + height - MARGIN.y;

const thinned = (points: readonly Pixel[], most: number): readonly Pixel[] => {
  const every = Math.ceil(points.length / most);
  return points.filter((_, index) => index % every === 0);
};

interface ContoursProps {
  readonly surface: Surface;
  readonly plane: Plane;
}

/** The lines of equal loss, some with their loss beside them, away from the ways. */
export function Contours({ surface, plane }: ContoursProps) {
  const lines = useMemo(() => contourLines(surface, plane), [surface, plane]);
  const labels = useMemo(
    () =>
      contourLabels(
        lines,
        plane,
        surface.trajectories.map(({ x, y }) =>
          Array.from(x, (each, index) => [plane.x(each), plane.y(y[index] ?? 0)] as const),
        ),
      ),
    [lines, surface, plane],
  );
  return (
    <g class="contours">
      {lines.map(({ level, path }) => (
        <path key={level} d={path} />
      ))}
      {labels.map(({ level, at: [x, y] }) => (
        <text key={level} class="contour-name" x={x} y={y + 3.5} text-anchor="middle">
          {showNumber(level, 2)}
        </text>
      ))}
    </g>
  );
}
