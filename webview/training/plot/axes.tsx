import { showNumber } from '../../../src/core/base/show.ts';
import type { Plane } from './plane.ts';

interface AxesProps {
  readonly plane: Plane;
  readonly names: readonly [string, string];
}

/** Frame, ticks and names of a picture of the plane. The names stand where the last tick label would. */
export function Axes({ plane, names }: AxesProps) {
  const { left, top, width, height } = plane;
  const bottom = top + height;
  return (
    <svg class="axes" aria-hidden="true">
      <rect class="frame" x={left} y={top} width={width} height={height} />
      {plane.ticksX.map((tick) => (
        <text key={tick} x={plane.x(tick)} y={bottom + 15} text-anchor="middle">
          {plane.x(tick) < left + width - 34 && plane.x(tick) > left + 6 ? showNumber(tick, 3) : ''}
        </text>
      ))}
      {plane.ticksY.map((tick) => (
        <text key={tick} x={left - 6} y={plane.y(tick) + 3.5} text-anchor="end">
          {plane.y(tick) > top + 20 ? showNumber(tick, 3) : ''}
        </text>
      ))}
      <text class="axis-name" x={left + width} y={bottom + 15} text-anchor="end">
        {names[0]}
      </text>
      <text class="axis-name" x={left - 6} y={top + 9} text-anchor="end">
        {names[1]}
      </text>
    </svg>
  );
}
