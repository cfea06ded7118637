import { columnsOf, findPrediction, readingOf } from '../plan/prediction.ts';
import { affordableRows, type View } from './view.ts';

const MOST_POINTS = 2000;
const LARGEST = 256;

/** The decision boundary over a plane of two features, with the data. */
export const boundary: View<'boundary'> = {
  name: 'boundary',
  fits({ plan }) {
    const found = findPrediction(plan);
    const shape = found && plan.rowSets[found.features]?.whole.shape;
    return shape?.length === 2 && shape[1] === 2;
  },
  show(request, { prepared: { plan, heldOut }, run }) {
    const found = findPrediction(plan);
    const features = found && plan.rowSets[found.features]?.whole.data;
    const targets = found && plan.rowSets[found.target]?.whole.data;
    if (found === undefined || features === undefined || targets === undefined) return undefined;
    const most = Math.floor(Math.sqrt(affordableRows(plan, LARGEST * LARGEST)));
    const size = Math.max(2, Math.min(most, Math.floor(request.size)));
    const range = rangeOf(features);
    const [xmin, xmax, ymin, ymax] = range;
    const grid = new Float32Array(size * size);
    const certainty = new Float32Array(size * size);
    const line = new Float64Array(size * 2);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        line[2 * column] = xmin + ((xmax - xmin) * column) / (size - 1);
        line[2 * column + 1] = ymin + ((ymax - ymin) * row) / (size - 1);
      }
      const predicted = run.parts.engine.predict(found.features, line, size, found.node);
      const { read } = readingOf(columnsOf(predicted.shape), targets);
      for (let column = 0; column < size; column++) {
        const one = read(predicted.data, column);
        grid[row * size + column] = one.predicted;
        certainty[row * size + column] = one.certainty;
      }
    }
    const columns = columnsOf(run.parts.engine.predict(found.features, line, size, found.node).shape);
    return {
      view: 'boundary',
      range,
      size,
      classes: readingOf(columns, targets).classes,
      grid,
      certainty,
      points: pointsOf(features, targets, heldOut),
    };
  },
};

/** The data's own range with a tenth on each side. */
export function rangeOf(features: ArrayLike<number>): readonly [number, number, number, number] {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < features.length; i++) {
    low[i % 2] = Math.min(low[i % 2] ?? 0, features[i] ?? 0);
    high[i % 2] = Math.max(high[i % 2] ?? 0, features[i] ?? 0);
  }
  const [x0 = 0, y0 = 0] = low;
  const [x1 = 0, y1 = 0] = high;
  const aside = (from: number, to: number): number => (to - from) / 10 || 1;
  return [x0 - aside(x0, x1), x1 + aside(x0, x1), y0 - aside(y0, y1), y1 + aside(y0, y1)];
}

function pointsOf(features: ArrayLike<number>, targets: ArrayLike<number>, heldOut: Int32Array) {
  const rows = features.length / 2;
  const width = targets.length / rows;
  const every = Math.max(1, Math.ceil(rows / MOST_POINTS));
  const count = Math.ceil(rows / every);
  const pick = (source: ArrayLike<number>, stride: number, offset: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => source[i * every * stride + offset] ?? 0);
  const out = new Set(heldOut);
  return {
    x: pick(features, 2, 0),
    y: pick(features, 2, 1),
    label: pick(targets, width, 0),
    held: Float32Array.from({ length: count }, (_, i) => (out.has(i * every) ? 1 : 0)),
  };
}
