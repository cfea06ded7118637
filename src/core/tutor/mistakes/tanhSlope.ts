import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

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
  say: atGate('tanh′ = 1 − tanh².', ({ out, outValue }, variant) =>
    variant === 'no square'
      ? `that uses 1 − tanh at ${out}. The square is missing: the local gradient is 1 − tanh² with tanh = ${outValue}.`
      : `that is another slope. The local gradient of ${out} is 1 − tanh² with tanh = ${outValue}, the value that came out.`,
  ),
};
