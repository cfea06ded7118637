import { showShape } from '../base/show.ts';
import { aroundAxis } from '../tensor/axes.ts';
import { type Shape, sameShape } from '../tensor/tensor.ts';
import { joinAxis } from './concat.ts';
import type { Move, Options, ShapeProblem } from './gate.ts';
import { rearrangement } from './rearrangement.ts';

/** Operands of one shape along a new axis. */
export function stackedShape(inputs: readonly Shape[], axis: number, called: string): Shape | ShapeProblem {
  const first = inputs[0] ?? [];
  const odd = inputs.findIndex((shape) => !sameShape(shape, first));
  if (odd >= 0)
    return {
      problem: `${called} must be of equal shape: number 1 is ${showShape(first)}, number ${odd + 1} is ${showShape(inputs[odd] ?? [])}`,
    };
  if (!Number.isInteger(axis) || axis < -first.length - 1 || axis > first.length)
    return {
      problem: `axis ${axis} does not exist: stacking shape ${showShape(first)} makes the axes 0 to ${first.length}`,
    };
  return first.toSpliced(axis < 0 ? axis + first.length + 1 : axis, 0, inputs.length);
}

export function stackMoves(inputs: readonly Shape[], out: Shape, axis: number, move: Move): void {
  const { outer, length, inner } = aroundAxis(out, axis);
  for (let param = 0; param < inputs.length; param++)
    for (let o = 0; o < outer; o++) move(param, o * inner, 1, (o * length + param) * inner, 1, inner);
}

const axisIn = (options: Options): number => (typeof options.axis === 'number' ? options.axis : 0);

export const stack = rearrangement({
  name: 'stack',
  symbol: 'stack',
  params: ['a'],
  variadic: true,
  options: [{ ...joinAxis, meaning: 'where the new axis stands; negative counts from the end' }],
  shape: (inputs, options) => stackedShape(inputs, axisIn(options), 'what stack puts together'),
  moves: (inputs, out, options, move) => stackMoves(inputs, out, axisIn(options), move),
  rules: [''],
  ruleAt(param, inputs, options) {
    const rank = inputs[0]?.length ?? 0;
    const axis = axisIn(options) < 0 ? axisIn(options) + rank + 1 : axisIn(options);
    return `upstream[${':, '.repeat(axis)}${param}]`;
  },
  prose: {
    summary: 'Puts tensors of one shape together along a new axis.',
    insight: 'Each operand gets back the slice of upstream that it became.',
    latex: '\\operatorname{stack}\\left({all}\\right)',
    pytorch: 'torch.stack([{all}], dim={axis})',
    shapes: 'two of (3,) give (2, 3); shapes must be equal',
  },
  examples: [
    {
      inputs: [
        [1, 2],
        [3, 4],
      ],
      options: { axis: 1 },
      out: [
        [1, 3],
        [2, 4],
      ],
      gradients: [
        [1, 1],
        [1, 1],
      ],
    },
  ],
});
