import type { Sending } from '../../autodiff/wrongRule.ts';
import { gateNamed } from '../../gates/index.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

function toAll(sending: Sending): Tensor | undefined {
  const { gate, inputs, out, upstream, options, right } = sending;
  if (gate.pattern !== 'gradient router') return undefined;
  if (gate.scalar) return messageBy(sending, (entry) => entry.upstream);
  const into = zeros(right.shape);
  gateNamed('sum')?.pullback({ inputs, out, upstream, options }, [into]);
  return into;
}

export const maxToBoth: Mistake = {
  code: 'max-to-both',
  title: 'max sent upstream to both inputs',
  prior: 0.9,
  variants: [{ name: 'both', share: 1, rule: { message: toAll } }],
  say: atGate(
    'a max gate is a router: only the winner gets upstream.',
    ({ out, operand, operandValue, other, otherValue, upstream }) =>
      other === ''
        ? `that sends upstream ${upstream} to every entry at ${out}. The gate is a router: only the winner gets it.`
        : `that lets ${operand} have upstream ${upstream} at ${out}. The gate is a router: of ${operand} = ${operandValue} and ${other} = ${otherValue} only the winner gets it, the other gets 0.`,
  ),
};
