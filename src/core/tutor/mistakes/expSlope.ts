import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

const slope =
  (of: (entry: EntryAt) => number) =>
  (sending: Sending): Tensor | undefined =>
    sending.gate.name === 'exp' ? messageBy(sending, (entry) => of(entry) * entry.upstream) : undefined;

export const expSlope: Mistake = {
  code: 'exp-slope',
  title: 'exp was given the slope of something else',
  prior: 0.6,
  variants: [
    { name: 'one', share: 1, rule: { message: slope(() => 1) } },
    { name: 'power rule', share: 1, rule: { message: slope(({ own }) => own * Math.exp(own - 1)) } },
    { name: 'x·exp', share: 0.6, rule: { message: slope(({ own, out }) => own * out) } },
    { name: 'x', share: 0.3, rule: { message: slope(({ own }) => own) } },
  ],
  say: atGate('exp is its own slope.', ({ operand, out, outValue }, variant) =>
    variant === 'one'
      ? `that passes upstream through ${out} as if its slope were 1. exp is its own slope: the local gradient is the value that came out, ${outValue}.`
      : `that treats ${out} like a power of ${operand}. exp is its own slope: the local gradient is the value that came out, ${outValue}.`,
  ),
};
