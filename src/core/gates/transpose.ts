import { rearrangement } from './rearrangement.ts';

export const transpose = rearrangement({
  name: 'transpose',
  symbol: 'ᵀ',
  spelling: { kind: 'transpose' },
  params: ['a'],
  shape: ([a = []]) => a.toReversed(),
  moves([a = []], out, _options, move) {
    const columns = a.at(-1) ?? 1;
    const rows = columns === 0 ? 0 : out.reduce((size, length) => size * length, 1) / columns;
    // Row r of the operand becomes a column: its first entry stands where the reversed axes before the last put it.
    const strides = a.slice(0, -1).map((_, axis) => a.slice(0, axis).reduce((size, length) => size * length, 1));
    for (let row = 0; row < rows; row++) {
      let rest = row;
      let to = 0;
      for (let axis = a.length - 2; axis >= 0; axis--) {
        const length = a[axis] ?? 1;
        to += (rest % length) * (strides[axis] ?? 0);
        rest = Math.floor(rest / length);
      }
      move(0, row * columns, 1, to, rows, columns);
    }
  },
  rules: ['upstream.T'],
  prose: {
    summary: 'Turns rows into columns (all axes in reverse order).',
    insight: 'Entries only change places, so the gradient is upstream transposed back.',
    latex: '{{a}}^{\\top}',
    pytorch: '{a}.permute(*reversed(range({a}.dim())))',
    shapes: '(m, n) gives (n, m); a vector stays as it is',
  },
  examples: [
    {
      inputs: [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      out: [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
      gradients: [
        [
          [1, 1, 1],
          [1, 1, 1],
        ],
      ],
    },
  ],
});
