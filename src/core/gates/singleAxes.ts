import { showShape } from '../base/show.ts';
import { isAxisOf } from '../tensor/axes.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { OptionSpec } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { noSuchAxis } from './reduction.ts';

const axisOption = (meaning: string): OptionSpec => ({
  name: 'axis',
  kind: 'whole number',
  initial: undefined,
  meaning,
  positional: true,
});

const backTo = (x: Shape): string => `reshape(upstream${x.map((size) => `, ${size}`).join('')})`;
const insight = 'Nothing is computed: upstream is put back into the old shape.';

export const squeeze = rearrangement({
  name: 'squeeze',
  symbol: 'squeeze',
  params: ['x'],
  options: [axisOption('the axis of length 1 to take away; left out: all of length 1')],
  shape([x = []], { axis }) {
    if (typeof axis !== 'number') return x.filter((length) => length !== 1);
    if (!isAxisOf(x, axis)) return noSuchAxis(x, axis);
    const at = axis < 0 ? axis + x.length : axis;
    return x[at] === 1
      ? x.toSpliced(at, 1)
      : {
          problem: `squeeze takes away an axis of length 1, and axis ${axis} of shape ${showShape(x)} has length ${x[at]}`,
        };
  },
  moves: (_inputs, out, _options, move) => move(0, 0, 1, 0, 1, sizeOf(out)),
  rules: ['upstream'],
  ruleAt: (_param, [x = []]) => backTo(x),
  prose: {
    summary: 'Takes away axes of length 1.',
    insight,
    latex: '\\operatorname{squeeze}\\left({x}\\right)',
    pytorch: '{x}.squeeze({axis})',
    shapes: '(n, 1) gives (n,)',
  },
  examples: [{ inputs: [[[1], [2]]], out: [1, 2], gradients: [[[1], [1]]] }],
});

export const expandDims = rearrangement({
  name: 'expand_dims',
  symbol: 'expand',
  params: ['x'],
  options: [axisOption('where the new axis of length 1 stands; negative counts from the end')],
  shape([x = []], { axis }) {
    if (typeof axis !== 'number')
      return { problem: 'expand_dims needs the place of the new axis, as in expand_dims(x, 0)' };
    const rank = x.length + 1;
    return axis >= -rank && axis < rank
      ? x.toSpliced(axis < 0 ? axis + rank : axis, 0, 1)
      : { problem: `axis ${axis} does not exist: with a new axis ${showShape(x)} has the axes 0 to ${x.length}` };
  },
  moves: (_inputs, out, _options, move) => move(0, 0, 1, 0, 1, sizeOf(out)),
  rules: ['upstream'],
  ruleAt: (_param, [x = []]) => backTo(x),
  prose: {
    summary: 'Adds an axis of length 1.',
    insight,
    latex: '\\operatorname{expand}\\left({x}\\right)',
    pytorch: '{x}.unsqueeze({axis})',
    shapes: '(n,) gives (n, 1) with axis 1 and (1, n) with axis 0',
  },
  examples: [{ inputs: [[1, 2]], options: { axis: 1 }, out: [[1], [2]], gradients: [[1, 1]] }],
});
