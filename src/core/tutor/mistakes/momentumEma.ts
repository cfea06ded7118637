import { zipped } from '../entries.ts';
import { claim, type Mistake, numberOf } from './mistake.ts';

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
  general: 'the course’s velocity is v ← β·v + dW',
  say: (place) => {
    if (place.kind !== 'update' || !place.beta || !place.past || !place.gradient) return undefined;
    const { past, gradient, beta, asks, given } = place;
    return {
      text: `that is a moving average, β·v + (1 − β)·dW with β = ${numberOf(beta) ?? beta.name}. The course’s velocity adds the whole gradient: v ← β·v + dW. (The two agree if lr is divided by 1 − β.)`,
      claims: [
        asks === 'velocity' && given
          ? claim('$ + (1 − $) · $ = $', past.number, beta.number, gradient.number, given)
          : undefined,
      ],
    };
  },
};
