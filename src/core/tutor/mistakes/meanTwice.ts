import { isPrinted } from '../../base/printedArithmetic.ts';
import { showNumber } from '../../base/show.ts';
import { scaledEntries } from '../entries.ts';
import { meanCount } from './meanCount.ts';
import { atGate, type Mistake } from './mistake.ts';

export const meanTwice: Mistake = {
  code: 'mean-twice',
  title: 'the 1/N of a mean was applied twice',
  prior: 0.45,
  variants: [
    {
      name: 'twice',
      share: 1,
      rule: {
        message: (sending) => {
          const n = meanCount(sending);
          return n === undefined ? undefined : scaledEntries(sending.right, 1 / n);
        },
      },
    },
  ],
  general: 'the 1/N belongs to the loss alone; what flows back from there already carries it',
  say: atGate(({ out, times, also, sending }) => {
    const n = meanCount(sending);
    if (n === undefined) return undefined;
    const here = `the 1/${n} at ${out.name} was applied once more. It belongs to the loss alone; what flows back from there already carries it.`;
    return times !== undefined && isPrinted(1 / times, showNumber(n)) && also.length === 0
      ? `that is ${n} times too small: ${here}`
      : here;
  }),
};
