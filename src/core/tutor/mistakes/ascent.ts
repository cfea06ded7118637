import { zipped } from '../entries.ts';
import { claim, type Mistake, numberOf, said } from './mistake.ts';

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
  general: 'descent is W ← W − lr·v',
  say: (place) => {
    if (place.kind !== 'update' || place.asks !== 'step') return undefined;
    const { weights, lr, change, given } = place;
    if (!weights || !lr || !change) return undefined;
    return {
      text: `that steps uphill: ${said(weights)} plus ${numberOf(lr) ?? lr.name} times ${said(change)}. The gradient points to where the loss grows, so the step goes against it: W ← W − lr·v.`,
      claims: [given && claim('$ + $ · $ = $', weights.number, lr.number, change.number, given)],
    };
  },
};
