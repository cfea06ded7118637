import { zipped } from '../entries.ts';
import type { Mistake } from './mistake.ts';

export const ascent: Mistake = {
  code: 'ascent',
  title: 'the step went uphill',
  prior: 0.7,
  variants: [
    {
      name: 'plus',
      share: 1,
      update: { step: ({ weights, change, lr }) => zipped(weights, change, (w, v) => w + lr * v) },
    },
  ],
  say: (place) =>
    place?.kind === 'update'
      ? `that steps uphill: ${place.weights} plus ${place.lr} times ${place.change}. The gradient points to where the loss grows, so the step goes against it: W ← W − lr·v.`
      : 'that steps uphill; descent is W ← W − lr·v.',
};
