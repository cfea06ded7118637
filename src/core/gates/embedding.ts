import { showShape } from '../base/show.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { defineGate } from './defineGate.ts';

export const embedding = defineGate({
  name: 'embedding',
  symbol: 'E[ids]',
  params: ['ids', 'E'],
  differentiable: [false, true],
  pattern: 'gradient router',
  shape([ids = [], E = []]) {
    if (E.length === 0)
      return { problem: 'embedding looks rows up in a table: embedding(ids, E) with E of shape (words, features)' };
    return [...ids, ...E.slice(1)];
  },
  check([ids, E]) {
    const rows = E?.shape[0] ?? 0;
    const wrong = ids?.data.findIndex((id: number) => !Number.isInteger(id) || id < 0 || id >= rows) ?? -1;
    if (wrong < 0) return undefined;
    const id = ids?.data[wrong];
    return Number.isInteger(id)
      ? `id ${id} is out of range: E of shape ${showShape(E?.shape ?? [])} has rows 0 to ${rows - 1}`
      : `id ${id} is not a whole number: ids are numbers of rows, from 0 to ${rows - 1}`;
  },
  value([ids, E], out) {
    if (!ids || !E) return;
    const width = sizeOf(E.shape.slice(1));
    for (const [i, id] of ids.data.entries()) out.data.set(E.data.subarray(id * width, (id + 1) * width), i * width);
  },
  pullback({ inputs: [ids, E], upstream }, [, into]) {
    if (!ids || !E || !into) return;
    const width = sizeOf(E.shape.slice(1));
    for (const [i, id] of ids.data.entries())
      for (let j = 0; j < width; j++)
        into.data[id * width + j] = (into.data[id * width + j] ?? 0) + (upstream.data[i * width + j] ?? 0);
  },
  tangent({ inputs: [ids, E] }, [, moved], out) {
    out.data.fill(0);
    if (!ids || !E || !moved) return;
    const width = sizeOf(E.shape.slice(1));
    for (const [i, id] of ids.data.entries())
      out.data.set(moved.data.subarray(id * width, (id + 1) * width), i * width);
  },
  rules: ['', 'onehot(ids, words).T @ upstream'],
  ruleAt: (param, [ids = [], E = []]) =>
    param === 1 && ids.length === 1 && E.length === 2 ? 'onehot(ids, words).T @ upstream' : '',
  counts: ([, E = []]) => ({ words: E[0] ?? 0 }),
  expansion: 'onehot(ids, words) @ E',
  expansionAt: ([ids = [], E = []]) => (ids.length === 1 && E.length === 2 ? 'onehot(ids, words) @ E' : ''),
  prose: {
    summary: 'Looks up row after row of a table: the row of {E} for each id.',
    insight:
      'A row of the table gets the upstream of every place that it was copied to, added up; rows that were not looked up get 0.',
    latex: '{E}_{[{ids}]}',
    pytorch: '{E}[{ids}.long()]',
    shapes: 'ids (n,) and a table (words, features) give (n, features)',
  },
  examples: [
    {
      inputs: [
        [1, 1],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      out: [
        [3, 4],
        [3, 4],
      ],
      gradients: [
        [0, 0],
        [
          [0, 0],
          [2, 2],
        ],
      ],
    },
  ],
});
