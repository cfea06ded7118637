import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Options } from './gate.ts';
import { rearrangement } from './rearrangement.ts';

const repsIn = ({ reps }: Options): readonly number[] =>
  typeof reps === 'object' ? reps : typeof reps === 'number' ? [reps] : [];

/** Shape and repetitions, both as long as the longer of the two, as in NumPy. */
function padded(x: Shape, options: Options): { readonly shape: Shape; readonly reps: readonly number[] } {
  const reps = repsIn(options);
  const rank = Math.max(x.length, reps.length);
  return {
    shape: [...new Array<number>(rank - x.length).fill(1), ...x],
    reps: [...new Array<number>(rank - reps.length).fill(1), ...reps],
  };
}

export const tile = rearrangement({
  name: 'tile',
  symbol: 'tile',
  params: ['x'],
  pattern: 'gradient adder',
  options: [
    {
      name: 'reps',
      kind: 'whole numbers',
      initial: undefined,
      meaning: 'how often it is repeated along each axis, the last one last',
      positional: true,
    },
  ],
  shape([x = []], options) {
    const { shape, reps } = padded(x, options);
    if (repsIn(options).length === 0) return { problem: 'tile needs how often, as in tile(x, 2) or tile(x, 3, 1)' };
    const wrong = reps.find((rep) => rep < 0);
    return wrong === undefined
      ? shape.map((length, axis) => length * (reps[axis] ?? 1))
      : { problem: `tile repeats a whole number of times from 0, not ${wrong}` };
  },
  moves([x = []], out, options, move) {
    const { shape } = padded(x, options);
    const width = shape.at(-1) ?? 1;
    if (sizeOf(out) === 0) return;
    const runs = sizeOf(out) / width;
    const columns = (out.at(-1) ?? 1) / width;
    for (let run = 0; run < runs; run++) {
      let rest = Math.floor(run / columns);
      let from = 0;
      let stride = width;
      for (let axis = shape.length - 2; axis >= 0; axis--) {
        from += ((rest % (out[axis] ?? 1)) % (shape[axis] ?? 1)) * stride;
        rest = Math.floor(rest / (out[axis] ?? 1));
        stride *= shape[axis] ?? 1;
      }
      move(0, from, 1, run * width, 1, width);
    }
  },
  rules: [''],
  ruleAt(_param, [x = []], options) {
    const { reps } = padded(x, options);
    // Repeated along new axes only: upstream has one axis more, which summing takes away again.
    return reps.length === 1 && x.length === 1 ? `sum(reshape(upstream, ${reps[0]}, ${x[0]}), axis=0)` : '';
  },
  prose: {
    summary: 'Repeats a tensor along its axes, as NumPy’s tile does.',
    insight: 'A fork: every entry was copied to several places and gets back the sum of their upstreams.',
    latex: '\\operatorname{tile}\\left({x}\\right)',
    pytorch: 'torch.tile({x}, ({reps},))',
    shapes: '(2,) repeated 3 times gives (6,); (2,) with 3, 1 gives (3, 2)',
  },
  examples: [{ inputs: [[1, 2]], options: { reps: [2] }, out: [1, 2, 1, 2], gradients: [[2, 2]] }],
});
