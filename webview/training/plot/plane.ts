import { scaleLinear } from 'd3-scale';
import type { ElementSize } from './useSize.ts';

/** xmin, xmax, ymin, ymax. */
export type Box = readonly [number, number, number, number];

/** A picture of the plane: data to pixels and back, with room for tick labels left and below. */
export interface Plane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly dataX: (pixel: number) => number;
  readonly dataY: (pixel: number) => number;
  readonly ticksX: readonly number[];
  readonly ticksY: readonly number[];
}

const MARGIN = { left: 38, right: 8, top: 6, bottom: 22 } as const;

export function planeOf([x0, x1, y0, y1]: Box, size: ElementSize): Plane {
  const width = Math.max(10, size.width - MARGIN.left - MARGIN.right);
  const height = Math.max(10, size.height - MARGIN.top - MARGIN.bottom);
  const x = scaleLinear([x0, x1], [MARGIN.left, MARGIN.left + width]);
  const y = scaleLinear([y0, y1], [MARGIN.top + height, MARGIN.top]);
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width,
    height,
    x,
    y,
    dataX: (pixel) => x.invert(pixel),
    dataY: (pixel) => y.invert(pixel),
    ticksX: x.ticks(Math.max(2, Math.round(width / 70))),
    ticksY: y.ticks(Math.max(2, Math.round(height / 50))),
  };
}

/** The entry of a `size` × `size` grid (row by row from ymin, corners on the box) nearest to a point. */
export function gridIndex(size: number, [x0, x1, y0, y1]: Box, x: number, y: number): number {
  const place = (value: number, from: number, to: number) =>
    Math.min(size - 1, Math.max(0, Math.round(((value - from) / (to - from)) * (size - 1))));
  return place(y, y0, y1) * size + place(x, x0, x1);
}
