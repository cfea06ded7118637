import { toWire } from '../../protocol/wire.ts';
import { columnsOf, findPrediction, readingOf } from '../plan/prediction.ts';
import { drawnRows } from '../plan/rowOrder.ts';
import type { Prepared } from '../run/prepare.ts';
import { affordableRows, type View } from './view.ts';

const MOST_POINTS = 400;
const CURVE = 200;

/** The prediction of a number: as a line through the points where there is one input, else beside its targets. */
export const fit: View<'fit'> = {
  name: 'fit',
  fits: (prepared) => foundIn(prepared) !== undefined,
  show(_request, { prepared, run }) {
    const found = foundIn(prepared);
    const { plan, trainingRows, heldOut, options } = prepared;
    if (found === undefined) return undefined;
    const { features, target, node, inputs } = found;
    const sets = [plan.rowSets[features]?.whole, plan.rowSets[target]?.whole];
    const [given, wanted] = sets.map((set) => set?.data);
    if (given === undefined || wanted === undefined) return undefined;
    const most = affordableRows(plan, MOST_POINTS);
    const [seed = 0] = options.seed;
    const [training, held] = [drawnRows(trainingRows, most, seed), drawnRows(heldOut, most, seed)];
    const rows = Int32Array.from([...training, ...held]);
    const { data } = run.parts.engine.look(rows, false).valueOf(node);
    const predicted = Float32Array.from(data.subarray(0, rows.length));
    const targets = Float32Array.from(rows, (row) => wanted[row] ?? Number.NaN);
    const over = inputs === 1 ? ('input' as const) : ('target' as const);
    const x = inputs === 1 ? Float32Array.from(rows, (row) => given[row] ?? Number.NaN) : targets;
    const rms = (from: number, to: number): number => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += ((predicted[i] ?? 0) - (targets[i] ?? 0)) ** 2;
      return Math.sqrt(sum / (to - from));
    };
    let [curveX, curveY] = [new Float32Array(0), new Float32Array(0)];
    if (inputs === 1) {
      const { low, high } = rangeOf(given);
      const aside = (high - low) / 20 || 1;
      const line = Float64Array.from(
        { length: CURVE },
        (_, i) => low - aside + ((high - low + 2 * aside) * i) / (CURVE - 1),
      );
      curveX = Float32Array.from(line);
      curveY = Float32Array.from(run.parts.engine.predict(features, line, CURVE, node).data.subarray(0, CURVE));
    }
    return {
      view: 'fit',
      over,
      name: plan.rowSets[inputs === 1 ? features : target]?.name ?? '',
      x,
      target: targets,
      predicted,
      held: Float32Array.from(rows, (_, i) => (i < training.length ? 0 : 1)),
      curveX,
      curveY,
      rows: trainingRows.length,
      heldOut: heldOut.length,
      rms: {
        training: toWire(rms(0, training.length)),
        held: held.length > 0 ? toWire(rms(training.length, rows.length)) : null,
      },
    };
  },
};

function rangeOf(values: ArrayLike<number>): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] ?? low);
    high = Math.max(high, values[i] ?? high);
  }
  return { low, high };
}

/** One number is predicted for a row: of one input whatever it means, of several only where it is no class. */
function foundIn({ plan, evaluation }: Prepared) {
  const found = findPrediction(plan);
  const [features, target] = [plan.rowSets[found?.features ?? -1]?.whole, plan.rowSets[found?.target ?? -1]];
  const tape = plan.nodes[found?.node ?? -1]?.tape;
  if (found === undefined || features === undefined || target === undefined || tape === undefined) return undefined;
  const single = columnsOf(evaluation.tape.shapeOf(tape)) === 1 && columnsOf(target.whole.shape) === 1;
  const inputs = columnsOf(features.shape);
  if (!single || target.role === 'labels') return undefined;
  return inputs === 1 || readingOf(1, target.whole.data).classes === 0 ? { ...found, inputs } : undefined;
}
