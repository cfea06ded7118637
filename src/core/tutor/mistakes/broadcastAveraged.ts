import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { scaledEntries } from '../entries.ts';
import { atGate, does, type Mistake } from './mistake.ts';

function averaged({ gate, port, out, right }: Sending): Tensor | undefined {
  const stretched = right.data.length > 0 && out.data.length > right.data.length;
  return stretched && (gate.scalar || (gate.name === 'fc' && port === 2))
    ? scaledEntries(right, right.data.length / out.data.length)
    : undefined;
}

/** Where a value is added: a bias. */
const bias = (sending: Sending): Tensor | undefined =>
  sending.gate.pattern === 'gradient distributor' || sending.gate.name === 'fc' ? averaged(sending) : undefined;

export const broadcastAveraged: Mistake = {
  code: 'broadcast-averaged',
  title: 'the gradient of a broadcast value was averaged instead of summed',
  prior: 0.6,
  variants: [
    { name: 'bias', share: 1, rule: { message: bias } },
    { name: 'any', share: 0.6, rule: { message: averaged } },
  ],
  general: 'a value that broadcasting hands to many places gets the sum of their messages, not the mean',
  say: atGate((place) => {
    const { operand, count, out } = place;
    return `${does(place, 'is', 'take')} the mean of the ${count} messages for each entry of ${operand.name} at ${out.name}. Each entry was used ${count} times, so they are added: a fork like any other.`;
  }),
};
