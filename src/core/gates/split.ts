import { showShape } from '../base/show.ts';
import { aroundAxis, isAxisOf } from '../tensor/axes.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Options } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { noSuchAxis } from './reduction.ts';

const numberIn = (options: Options, name: string, initial: number): number => {
  const given = options[name];
  return typeof given === 'number' ? given : initial;
};
const axisIn = (options: Options, rank: number): number => {
  const axis = numberIn(options, 'axis', -1);
  return axis < 0 ? axis + rank : axis;
};
/** Where the part lies along the axis that is split. */
function boundsOf(x: Shape, options: Options): readonly [number, number] {
  const each = (x[axisIn(options, x.length)] ?? 0) / numberIn(options, 'parts', 1);
  const part = numberIn(options, 'part', 0);
  return [part * each, (part + 1) * each];
}

/** One part of a split: `i, f, o, g = split(z, 4)` applies it four times. */
export const split = rearrangement({
  name: 'split',
  symbol: 'split',
  params: ['x'],
  options: [
    {
      name: 'parts',
      kind: 'whole number',
      initial: undefined,
      meaning: 'how many parts of equal size',
      positional: true,
    },
    {
      name: 'axis',
      kind: 'whole number',
      initial: -1,
      meaning: 'the axis that is split; negative counts from the end',
      positional: true,
    },
    {
      name: 'part',
      kind: 'whole number',
      initial: 0,
      meaning: 'which part, from 0; the names on the left take one after the other',
      positional: false,
    },
  ],
  shape([x = []], options) {
    const axis = numberIn(options, 'axis', -1);
    const parts = numberIn(options, 'parts', 0);
    if (x.length === 0) return { problem: 'split takes a tensor apart, and this is a single number' };
    if (!isAxisOf(x, axis)) return noSuchAxis(x, axis);
    if (parts < 1) return { problem: 'split needs the number of parts, as in a, b = split(x, 2)' };
    const length = x[axisIn(options, x.length)] ?? 0;
    if (length % parts !== 0)
      return {
        problem: `cannot split ${showShape(x)} into ${parts} equal parts along axis ${axisIn(options, x.length)}: ${length} is not a multiple of ${parts}`,
      };
    const part = numberIn(options, 'part', 0);
    if (part < 0 || part >= parts) return { problem: `there is no part ${part}: the parts are 0 to ${parts - 1}` };
    return x.map((size, i) => (i === axisIn(options, x.length) ? length / parts : size));
  },
  moves([x = []], _out, options, move) {
    const { outer, length, inner } = aroundAxis(x, axisIn(options, x.length));
    const [start, stop] = boundsOf(x, options);
    const run = (stop - start) * inner;
    for (let o = 0; o < outer; o++) move(0, (o * length + start) * inner, 1, o * run, 1, run);
  },
  rules: [''],
  prose: {
    summary: 'Takes a tensor apart along an axis, into parts of equal size: a, b = split(x, 2).',
    insight: 'Each part’s upstream goes back to where the part was cut out; the parts together fill the gradient.',
    latex: '\\operatorname{split}_{{part}}\\left({x}\\right)',
    pytorch: 'torch.chunk({x}, {parts}, dim={axis})[{part}]',
    shapes: '(n, 4·d) into 4 parts gives four of (n, d)',
  },
  examples: [
    { inputs: [[1, 2, 3, 4]], options: { parts: 2, axis: -1, part: 1 }, out: [3, 4], gradients: [[0, 0, 1, 1]] },
  ],
});
