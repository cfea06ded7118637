/** Pictures of a run's whole way: how large gradients and updates were in each layer, and the loss around the way. */
import type { Numbers, Tensor } from '../../core/tensor/tensor.ts';
import { measure } from '../run/measure.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { distance, lengthOf, movedByOneUpdate } from './histograms.ts';
import { affordableRows, affordableUpdates, type Shown, type View } from './view.ts';

const MOST_ROWS = 512;
const MOST_MOMENTS = 40;

const isKept = (run: TrainingRun | undefined): boolean => run?.history.grain !== undefined;

/** Root of the mean square of each weight's gradient and of its update, at kept steps up to the present. */
export const sizes: View<'sizes'> = {
  name: 'sizes',
  fits: ({ plan, runs }) => isKept(runs[0]?.run) && plan.params.some(({ start }) => start.shape.length >= 2),
  show(_request, { prepared: { plan, trainingRows }, run, step }) {
    const rows = trainingRows.subarray(0, affordableRows(plan, MOST_ROWS));
    const most = affordableUpdates(plan, Math.max(run.parts.timetable.batch, rows.length), MOST_MOMENTS);
    const steps = run.history.steps(step, most);
    const layers = plan.params.flatMap(({ name, start }, place) =>
      start.shape.length >= 2
        ? [{ parameter: name, place, gradient: new Float64Array(steps.length), update: new Float64Array(steps.length) }]
        : [],
    );
    for (const [at, moment] of steps.entries())
      run.at(moment, () => {
        const { engine } = run.parts;
        const before = engine.parameters();
        const moved = movedByOneUpdate(run, moment);
        const { gradients } = engine.look(rows, true);
        for (const { place, gradient, update } of layers) {
          const from = before[place]?.data ?? [];
          const root = Math.sqrt(Math.max(1, from.length));
          gradient[at] = lengthOf(gradients[place]?.data ?? []) / root;
          update[at] = distance(moved[place]?.data ?? from, from) / root;
        }
      });
    return {
      view: 'sizes',
      steps: Float64Array.from(steps),
      rows: rows.length,
      layers: layers.map(({ parameter, gradient, update }) => ({ parameter, gradient, update })),
    };
  },
};

const MOST_SLICE_WORK = 1.5e9;
const LARGEST_SLICE = 41;
const MOST_PLACES = 24;

/**
 * The loss over a plane through the parameters: the plane of the last place and the two directions in which the way spread
 * most (principal components of the kept places, seen from the last), with the way as it falls into the plane.
 */
export const slice: View<'slice'> = {
  name: 'slice',
  fits: ({ plan, runs }) =>
    isKept(runs[0]?.run) && plan.params.reduce((sum, { start }) => sum + start.data.length, 0) > 2,
  show(request, { prepared: { plan, trainingRows }, run, step }: Shown) {
    const steps = run.history.steps(step, MOST_PLACES);
    const places = steps.map((moment) => run.at(moment, () => flat(run.parts.engine.parameters())));
    const last = places.at(-1) ?? new Float64Array(0);
    const ways = places.map((place) => place.map((value, i) => value - (last[i] ?? 0)));
    const [first, second] = principal(ways);
    const x = Float64Array.from(ways, (way) => dot(way, first));
    const y = Float64Array.from(ways, (way) => dot(way, second));
    const total = ways.reduce((sum, way) => sum + dot(way, way), 0);
    const inside = x.reduce((sum, value, i) => sum + value ** 2 + (y[i] ?? 0) ** 2, 0);
    const rows = trainingRows.subarray(0, affordableRows(plan, MOST_ROWS));
    const affordable = Math.floor(Math.sqrt(MOST_SLICE_WORK / (last.length * Math.max(1, rows.length))));
    const size = Math.max(9, Math.min(LARGEST_SLICE, affordable, Math.floor(request.size)));
    const range = [...around(x), ...around(y)] as const;
    const [xmin, xmax, ymin, ymax] = range;
    const { engine } = run.parts;
    const present = engine.snapshot();
    const shapes = engine.parameters();
    const grid = new Float64Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const a = xmin + ((xmax - xmin) * column) / (size - 1);
        const b = ymin + ((ymax - ymin) * row) / (size - 1);
        engine.setParameters(
          unflat(
            last.map((value, i) => value + a * (first[i] ?? 0) + b * (second[i] ?? 0)),
            shapes,
          ),
        );
        grid[row * size + column] = measure(engine, rows).loss;
      }
    engine.restore(present);
    return {
      view: 'slice',
      range,
      size,
      grid,
      steps: Float64Array.from(steps),
      x,
      y,
      share: total > 0 ? inside / total : 1,
      rows: rows.length,
      of: trainingRows.length,
    };
  },
};

