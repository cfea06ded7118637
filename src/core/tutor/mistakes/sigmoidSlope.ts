import type { Sending } from '../../autodiff/wrongRule.ts';
import { sigmoidAt, sigmoidSlope as slopeAt } from '../../gates/sigmoid.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, claim, does, type Mistake, numberOf, sameSlip } from './mistake.ts';

const slope =
  (of: (entry: EntryAt) => number) =>
  (sending: Sending): Tensor | undefined =>
    sending.gate.name === 'sigmoid' ? messageBy(sending, (entry) => of(entry) * entry.upstream) : undefined;

export const sigmoidSlopeMistake: Mistake = {
  code: 'sigmoid-slope',
  title: 'σ′ was left out, taken twice or of the wrong quantity',
  prior: 0.6,
  variants: [
    { name: 'of the input', share: 1, rule: { message: slope(({ own }) => own * (1 - own)) } },
    { name: 'of the output', share: 1, rule: { message: slope(({ out }) => slopeAt(out)) } },
    { name: 'value', share: 0.6, rule: { message: slope(({ out }) => out) } },
    { name: 'rest', share: 0.5, rule: { message: slope(({ own }) => sigmoidAt(-own)) } },
    { name: 'squared', share: 0.3, rule: { message: slope(({ out }) => out * out) } },
    { name: 'twice', share: 0.7, rule: { message: slope(({ out }) => ((1 - out) * out) ** 2) } },
    { name: 'one', share: 0.2, rule: { message: slope(() => 1) } },
  ],
  general: 'σ′ = (1 − σ)·σ, with σ the value that came out',
  say: atGate((place, variant) => {
    const { operand, out, given, upstream } = place;
    const value = numberOf(out);
    const used: Readonly<Record<string, readonly [string, string]>> = {
      'of the input': [`puts the input ${operand.name} into (1 − σ)·σ where the output belongs`, 'put'],
      'of the output': [
        `takes the slope at the output${value ? ` ${value}` : ''} instead of at ${operand.name}`,
        'take',
      ],
      value: [`uses the value σ${value ? ` = ${value}` : ''} where its slope belongs`, 'use'],
      rest: ['uses 1 − σ alone', 'use'],
      squared: ['uses σ²', 'use'],
      one: [`passes upstream through ${out.name} unchanged`, 'pass'],
      twice: [`multiplies by the slope of ${out.name} twice`, 'multiply'],
    };
    const [rest = 'takes another slope', plain = 'take'] = used[variant] ?? [];
    const arithmetic: Readonly<Record<string, string | undefined>> = {
      value: claim('$ · $ = $', out.number, upstream.number, given),
      rest: claim('(1 − $) · $ = $', out.number, upstream.number, given),
      squared: claim('$ · $ · $ = $', out.number, out.number, upstream.number, given),
      one: claim('1 · $ = $', upstream.number, given),
      'of the input': claim('(1 − $) · $ · $ = $', operand.number, operand.number, upstream.number, given),
    };
    return {
      text: `${does(place, rest, rest.replace(/^\w+/, plain))}. The local gradient of ${out.name} is (1 − σ)·σ${value === undefined ? '' : ` with σ = ${value}`}, the value that came out.${sameSlip(place)}`,
      claims: [arithmetic[variant]],
    };
  }),
};
