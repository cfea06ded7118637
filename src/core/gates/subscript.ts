import { showShape } from '../base/show.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { OptionSpec, Options } from './gate.ts';
import { rearrangement } from './rearrangement.ts';
import { subscriptsIn } from './subscripts.ts';

interface Window {
  readonly start: number;
  readonly length: number;
  readonly dropped: boolean;
}

/** Python's rules: negatives count from the end, and slices stop at the border. An index must exist. */
function windowsOf(shape: Shape, options: Options): readonly Window[] | string {
  const subscripts = subscriptsIn(options);
  if (subscripts.length > shape.length)
    return shape.length === 0
      ? 'a number, of shape (), has no entries to pick from'
      : `${subscripts.length} subscripts are too many for shape ${showShape(shape)}`;
  const windows: Window[] = [];
  for (const [axis, length] of shape.entries()) {
    const part = subscripts[axis] ?? { start: undefined, stop: undefined };
    if ('at' in part) {
      if (!Number.isInteger(part.at)) return `an index is a whole number, not ${part.at}`;
      if (part.at < -length || part.at >= length)
        return `index ${part.at} is outside axis ${axis} of shape ${showShape(shape)}, which runs from 0 to ${length - 1}`;
      windows.push({ start: part.at < 0 ? part.at + length : part.at, length: 1, dropped: true });
      continue;
    }
    const bound = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
    if (![part.start ?? 0, part.stop ?? 0].every(Number.isInteger))
      return 'a slice runs between whole numbers, as in A[1:3]';
    const start = bound(part.start ?? 0);
    windows.push({ start, length: Math.max(0, bound(part.stop ?? length) - start), dropped: false });
  }
  return windows;
}

const numbers = (name: string, meaning: string): OptionSpec => ({
  name,
  kind: 'whole numbers',
  initial: undefined,
  meaning,
  positional: false,
});

export const subscript = rearrangement({
  name: 'index',
  symbol: '[i]',
  spelling: { kind: 'index' },
  params: ['a'],
  options: [
    numbers('starts', 'for each subscript the index, or where the slice begins'),
    numbers('stops', 'for each subscript where the slice ends, exclusive'),
    numbers('drops', 'for each subscript 1 where it is an index, which drops its axis, and 0 where it is a slice'),
  ],
  shape([a = []], options) {
    const windows = windowsOf(a, options);
    if (typeof windows === 'string') return { problem: windows };
    return windows.filter(({ dropped }) => !dropped).map(({ length }) => length);
  },
  moves([a = []], out, options, move) {
    const windows = windowsOf(a, options);
    if (typeof windows === 'string' || sizeOf(out) === 0) return;
    const strides = a.map((_, axis) => sizeOf(a.slice(axis + 1)));
    const first = windows.reduce((sum, { start }, axis) => sum + start * (strides[axis] ?? 0), 0);
    const length = windows.at(-1)?.length ?? 1;
    const outer = windows.slice(0, -1).map((window) => window.length);
    const rows = sizeOf(outer);
    for (let row = 0; row < rows; row++) {
      let from = first;
      let rest = row;
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const here = outer[axis] ?? 1;
        from += (rest % here) * (strides[axis] ?? 0);
        rest = Math.floor(rest / here);
      }
      move(0, from, 1, row * length, 1, length);
    }
  },
  rules: [''],
  prose: {
    summary: 'Picks entries, rows or slices.',
    insight: 'The entries picked get upstream, all the others 0.',
    latex: '{{a}}_{[{subscripts}]}',
    pytorch: '{a}[{subscripts}]',
    shapes: 'A of (3, 4): A[0] gives (4,), A[0, 1] gives (), A[0:2] gives (2, 4)',
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
