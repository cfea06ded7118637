import type { Sending } from '../../autodiff/wrongRule.ts';
import { sigmoidAt, sigmoidSlope as slopeAt } from '../../gates/sigmoid.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

const slope =
  (of: (entry: EntryAt) => number) =>
  (sending: Sending): Tensor | undefined =>
    sending.gate.name === 'sigmoid' ? messageBy(sending, (entry) => of(entry) * entry.upstream) : undefined;

export const sigmoidSlope: Mistake = {
  code: 'sigmoid-slope',
  title: 'σ′ was taken of the wrong quantity',
  prior: 0.6,
  variants: [
    { name: 'of the input', share: 1, rule: { message: slope(({ own }) => own * (1 - own)) } },
    { name: 'of the output', share: 1, rule: { message: slope(({ out }) => slopeAt(out)) } },
    { name: 'value', share: 0.6, rule: { message: slope(({ out }) => out) } },
    { name: 'rest', share: 0.5, rule: { message: slope(({ own }) => sigmoidAt(-own)) } },
    { name: 'squared', share: 0.3, rule: { message: slope(({ out }) => out * out) } },
    { name: 'one', share: 0.2, rule: { message: slope(() => 1) } },
  ],
  say: atGate('σ′ = (1 − σ)·σ, with σ the value that came out.', ({ operand, out, outValue }, variant) => {
    const used: Readonly<Record<string, string>> = {
      'of the input': `that puts the input ${operand} into (1 − σ)·σ where the output belongs`,
      'of the output': `that takes the slope at the output ${outValue} instead of at ${operand}`,
      value: `that uses the value σ = ${outValue} where its slope belongs`,
      rest: 'that uses 1 − σ alone',
      squared: 'that uses σ²',
      one: `that passes upstream through ${out} unchanged`,
    };
    return `${used[variant] ?? 'that is another slope'}. The local gradient of ${out} is (1 − σ)·σ with σ = ${outValue}, the value that came out.`;
  }),
};
