import type { Tensor } from '../../core/tensor/tensor.ts';
import type { Plan } from '../plan/plan.ts';
import { measure } from '../run/measure.ts';
import { hasTwoNumbers } from '../run/trainingRun.ts';
import type { View } from './view.ts';

type Range = readonly [number, number, number, number];

const LARGEST = 200;
const MOST_ROWS = 1000;
const MOST_GATES = 1e7;

/** The loss over the plane of two trainable numbers, and every variant's way on it. */
export const surface: View<'surface'> = {
  name: 'surface',
  fits: ({ plan }) => hasTwoNumbers(plan),
  show(request, { prepared, run }) {
    const { plan, runs, trainingRows } = prepared;
    const rows = trainingRows.subarray(0, MOST_ROWS);
    // A loss takes about 20 ns a gate and row.
    const most = Math.sqrt(MOST_GATES / (plan.nodes.length * Math.max(1, rows.length)));
    const size = Math.max(2, Math.min(LARGEST, Math.max(20, Math.floor(most)), Math.floor(request.size)));
    const ways = runs.map((other) => other.run.trail);
    const range =
      request.range ?? rangeOf(ways.flatMap(({ x, y }) => x.map((first, i) => [first, y[i] ?? 0] as const)));
    const [xmin, xmax, ymin, ymax] = range;
    const { engine } = run.parts;
    const present = engine.snapshot();
    const grid = new Float64Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const x = xmin + ((xmax - xmin) * column) / (size - 1);
        const y = ymin + ((ymax - ymin) * row) / (size - 1);
        engine.setParameters(placed(plan, x, y));
        grid[row * size + column] = measure(engine, rows).loss;
      }
    engine.restore(present);
    return {
      view: 'surface',
      names: namesOf(plan),
      range,
      size,
      grid,
      trajectories: ways.map(({ x, y }, variant) => ({ variant, x: Float64Array.from(x), y: Float64Array.from(y) })),
    };
  },
};

function placed(plan: Plan, x: number, y: number): readonly Tensor[] {
  const [first, second] = plan.params;
  const shape = first?.start.shape ?? [];
  return second === undefined
    ? [{ shape, data: Float64Array.of(x, y) }]
    : [
        { shape, data: Float64Array.of(x) },
        { shape: second.start.shape, data: Float64Array.of(y) },
      ];
}

function namesOf(plan: Plan): readonly [string, string] {
  const [first, second] = plan.params;
  const name = first?.name ?? '';
  return second === undefined ? [`${name}[0]`, `${name}[1]`] : [name, second.name];
}

/** All ways with room around them. A way that flies off counts only as far as ten times its start. */
function rangeOf(places: readonly (readonly [number, number])[]): Range {
  const [start = [0, 0]] = places;
  const reach = 10 * Math.max(1, Math.abs(start[0]), Math.abs(start[1]));
  const near = places.filter(([x, y]) => Math.abs(x) <= reach && Math.abs(y) <= reach);
  const extent = (axis: 0 | 1): readonly [number, number] => {
    let low = start[axis];
    let high = start[axis];
    for (const place of near) {
      low = Math.min(low, place[axis]);
      high = Math.max(high, place[axis]);
    }
    const aside = Math.max((high - low) * 0.25, 0.5);
    return [low - aside, high + aside];
  };
  return [...extent(0), ...extent(1)];
}
