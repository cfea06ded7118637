import type { Maker } from './maker.ts';
import { sizesOf } from './sizes.ts';

const filled = (name: string, value: number, pytorch: string): Maker => ({
  name,
  signature: `${name}(rows, columns, …)`,
  options: [],
  random: false,
  shape: (given) => sizesOf(name, given),
  fill: (out) => {
    out.data.fill(value);
  },
  prose: { summary: `A tensor with ${value} in every entry.`, pytorch },
  example: { text: `${name}(2, 3)`, shape: [2, 3] },
});

export const zerosMaker = filled('zeros', 0, 'torch.zeros({sizes})');
export const ones = filled('ones', 1, 'torch.ones({sizes})');
