import { showShape } from '../base/show.ts';
import { isAxisOf } from '../tensor/axes.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Move, OptionSpec, Options, ShapeProblem } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { noSuchAxis } from './reduction.ts';

/** Axis k of the result is axis order[k] of the operand. */
function permuted(x: Shape, order: readonly number[], move: Move): void {
  const out = order.map((axis) => x[axis] ?? 1);
  const strides = x.map((_, axis) => sizeOf(out.slice(order.indexOf(axis) + 1)));
  const width = x.at(-1) ?? 1;
  const rows = width === 0 ? 0 : sizeOf(x) / width;
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let to = 0;
    for (let axis = x.length - 2; axis >= 0; axis--) {
      const length = x[axis] ?? 1;
      to += (rest % length) * (strides[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    move(0, row * width, 1, to, strides.at(-1) ?? 1, width);
  }
}

function orderIn(x: Shape, options: Options): readonly number[] | ShapeProblem {
  const given = options.axes;
  if (typeof given !== 'object') return x.map((_, axis) => axis).reverse();
  const missing = given.find((axis) => !isAxisOf(x, axis));
  if (missing !== undefined) return noSuchAxis(x, missing);
  const order = given.map((axis) => (axis < 0 ? axis + x.length : axis));
  const asked = `transpose of ${showShape(x)} with the axes ${given.join(', ')}`;
  if (order.length !== x.length || new Set(order).size !== order.length)
    return {
      problem:
        order.length === 2
          ? `${asked}: all ${x.length} axes are named in their new order; to swap two of them write swapaxes(x, ${given.join(', ')})`
          : `${asked}: each of the ${x.length} axes is named once, in the new order`,
    };
  // NumPy's order (0, 1) leaves a matrix as it is, PyTorch's transpose(x, 0, 1) swaps: neither is taken for the other.
  return order.length === 2 && order[0] === 0
    ? { problem: `${asked} leaves it as it is: to swap the axes write x.T` }
    : order;
}

export const permute = rearrangement({
  name: 'permute',
  symbol: 'permute',
  spelling: { kind: 'call', name: 'transpose' },
  params: ['x'],
  options: [
    {
      name: 'axes',
      kind: 'whole numbers',
      initial: undefined,
      meaning: 'the axes in their new order; left out: all in reverse',
      positional: true,
    },
  ],
  shape([x = []], options) {
    const order = orderIn(x, options);
    return 'problem' in order ? order : order.map((axis) => x[axis] ?? 1);
  },
  moves([x = []], _out, options, move) {
    const order = orderIn(x, options);
    if (!('problem' in order)) permuted(x, order, move);
  },
  rules: ['transpose(upstream, axes)'],
  ruleAt(_param, [x = []], options) {
    const order = orderIn(x, options);
    if ('problem' in order || x.length < 2) return 'upstream';
    if (order.every((axis, k) => axis === x.length - 1 - k)) return 'upstream.T';
    return `transpose(upstream, ${x.map((_, axis) => order.indexOf(axis)).join(', ')})`;
  },
  pytorchAt: ([x = []], options) =>
    typeof options.axes === 'object'
      ? '{x}.permute({axes})'
      : x.length < 2
        ? '{x}'
        : '{x}.permute(*reversed(range({x}.dim())))',
  prose: {
    summary: 'Puts the axes in another order: transpose(x, 0, 2, 1) swaps the last two of three.',
    insight: 'Entries only change places, so the gradient is upstream with its axes put back.',
    latex: '\\operatorname{transpose}\\left({x}\\right)',
    pytorch: '{x}.permute({axes})',
    shapes: '(2, 3, 4) with the axes 0, 2, 1 gives (2, 4, 3)',
  },
  examples: [
    {
      inputs: [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
      options: { axes: [0, 2, 1] },
      out: [
        [
          [1, 3],
          [2, 4],
        ],
      ],
      gradients: [
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
      ],
    },
  ],
});

const axisOption = (name: string): OptionSpec => ({
  name,
  kind: 'whole number',
  initial: undefined,
  meaning: 'one of the two axes that change places; negative counts from the end',
  positional: true,
});

function swapIn(x: Shape, { axis1, axis2 }: Options): readonly number[] | ShapeProblem {
  if (typeof axis1 !== 'number' || typeof axis2 !== 'number')
    return { problem: 'swapaxes needs both axes, as in swapaxes(x, 1, 2)' };
  for (const axis of [axis1, axis2]) if (!isAxisOf(x, axis)) return noSuchAxis(x, axis);
  const [i, j] = [axis1, axis2].map((axis) => (axis < 0 ? axis + x.length : axis));
  return x.map((_, axis) => (axis === i ? (j ?? 0) : axis === j ? (i ?? 0) : axis));
}

export const swapaxes = rearrangement({
  name: 'swapaxes',
  symbol: 'swap',
  params: ['x'],
  options: [axisOption('axis1'), axisOption('axis2')],
  shape([x = []], options) {
    const order = swapIn(x, options);
    return 'problem' in order ? order : order.map((axis) => x[axis] ?? 1);
  },
  moves([x = []], _out, options, move) {
    const order = swapIn(x, options);
    if (!('problem' in order)) permuted(x, order, move);
  },
  rules: ['swapaxes(upstream, axis1, axis2)'],
  prose: {
    summary: 'Swaps two axes.',
    insight: 'Entries only change places, so the gradient is upstream with the two axes swapped back.',
    latex: '\\operatorname{swapaxes}\\left({x}\\right)',
    pytorch: '{x}.swapaxes({axis1}, {axis2})',
    shapes: '(2, 3, 4) with the axes 1 and 2 gives (2, 4, 3)',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      options: { axis1: 0, axis2: 1 },
      out: [
        [1, 3],
        [2, 4],
      ],
      gradients: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
  ],
});
