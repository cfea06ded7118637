import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { messageBy, scaledEntries } from '../entries.ts';
import { arriving, atGate, claim, does, type Mistake, numberOf, said, sameSlip } from './mistake.ts';

const VECTORS = 1;

function own(sending: Sending): Tensor | undefined {
  const { gate, inputs, port, upstream } = sending;
  const operand = inputs[port];
  if (gate.pattern !== 'swap multiplier' || operand === undefined) return undefined;
  if (gate.scalar) return messageBy(sending, (entry) => entry.own * entry.upstream);
  const [a, b] = inputs;
  if (a?.shape.length === VECTORS && b?.shape.length === VECTORS && upstream.shape.length === 0)
    return scaledEntries(operand, upstream.data[0] ?? 0);
  return undefined;
}

/** `2 * x`: few would send x back for x there. */
const isByLiteral = ({ tape, consumer, port }: Sending): boolean => {
  const other = tape.inputsOf(consumer)[1 - port];
  return other !== undefined && tape.roleOf(other) === 'constant';
};

export const noSwap: Mistake = {
  code: 'no-swap',
  title: 'a mul gate sent back an input’s own value instead of the other one',
  prior: 0.7,
  variants: [
    { name: 'own value', share: 1, rule: { message: (sending) => (isByLiteral(sending) ? undefined : own(sending)) } },
    { name: 'own value, constants too', share: 0.8, rule: { message: own } },
  ],
  general: 'a mul gate swaps: each input gets the other input times upstream',
  say: atGate((place) => {
    const { operand, other, out, upstream, given } = place;
    const own = numberOf(operand);
    if (own === undefined || other === undefined) return undefined;
    return {
      text: `${does(place, 'uses', 'use')} ${operand.name}’s own value, ${own}, at ${out.name}. A mul gate swaps: ${operand.name} gets the other input, ${said(other)}, times ${arriving(upstream)}.${sameSlip(place)}`,
      claims: [given && claim('$ · $ = $', operand.number, upstream.number, given)],
    };
  }),
};
