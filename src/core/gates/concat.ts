import { showShape } from '../base/show.ts';
import { aroundAxis, isAxisOf } from '../tensor/axes.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { OptionSpec, Options } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { noSuchAxis } from './reduction.ts';

export const joinAxis: OptionSpec = {
  name: 'axis',
  kind: 'whole number',
  initial: 0,
  meaning: 'the axis along which they follow one another; negative counts from the end',
  positional: false,
};

const axisIn = (options: Options, rank: number): number => {
  const axis = typeof options.axis === 'number' ? options.axis : 0;
  return axis < 0 ? axis + rank : axis;
};

/** Where each operand begins and ends along the joined axis. */
const boundsOf = (inputs: readonly Shape[], axis: number, param: number): readonly [number, number] => {
  const start = inputs.slice(0, param).reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  return [start, start + (inputs[param]?.[axis] ?? 0)];
};

export const concat = rearrangement({
  name: 'concat',
  symbol: 'concat',
  params: ['a'],
  variadic: true,
  options: [joinAxis],
  shape(inputs, options) {
    const first = inputs[0] ?? [];
    const given = typeof options.axis === 'number' ? options.axis : 0;
    if (first.length === 0)
      return { problem: 'concat joins vectors and matrices; numbers are put together with stack or [a, b]' };
    if (!isAxisOf(first, given)) return noSuchAxis(first, given);
    const axis = axisIn(options, first.length);
    const odd = inputs.find(
      (shape) => shape.length !== first.length || shape.some((length, i) => i !== axis && length !== first[i]),
    );
    if (odd !== undefined)
      return {
        problem: `cannot concat ${showShape(first)} and ${showShape(odd)} along axis ${axis}: all other sizes must agree`,
      };
    const joined = inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
    return first.map((length, i) => (i === axis ? joined : length));
  },
  moves(inputs, out, options, move) {
    const axis = axisIn(options, out.length);
    const { outer, length, inner } = aroundAxis(out, axis);
    let start = 0;
    for (const [param, shape] of inputs.entries()) {
      const run = (shape[axis] ?? 0) * inner;
      for (let o = 0; o < outer; o++) move(param, o * run, 1, o * length * inner + start, 1, run);
      start += run;
    }
  },
  rules: ['upstream[start:stop]'],
  ruleAt(param, inputs, options) {
    const axis = axisIn(options, inputs[0]?.length ?? 1);
    return `upstream[${':, '.repeat(axis)}${boundsOf(inputs, axis, param).join(':')}]`;
  },
  prose: {
    summary: 'Puts tensors one after the other along an axis.',
    insight: 'Each operand gets back the piece of upstream that stands where its entries went.',
    latex: '\\left[{all}\\right]',
    pytorch: 'torch.cat([{all}], dim={axis})',
    shapes: '(2, 3) and (4, 3) give (6, 3) along axis 0; the other sizes must agree',
  },
  examples: [{ inputs: [[1, 2], [3]], options: { axis: 0 }, out: [1, 2, 3], gradients: [[1, 1], [1]] }],
});
