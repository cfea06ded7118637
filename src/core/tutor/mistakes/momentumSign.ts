import { zipped } from '../entries.ts';
import { claim, type Mistake, said } from './mistake.ts';

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
  general: 'the course’s velocity adds both parts: v ← β·v + dW',
  say: (place, variant) => {
    if (place.kind !== 'update' || !place.past || !place.gradient) return undefined;
    const { past, gradient, asks, given } = place;
    const form = { 'minus gradient': '$ − $ = $', 'minus past': '−$ + $ = $' }[variant] ?? '−$ − $ = $';
    return {
      text: `that gives one part of the velocity the wrong sign. The course adds both: v ← β·v + dW, here ${said(past)} and ${said(gradient)}; the minus stands in W ← W − lr·v.`,
      claims: [asks === 'velocity' && given ? claim(form, past.number, gradient.number, given) : undefined],
    };
  },
};
