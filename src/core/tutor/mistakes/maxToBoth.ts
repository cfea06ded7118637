import type { Sending } from '../../autodiff/wrongRule.ts';
import { gateNamed } from '../../gates/index.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { messageBy } from '../entries.ts';
import { atGate, claim, does, type Mistake, numberOf, said, sameSlip, winner } from './mistake.ts';

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
  title: 'a max or min gate sent upstream to both inputs',
  prior: 0.9,
  variants: [{ name: 'both', share: 1, rule: { message: toAll } }],
  general: 'the gate is a router: only the winner gets upstream; where both are equal, each gets half',
  say: atGate((place) => {
    const { operand, other, out, upstream, given, gate } = place;
    const up = numberOf(upstream) ?? upstream.name;
    if (other === undefined)
      return `${does(place, 'sends', 'send')} upstream ${up} to every entry at ${out.name}. The gate is a router: only the winner gets it.`;
    if (gate === 'where')
      return `${does(place, 'lets', 'let')} ${operand.name} have upstream ${up} at ${out.name}. The gate is a router: it goes to the value that the mask picked, and the other gets 0.`;
    if (operand.number !== undefined && operand.number === other.number) return undefined;
    return {
      text: `${does(place, 'lets', 'let')} ${operand.name} have upstream ${up} at ${out.name}. The gate is a router: of ${said(operand)} and ${said(other)} only the ${winner(gate)} gets it, the other gets 0.${sameSlip(place)}`,
      claims: [given && claim('1 · $ = $', upstream.number, given)],
    };
  }),
};
