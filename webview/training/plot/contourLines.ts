import { contours } from 'd3-contour';
import type { ViewData } from '../../../src/protocol/views.ts';
import type { Plane } from './plane.ts';

export type Surface = Extract<ViewData, { view: 'surface' }>;

export interface ContourLine {
  readonly level: number;
  /** SVG path data in the plane's pixels. */
  readonly path: string;
}

const LEVELS = 14;

/** Levels at equal ratios of the height above the lowest value seen, so that a valley's floor is drawn as well as its walls. */
export function logLevels(grid: Float64Array): number[] {
  const finite = grid.filter(Number.isFinite).sort();
  const lowest = finite[0];
  const highest = finite.at(-1);
  if (lowest === undefined || highest === undefined || highest <= lowest) return [];
  const above = finite[Math.floor(finite.length * 0.012)] ?? lowest;
  const from = Math.log(Math.max(above - lowest, (highest - lowest) * 1e-6));
  const to = Math.log(highest - lowest);
  return Array.from({ length: LEVELS }, (_, index) => lowest + Math.exp(from + ((to - from) * (index + 0.5)) / LEVELS));
}

/** The surface's contours, lowest first; each outlines all that lies above its level. */
export function contourLines({ grid, size, range }: Surface, plane: Plane): ContourLine[] {
  const levels = logLevels(grid);
  const top = grid.reduce((most, value) => (Number.isFinite(value) && value > most ? value : most), 0);
  const values = Array.from(grid, (value) => (Number.isFinite(value) ? value : top));
  const [x0, x1, y0, y1] = range;
  // d3 puts entry i at i + ½; the first and last entries of a row lie on the box.
  const x = (column: number) => round(plane.x(x0 + ((column - 0.5) / (size - 1)) * (x1 - x0)));
  const y = (row: number) => round(plane.y(y0 + ((row - 0.5) / (size - 1)) * (y1 - y0)));
  return contours()
    .size([size, size])
    .thresholds(levels)(values)
    .map(({ value, coordinates }) => ({
      level: value,
      path: coordinates
        .flat()
        .map((ring) => `M${ring.map(([column = 0, row = 0]) => `${x(column)},${y(row)}`).join('L')}Z`)
        .join(''),
    }));
}

const round = (pixel: number) => Math.round(pixel * 10) / 10;

/** The loss at a point, from the four grid entries around it; undefined off the grid. */
export function lossAt({ grid, size, range }: Surface, x: number, y: number): number | undefined {
  const [x0, x1, y0, y1] = range;
  const column = ((x - x0) / (x1 - x0)) * (size - 1);
  const row = ((y - y0) / (y1 - y0)) * (size - 1);
  if (!(column >= 0 && column <= size - 1 && row >= 0 && row <= size - 1)) return undefined;
  const left = Math.min(size - 2, Math.floor(column));
  const below = Math.min(size - 2, Math.floor(row));
  const [dx, dy] = [column - left, row - below];
  const at = (i: number, j: number) => grid[(below + j) * size + left + i] ?? Number.NaN;
  return at(0, 0) * (1 - dx) * (1 - dy) + at(1, 0) * dx * (1 - dy) + at(0, 1) * (1 - dx) * dy + at(1, 1) * dx * dy;
}
