import { isPrinted } from '../../base/printedArithmetic.ts';
import { showNumber } from '../../base/show.ts';
import { scaledEntries } from '../entries.ts';
import { meanCount } from './meanCount.ts';
import { atGate, type Mistake } from './mistake.ts';

export const meanForgotten: Mistake = {
  code: 'mean-forgotten',
  title: 'the 1/N of a mean was left out',
  prior: 0.7,
  variants: [
    {
      name: 'left out',
      share: 1,
      rule: {
        message: (sending) => {
          const n = meanCount(sending);
          return n === undefined ? undefined : scaledEntries(sending.right, n);
        },
      },
    },
  ],
  general: 'the 1/N of a mean belongs to the gradient too',
  say: atGate(({ out, times, also, sending }) => {
    const n = meanCount(sending);
    if (n === undefined) return undefined;
    const here = `the 1/${n} at ${out.name} belongs to the gradient too`;
    return times !== undefined && isPrinted(times, showNumber(n)) && also.length === 0
      ? `that is ${n} times too large: ${here}.`
      : `the 1/N of a mean is missing: ${here}${also.length > 0 ? `, and so does that of ${also.join(' and ')}` : ''}.`;
  }),
};
