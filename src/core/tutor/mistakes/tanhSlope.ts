import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, does, type Mistake, numberOf, sameSlip } from './mistake.ts';

const slope =
  (of: (entry: EntryAt) => number) =>
  (sending: Sending): Tensor | undefined =>
    sending.gate.name === 'tanh' ? messageBy(sending, (entry) => of(entry) * entry.upstream) : undefined;

export const tanhSlope: Mistake = {
  code: 'tanh-slope',
  title: 'tanh′ was taken without its square, or of the wrong quantity',
  prior: 0.5,
  variants: [
    { name: 'no square', share: 1, rule: { message: slope(({ out }) => 1 - out) } },
    { name: 'of the input', share: 0.6, rule: { message: slope(({ own }) => 1 - own * own) } },
    { name: 'of the output', share: 0.5, rule: { message: slope(({ out }) => 1 - Math.tanh(out) ** 2) } },
    { name: 'like sigmoid', share: 0.5, rule: { message: slope(({ out }) => (1 - out) * out) } },
    { name: 'one', share: 0.2, rule: { message: slope(() => 1) } },
  ],
  general: 'tanh′ = 1 − tanh², with tanh the value that came out',
  say: atGate((place, variant) => {
    const { out } = place;
    const value = numberOf(out);
    const slope = `1 − tanh²${value === undefined ? '' : ` with tanh = ${value}`}`;
    return variant === 'no square'
      ? `${does(place, 'uses', 'use')} 1 − tanh at ${out.name}. The square is missing: the local gradient is ${slope}.${sameSlip(place)}`
      : `${does(place, 'takes', 'take')} another slope at ${out.name}. The local gradient is ${slope}, the value that came out.${sameSlip(place)}`;
  }),
};
