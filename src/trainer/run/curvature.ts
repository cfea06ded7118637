import type { OptimizerKind } from '../../core/semantics/trainOptions.ts';

import type { RunParts } from './parts.ts';

/** More parameters than these are no lesson about curvature. */
const MOST_PARAMETERS = 64;
const TURNS = 500;
/** How far from the start the gradient is compared with a straight line, in both directions. */
const REACHES = [-3, 0.37, 5, -40];

type Vector = readonly number[];

/**
 * λmax of a loss that is a paraboloid in the parameters, weight decay included: its gradient is then a straight line along
 * every direction, which is tried out. Undefined where it is not one, opens downwards, or lr changes on the way. The
 * engine's parameters are left changed.
 */
export function curvatureOf({ engine, plan, options }: RunParts, rows: Int32Array): number | undefined {
  const start = engine.parameters();
  const count = start.reduce((sum, { data }) => sum + data.length, 0);
  const moves = options.lrDecay !== 1 || options.schedule !== 'constant' || options.warmup > 0;
  const changed = moves || options.clipNorm !== undefined;
  if (count > MOST_PARAMETERS || changed || rows.length < plan.rows * (1 - options.validate) - 1) return undefined;
  const origin = start.flatMap(({ data }) => [...data]);
  const gradientAt = (at: Vector): Vector => {
    let from = 0;
    engine.setParameters(
      start.map(({ shape, data }) => {
        const entries = Float64Array.from(at.slice(from, from + data.length));
        from += data.length;
        return { shape, data: entries };
      }),
    );
    return engine.look(rows, true).gradients.flatMap(({ data }, p) => [...data].slice(0, start[p]?.data.length));
  };
  const level = gradientAt(origin);
  const columns = origin.map((_, i) => minus(gradientAt(along(origin, unit(i, count), 1)), level));
  const bend = (way: Vector): Vector =>
    level.map((_, i) => sum(columns, (column, j) => (column[i] ?? 0) * (way[j] ?? 0)));
  const tolerance = options.precision === 'float64' ? 1e-8 : 2e-3;
  for (const [turn, reach] of REACHES.entries()) {
    const way = origin.map((_, i) => Math.sin(1 + 2.3 * i + 1.7 * turn));
    const expected = along(level, bend(way), reach);
    const seen = gradientAt(along(origin, way, reach));
    if (!(length(minus(seen, expected)) <= tolerance * (length(expected) + length(level)))) return undefined;
  }
  const most = extreme(bend, count);
  const least = most + extreme((way) => along(bend(way), way, -most), count);
  return most > 0 && least >= -1e-3 * most ? most + options.weightDecay : undefined;
}

/** Below it updates on a paraboloid die out: from the roots of the recursion of W in its direction of largest curvature. */
export function stableRate(
  optimizer: OptimizerKind,
  { momentum, curvature }: { readonly momentum: number; readonly curvature: number },
): number {
  const plain = (2 * (1 + momentum)) / curvature;
  return optimizer === 'nesterov' ? plain / (1 + 2 * momentum) : plain;
}

/** The eigenvalue of largest size, by powers. */
function extreme(bend: (way: Vector) => Vector, count: number): number {
  let way: Vector = Array.from({ length: count }, (_, i) => 1 + 0.1 * Math.sin(i + 1));
  let value = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const bent = bend(way);
    const size = length(bent);
    if (!(size > 0)) return 0;
    value = sum(bent, (entry, i) => entry * (way[i] ?? 0)) / length(way) ** 2;
    way = bent.map((entry) => entry / size);
  }
  return value;
}

const unit = (at: number, count: number): Vector => Array.from({ length: count }, (_, i) => (i === at ? 1 : 0));
const along = (from: Vector, way: Vector, by: number): Vector => from.map((value, i) => value + by * (way[i] ?? 0));
const minus = (a: Vector, b: Vector): Vector => along(a, b, -1);
const sum = <T>(list: readonly T[], of: (entry: T, index: number) => number): number =>
  list.reduce((total, entry, index) => total + of(entry, index), 0);
const length = (vector: Vector): number => Math.sqrt(sum(vector, (entry) => entry ** 2));
