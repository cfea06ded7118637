import { showShape } from '../base/show.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Options, ShapeProblem } from './gate.ts';
import { rearrangement } from './rearrangement.ts';

/** The sizes asked for, one of them perhaps −1 for what is left over. */
function shapeAsked(x: Shape, options: Options): Shape | ShapeProblem {
  const sizes = Array.isArray(options.sizes) ? (options.sizes as readonly number[]) : [];
  const asked = `cannot reshape ${showShape(x)} to ${showShape(sizes)}`;
  if (!('sizes' in options)) return { problem: 'reshape needs the new sizes, as in reshape(x, 2, 3)' };
  if (sizes.some((size) => !Number.isInteger(size) || size < -1))
    return { problem: `${asked}: sizes are whole numbers, or one −1 for what is left over` };
  const open = sizes.filter((size) => size === -1).length;
  const fixed = sizeOf(sizes.filter((size) => size !== -1));
  if (open > 1) return { problem: `${asked}: only one size can be −1` };
  if (open === 0)
    return fixed === sizeOf(x) ? sizes : { problem: `${asked}: there are ${sizeOf(x)} entries, and room for ${fixed}` };
  const rest = sizeOf(x) / fixed;
  return Number.isInteger(rest)
    ? sizes.map((size) => (size === -1 ? rest : size))
    : { problem: `${asked}: ${sizeOf(x)} entries do not divide into parts of ${fixed}` };
}

export const reshape = rearrangement({
  name: 'reshape',
  symbol: 'reshape',
  params: ['x'],
  options: [
    {
      name: 'sizes',
      kind: 'whole numbers',
      initial: undefined,
      meaning: 'the new shape; one size may be −1',
      positional: true,
    },
  ],
  shape: ([x = []], options) => shapeAsked(x, options),
  moves: (_inputs, out, _options, move) => move(0, 0, 1, 0, 1, sizeOf(out)),
  rules: [''],
  ruleAt: (_param, [x = []]) => `reshape(upstream${x.map((size) => `, ${size}`).join('')})`,
  prose: {
    summary: 'The same entries, row by row, in another shape.',
    insight: 'Nothing is computed: upstream is put back into the old shape.',
    latex: '\\operatorname{reshape}\\left({x}\\right)',
    pytorch: '{x}.reshape({sizes})',
    shapes: 'the sizes given must hold as many entries as there are',
  },
  examples: [
    {
      inputs: [[1, 2, 3, 4]],
      options: { sizes: [2, 2] },
      out: [
        [1, 2],
        [3, 4],
      ],
      gradients: [[1, 1, 1, 1]],
    },
  ],
});
