import { zipped } from '../entries.ts';
import { type Mistake, type MistakeVariant, numberOf, said } from './mistake.ts';

const inside = (name: string, share: number, sign: 1 | -1, step: 'added' | 'subtracted' | 'again'): MistakeVariant => ({
  name,
  share,
  update: {
    velocity: ({ past, gradient, lr }) =>
      lr === undefined ? undefined : zipped(past, gradient, (p, g) => p + sign * lr * g),
    step: ({ weights, change, lr }) =>
      zipped(weights, change, (w, v) => (step === 'added' ? w + v : step === 'subtracted' ? w - v : w - lr * v)),
  },
});

export const momentumLrInside: Mistake = {
  code: 'momentum-lr-inside',
  title: 'the learning rate was put inside the velocity',
  prior: 0.6,
  variants: [
    inside('v − lr·dW, then W + v', 1, -1, 'added'),
    inside('v + lr·dW, then W − v', 0.9, 1, 'subtracted'),
    inside('v + lr·dW, then W − lr·v', 0.5, 1, 'again'),
  ],
  general: 'the course’s form is v ← β·v + dW, W ← W − lr·v',
  say: (place) => {
    if (place.kind !== 'update' || !place.past || !place.gradient || !place.lr) return undefined;
    const { past, gradient, lr } = place;
    return `that has the learning rate ${numberOf(lr) ?? lr.name} inside the velocity, another form of momentum. The course’s is v ← β·v + dW, here ${said(past)} and ${said(gradient)}, and lr stands in W ← W − lr·v. (They part as soon as lr changes.)`;
  },
};
