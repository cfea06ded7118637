import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, does, type Mistake, numberOf, sameSlip } from './mistake.ts';

const slope =
  (of: (entry: EntryAt) => number) =>
  (sending: Sending): Tensor | undefined =>
    sending.gate.name === 'exp' ? messageBy(sending, (entry) => of(entry) * entry.upstream) : undefined;

/** `2 ** x`: the learner takes it for a power of x. */
const asPower = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'pow' && sending.port === 1
    ? messageBy(sending, ({ inputs: [base, x], upstream }) => x * base ** (x - 1) * upstream)
    : undefined;
const withoutLog = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'pow' && sending.port === 1
    ? messageBy(sending, ({ out, upstream }) => out * upstream)
    : undefined;
/** x² for 2ˣ. */
const asSquare = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'pow' && sending.port === 1
    ? messageBy(sending, ({ inputs: [base, x], upstream }) => base * x ** (base - 1) * upstream)
    : undefined;

export const expSlope: Mistake = {
  code: 'exp-slope',
  title: 'an exponential was given the slope of something else',
  prior: 0.6,
  variants: [
    { name: 'one', share: 1, rule: { message: slope(() => 1) } },
    { name: 'power rule', share: 1, rule: { message: slope(({ own }) => own * Math.exp(own - 1)) } },
    { name: 'x·exp', share: 0.6, rule: { message: slope(({ own, out }) => own * out) } },
    { name: 'x', share: 0.3, rule: { message: slope(({ own }) => own) } },
    { name: 'power of the base', share: 1, rule: { message: asPower } },
    { name: 'ln missing', share: 1, rule: { message: withoutLog } },
    { name: 'power of x', share: 0.6, rule: { message: asSquare } },
  ],
  general: 'exp is its own slope, and b^x has the slope b^x · ln b',
  say: atGate((place, variant) => {
    const { operand, out, gate, local } = place;
    if (gate === 'pow') {
      const slope = `the slope of b^x is b^x · ln b${local ? `, here ${local.name}` : ''}`;
      return variant === 'ln missing'
        ? `${does(place, 'leaves', 'leave')} out the logarithm at ${out.name}: ${slope}.${sameSlip(place)}`
        : `${does(place, 'uses', 'use')} the power rule at ${out.name}, but ${operand.name} stands in the exponent: ${slope}.${sameSlip(place)}`;
    }
    const value = numberOf(out);
    const slope = `exp is its own slope: the local gradient is the value that came out${value === undefined ? '' : `, ${value}`}.`;
    return variant === 'one'
      ? `${does(place, 'passes', 'pass')} upstream through ${out.name} as if its slope were 1. ${slope}${sameSlip(place)}`
      : `${does(place, 'treats', 'treat')} ${out.name} like a power of ${operand.name}. ${slope}${sameSlip(place)}`;
  }),
};
