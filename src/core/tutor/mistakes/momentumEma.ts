import { zipped } from '../entries.ts';
import type { Mistake } from './mistake.ts';

export const momentumEma: Mistake = {
  code: 'momentum-ema',
  title: 'the gradient was weighted with 1 − β, as in a moving average',
  prior: 0.6,
  variants: [
    {
      name: 'average',
      share: 1,
      update: {
        velocity: ({ past, gradient, beta }) => zipped(past, gradient, (p, g) => p + (1 - beta) * g),
      },
    },
  ],
  say: (place) =>
    place?.kind === 'update'
      ? `that is a moving average, β·v + (1 − β)·dW with β = ${place.beta}. The course’s velocity adds the whole gradient: v ← β·v + dW. (The two agree if lr is divided by 1 − β.)`
      : 'that is a moving average; the course’s velocity is v ← β·v + dW.',
};