function flat(parameters: readonly Tensor[]): Float64Array {
  const all = new Float64Array(parameters.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of parameters) {
    all.set(data, at);
    at += data.length;
  }
  return all;
}

function unflat(all: Float64Array, shapes: readonly Tensor[]): readonly Tensor[] {
  let at = 0;
  return shapes.map(({ shape, data }) => {
    const from = at;
    at += data.length;
    return { shape, data: all.slice(from, at) };
  });
}

const dot = (a: Numbers, b: Numbers): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/**
 * The two directions of unit length with the most of the ways in them (principal components), two axes where nothing moved.
 * They are sums of ways, so their weights come from the ways' products with each other, which are few numbers.
 */
function principal(ways: readonly Float64Array[]): readonly [Float64Array, Float64Array] {
  const products = ways.map((a) => Float64Array.from(ways, (b) => dot(a, b)));
  const still = new Float64Array(ways[0]?.length ?? 0);
  const first = strongest(ways, products, 0) ?? across(still);
  const along = ways.map((way) => dot(way, first));
  const rest = products.map((row, i) => row.map((product, j) => product - (along[i] ?? 0) * (along[j] ?? 0)));
  const second = strongest(ways, rest, ROUNDING * longestIn(products));
  if (second === undefined) return [first, across(first)];
  const shared = dot(first, second);
  return [first, unit(second.map((value, i) => value - shared * (first[i] ?? 0)))];
}

const ROUNDS = 60;
/** Of the longest squared length: what is shorter may be left over from rounding. */
const ROUNDING = 1e-12;

const longestIn = (products: readonly Float64Array[]): number =>
  products.reduce((most, row, i) => Math.max(most, row[i] ?? 0), 0);

/** The sum of ways that power iteration on their products finds, of unit length; undefined where none is longer than √`least`. */
function strongest(
  ways: readonly Float64Array[],
  products: readonly Float64Array[],
  least: number,
): Float64Array | undefined {
  const longest = longestIn(products);
  if (!(longest > least)) return undefined;
  let weights: Float64Array = Float64Array.from(products, (row, i) => (row[i] === longest ? 1 : 0));
  for (let round = 0; round < ROUNDS; round++) {
    const next = Float64Array.from(products, (row) => dot(row, weights));
    if (!(lengthOf(next) > 0)) break;
    weights = unit(next);
  }
  const sum = new Float64Array(ways[0]?.length ?? 0);
  for (const [w, way] of ways.entries()) {
    const weight = weights[w] ?? 0;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (way[i] ?? 0);
  }
  return lengthOf(sum) > 0 ? unit(sum) : undefined;
}

/** Some direction at a right angle, for a way that is straight; of no direction the first axis. */
function across(first: Float64Array): Float64Array {
  let least = 0;
  for (let i = 1; i < first.length; i++) if (Math.abs(first[i] ?? 0) < Math.abs(first[least] ?? 0)) least = i;
  const along = first[least] ?? 0;
  return unit(first.map((value, i) => (i === least ? 1 : 0) - along * value));
}

function unit(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

/** From the least to the most with a third on each side, and at least something. */
function around(values: Float64Array): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const aside = (high - low) / 3 || 1;
  return [low - aside, high + aside];
}
