import { scaled } from '../entries.ts';
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
          return n === undefined ? undefined : scaled(sending.right, 1 / n);
        },
      },
    },
  ],
  say: atGate(
    'the 1/N of the mean was applied twice.',
    ({ out, count }) =>
      `that is ${count} times too small: the 1/${count} of ${out} was applied once more. It belongs to the loss alone; what flows back from there already carries it.`,
  ),
};
