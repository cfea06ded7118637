import { scaled } from '../entries.ts';
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
          return n === undefined ? undefined : scaled(sending.right, n);
        },
      },
    },
  ],
  say: atGate(
    'the 1/N of the mean is missing.',
    ({ out, count }) =>
      `that is ${count} times too large: ${out} is a mean over ${count}, and its 1/${count} belongs to the gradient too.`,
  ),
};
