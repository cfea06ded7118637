import type { Maker } from './maker.ts';
import { sizesOf } from './sizes.ts';

export const eye: Maker = {
  name: 'eye',
  signature: 'eye(size)',
  options: [],
  random: false,
  shape(given) {
    const sizes = sizesOf('eye', given);
    if ('problem' in sizes) return sizes;
    const [size] = sizes;
    return sizes.length === 1 && size !== undefined
      ? [size, size]
      : { problem: 'eye takes one size, as in eye(3), and makes a square matrix' };
  },
  fill(out) {
    const size = out.shape[0] ?? 0;
    out.data.fill(0);
    for (let i = 0; i < size; i++) out.data[i * size + i] = 1;
  },
  prose: { summary: 'The square matrix with 1 on its diagonal and 0 elsewhere.', pytorch: 'torch.eye({sizes})' },
  example: { text: 'eye(3)', shape: [3, 3] },
};
