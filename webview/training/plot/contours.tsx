import { useMemo } from 'preact/hooks';
import { showNumber } from '../../../src/core/base/show.ts';
import { contourLabels } from './contourLabels.ts';
import { contourLines, type Surface } from './contourLines.ts';
import type { Plane } from './plane.ts';

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
