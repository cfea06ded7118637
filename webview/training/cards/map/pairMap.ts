import type { Sweep, SweepPlan } from '../../../../src/protocol/training.ts';
import { fromWire } from '../../../../src/protocol/wire.ts';

/** One pair of the map. */
export interface PairCell {
  readonly row: number;
  readonly column: number;
  readonly lr: number;
  readonly momentum: number;
  /** Infinite: diverged. Undefined: not tried yet. */
  readonly loss: number | undefined;
}

/** The swept map as numbers: a row for each β, ascending, with a cell for each learning rate. */
export interface PairMap {
  readonly rows: readonly (readonly PairCell[])[];
  readonly start: number;
  /** The lowest of all; undefined while nothing has been found. */
  readonly best: PairCell | undefined;
  /** The lowest of each row. */
  readonly bests: readonly (PairCell | undefined)[];
  readonly tried: number;
  readonly total: number;
}

export function pairMapOf({ rates, momenta }: SweepPlan, sweep: Sweep | undefined): PairMap {
  const rows = momenta.map((momentum, row) =>
    rates.map((lr, column): PairCell => {
      const loss = sweep?.losses[row]?.[column] ?? null;
      return { row, column, lr, momentum, loss: loss === null ? undefined : fromWire(loss) };
    }),
  );
  const bests = rows.map(lowest);
  return {
    rows,
    start: sweep ? fromWire(sweep.start) : Number.NaN,
    best: lowest(bests.filter((cell) => cell !== undefined)),
    bests,
    tried: rows.flat().filter(({ loss }) => loss !== undefined).length,
    total: rates.length * momenta.length,
  };
}

const lowest = (cells: readonly PairCell[]): PairCell | undefined =>
  cells.reduce<PairCell | undefined>(
    (best, cell) =>
      cell.loss !== undefined && Number.isFinite(cell.loss) && cell.loss < (best?.loss ?? Number.POSITIVE_INFINITY)
        ? cell
        : best,
    undefined,
  );

export interface PairShade {
  readonly kind: 'waiting' | 'lower' | 'higher' | 'diverged';
  /** 0 to 1: how far below the start (1: the best of all), or how far above it. */
  readonly strength: number;
}

/** Ten decades below the start are as good as any. */
const LOWEST = 1e-10;
/** A thousand times the start is as bad as any that is finite. */
const HIGHEST = 1e3;

/** How a loss looks beside the start's and the best: by ratios, where all are positive. */
export function shadeOf(loss: number | undefined, { start, best }: Pick<PairMap, 'start' | 'best'>): PairShade {
  if (loss === undefined) return { kind: 'waiting', strength: 0 };
  if (!Number.isFinite(loss)) return { kind: 'diverged', strength: 1 };
  const kind = loss <= start ? 'lower' : 'higher';
  const low = best?.loss ?? start;
  if (start <= 0 || low < 0)
    return { kind, strength: kind === 'higher' ? 0.5 : within((start - loss) / (start - low)) };
  if (kind === 'higher') return { kind, strength: within(Math.log(loss / start) / Math.log(HIGHEST)) };
  const floor = Math.max(low, start * LOWEST);
  return { kind, strength: within(Math.log(Math.max(loss, floor) / start) / Math.log(floor / start)) };
}

const within = (share: number): number => (Number.isNaN(share) ? 1 : Math.min(1, Math.max(0, share)));
