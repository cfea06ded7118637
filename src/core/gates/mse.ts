import { showShape } from '../base/show.ts';
import { addSummed, broadcastTo, jointShape } from '../tensor/broadcast.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate } from './defineGate.ts';
import { type Gate, isShapeProblem, numbersLike } from './gate.ts';

function joint(shapes: readonly Shape[]): Shape {
  const shape = jointShape(shapes);
  return isShapeProblem(shape) ? [] : shape;
}

/** prediction − target, entry by entry of their joint shape. */
function errorsOf(prediction: Tensor, target: Tensor): Tensor {
  const shape = joint([prediction.shape, target.shape]);
  const errors = broadcastTo(prediction, shape).data;
  const wanted = broadcastTo(target, shape).data;
  for (let i = 0; i < errors.length; i++) errors[i] = (errors[i] ?? 0) - (wanted[i] ?? 0);
  return { shape, data: errors };
}

/** (n,) against (n, 1): every entry meets every other, where row by row was meant. */
export function comparesPairs(name: string, [a = [], b = []]: readonly Shape[]): ReturnType<NonNullable<Gate['trap']>> {
  const column = a.length === 2 && a[1] === 1 ? 0 : b.length === 2 && b[1] === 1 ? 1 : undefined;
  const other = column === 0 ? b : a;
  const rows = (column === 0 ? a : b)[0] ?? 0;
  if (column === undefined || other.length !== 1 || other[0] === 1 || rows === 1) return undefined;
  return {
    param: column,
    words: `${name} of ${showShape(a)} and ${showShape(b)} compares every entry with every other, ${rows * (other[0] ?? 0)} pairs: to compare row by row, put flatten(…) around the one of shape ${showShape([rows, 1])}`,
  };
}

export const mse = defineGate({
  name: 'mse',
  symbol: 'MSE',
  params: ['prediction', 'target'],
  pattern: undefined,
  trap: (shapes) => comparesPairs('mse', shapes),
  shape(shapes) {
    const shape = jointShape(shapes);
    return isShapeProblem(shape) ? shape : [];
  },
  value([prediction, target], out) {
    if (!prediction || !target) return;
    const errors = errorsOf(prediction, target).data;
    let total = 0;
    for (const error of errors) total += error * error;
    out.data[0] = total / errors.length;
  },
  pullback({ inputs: [prediction, target], out, upstream }, into) {
    if (!prediction || !target) return;
    const { shape, data: errors } = errorsOf(prediction, target);
    for (const [p, sign] of [1, -1].entries()) {
      const each = (2 * sign * (upstream.data[0] ?? 0)) / errors.length;
      const downstream = numbersLike(out.data, errors.length);
      for (let i = 0; i < errors.length; i++) downstream[i] = each * (errors[i] ?? 0);
      if (into[p]) addSummed(downstream, shape, into[p]);
    }
  },
  tangent({ inputs: [prediction, target] }, [dPrediction, dTarget], out) {
    if (!prediction || !target) return;
    const { shape, data: errors } = errorsOf(prediction, target);
    const up = dPrediction && broadcastTo(dPrediction, shape).data;
    const down = dTarget && broadcastTo(dTarget, shape).data;
    let moved = 0;
    for (let i = 0; i < errors.length; i++) moved += 2 * (errors[i] ?? 0) * ((up?.[i] ?? 0) - (down?.[i] ?? 0));
    out.data[0] = moved / errors.length;
  },
  kernel: { value: 'mean((prediction - target) * (prediction - target))' },
  rules: ['upstream * 2 * (prediction - target) / n', 'upstream * 2 * (target - prediction) / n'],
  counts: (shapes) => ({ n: sizeOf(joint(shapes)) }),
  expansion: 'mean((prediction - target)**2)',
  prose: {
    summary: 'The mean squared error between a prediction and its target.',
    insight: 'The gradient is twice the error, divided by the number of entries: far off means a strong pull.',
    latex: '\\operatorname{MSE}\\left({prediction}, {target}\\right)',
    pytorch: '(({prediction} - {target}) ** 2).mean()',
    shapes: 'equal shapes give (); others are broadcast first, so (n, 1) against (n,) compares every pair',
  },
  examples: [
    {
      inputs: [
        [1, 2],
        [0, 4],
      ],
      out: 2.5,
      gradients: [
        [1, -2],
        [-1, 2],
      ],
    },
  ],
});
