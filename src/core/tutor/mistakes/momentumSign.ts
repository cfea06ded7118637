import { zipped } from '../entries.ts';
import type { Mistake } from './mistake.ts';

export const momentumSign: Mistake = {
  code: 'momentum-sign',
  title: 'the velocity has a wrong sign',
  prior: 0.6,
  variants: [
    {
      name: 'minus gradient',
      share: 1,
      update: { velocity: ({ past, gradient }) => zipped(past, gradient, (p, g) => p - g) },
    },
    {
      name: 'minus past',
      share: 0.7,
      update: { velocity: ({ past, gradient }) => zipped(past, gradient, (p, g) => g - p) },
    },
    {
      name: 'both',
      share: 0.3,
      update: { velocity: ({ past, gradient }) => zipped(past, gradient, (p, g) => -p - g) },
    },
  ],
  say: (place) =>
    place?.kind === 'update'
      ? `that gives one part of the velocity the wrong sign. The course adds both: v ← β·v + dW, here ${place.past} and ${place.gradient}; the minus stands in W ← W − lr·v.`
      : 'the course’s velocity adds both parts: v ← β·v + dW.',
};
