import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { OptionSpec } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { windowsOf } from './subscripts.ts';

const numbers = (name: string, meaning: string): OptionSpec => ({
  name,
  kind: 'whole numbers',
  initial: undefined,
  meaning,
  positional: false,
});

/** What subscripts are kept as, at both gates that are written with them. */
export const subscriptSpecs: readonly OptionSpec[] = [
  numbers('starts', 'for each subscript the index, or where the slice begins'),
  numbers('stops', 'for each subscript where the slice ends, exclusive'),
  numbers(
    'drops',
    'for each subscript 1 where it is an index, which drops its axis, 0 where it is a slice, 2 for a new axis',
  ),
  numbers('steps', 'for each subscript the step of its slice; left out where all are 1'),
];

export const stridesOf = (shape: Shape): readonly number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

export const subscript = rearrangement({
  name: 'index',
  symbol: '[i]',
  spelling: { kind: 'index' },
  params: ['a'],
  options: subscriptSpecs,
  shape([a = []], options) {
    const windows = windowsOf(a, options);
    if (typeof windows === 'string') return { problem: windows };
    return windows.filter((window) => window?.kind !== 'at').map((window) => window?.length ?? 1);
  },
  moves([a = []], out, options, move) {
    const all = windowsOf(a, options);
    if (typeof all === 'string' || sizeOf(out) === 0) return;
    const windows = all.filter((window) => window !== undefined);
    const strides = stridesOf(a);
    const first = windows.reduce((sum, { start }, axis) => sum + start * (strides[axis] ?? 0), 0);
    const length = windows.at(-1)?.length ?? 1;
    const step = windows.at(-1)?.step ?? 1;
    const outer = windows.slice(0, -1);
    const rows = outer.reduce((count, window) => count * window.length, 1);
    for (let row = 0; row < rows; row++) {
      let from = first;
      let rest = row;
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const here = outer[axis];
        if (here === undefined) continue;
        from += (rest % here.length) * here.step * (strides[axis] ?? 0);
        rest = Math.floor(rest / here.length);
      }
      move(0, from, step, row * length, 1, length);
    }
  },
  rules: [''],
  prose: {
    summary: 'Picks entries, rows or slices.',
    insight: 'The entries picked get upstream, all the others 0.',
    latex: '{{a}}_{[{subscripts}]}',
    pytorch: '{a}[{subscripts}]',
    shapes: 'A of (3, 4): A[0] gives (4,), A[0, 1] gives (), A[0:2] gives (2, 4), A[:, None] gives (3, 1, 4)',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      options: { starts: [1, -1], stops: [0, 0], drops: [1, 1] },
      out: 4,
      gradients: [
        [
          [0, 0],
          [0, 1],
        ],
      ],
    },
  ],
});
