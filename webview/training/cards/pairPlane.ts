import { scaleLog } from 'd3-scale';
import type { SweepPlan } from '../../../src/protocol/training.ts';
import { logTicks } from '../plot/plotScale.ts';
import type { PairCell, PairMap } from './pairMap.ts';

/** The map in pixels: lr in decades to the right, a row for each β, the smallest at the bottom. */
export interface PairPlane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly rowHeight: number;
  readonly x: (lr: number) => number;
  /** Upper edge of a row. */
  readonly y: (row: number) => number;
  readonly ticks: readonly number[];
}

const MARGIN = { left: 48, right: 12, top: 20, bottom: 24 } as const;

export function pairPlaneOf(
  { rates, momenta }: SweepPlan,
  size: { readonly width: number; readonly height: number },
): PairPlane {
  const width = Math.max(40, size.width - MARGIN.left - MARGIN.right);
  const height = Math.max(40, size.height - MARGIN.top - MARGIN.bottom);
  const [first = 1, second = 10] = rates;
  const half = Math.sqrt(second / first);
  const ends = [first / half, (rates.at(-1) ?? 10) * half] as const;
  const x = scaleLog(ends, [MARGIN.left, MARGIN.left + width]);
  const rowHeight = height / momenta.length;
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width,
    height,
    cellWidth: width / rates.length,
    rowHeight,
    x,
    y: (row) => MARGIN.top + height - (row + 1) * rowHeight,
    ticks: logTicks(...ends),
  };
}

/** The cell at a pixel; undefined beside the map. */
export function cellAt({ rows }: PairMap, plane: PairPlane, x: number, y: number): PairCell | undefined {
  const column = Math.floor((x - plane.left) / plane.cellWidth);
  const row = Math.floor((plane.top + plane.height - y) / plane.rowHeight);
  return rows[row]?.[column];
}

/** The border as one line: in each row upright where it lies, joined from row to row. */
export function borderPath(border: readonly number[], plane: PairPlane): string {
  const points = border.flatMap((lr, row) => {
    const x = Math.round(Math.min(plane.left + plane.width + 40, Math.max(plane.left - 40, plane.x(lr))) * 10) / 10;
    return [`${x} ${plane.y(row) + plane.rowHeight}`, `${x} ${plane.y(row)}`];
  });
  return `M${points.join('L')}`;
}
