import type { Sending } from '../../autodiff/wrongRule.ts';
import { gateNamed } from '../../gates/index.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { messageBy } from '../entries.ts';
import { atGate, does, type Mistake, numberOf, said, sameSlip, winner } from './mistake.ts';

const OPPOSITE: Readonly<Record<string, string>> = { max: 'min', min: 'max' };

function toLoser(sending: Sending): Tensor | undefined {
  const { gate, inputs, upstream, options, port, right, out } = sending;
  if (gate.pattern !== 'gradient router') return undefined;
  const slope = gate.scalar?.slopes[port];
  if (slope)
    return messageBy(
      sending,
      ({ inputs: [a, b, c], out: value, upstream: up }) => (1 - slope(a, b, c, value, options)) * up,
    );
  const opposite = gateNamed(OPPOSITE[gate.name] ?? '');
  if (opposite === undefined) return undefined;
  const lost = zeros(out.shape);
  opposite.value(inputs, lost, options);
  const into = zeros(right.shape);
  opposite.pullback({ inputs, out: lost, upstream, options }, [into]);
  return into;
}

/** The larger without its sign: −5 before 3. */
const bySize = (sending: Sending): Tensor | undefined =>
  sending.gate.pattern === 'gradient router' && sending.gate.scalar
    ? messageBy(sending, ({ own, other, upstream }) => (Math.abs(own) > Math.abs(other) ? upstream : 0))
    : undefined;

export const maxToLoser: Mistake = {
  code: 'max-to-loser',
  title: 'a max or min gate sent upstream to the loser',
  prior: 0.6,
  variants: [
    { name: 'loser', share: 1, rule: { message: toLoser } },
    { name: 'by size without sign', share: 0.6, rule: { message: bySize } },
  ],
  general: 'the gate is a router: all of upstream goes to the winner, nothing to the other',
  say: atGate((place, variant) => {
    const { operand, other, out, upstream, gate } = place;
    const up = numberOf(upstream) ?? upstream.name;
    if (other === undefined)
      return `${does(place, 'routes', 'route')} upstream ${up} at ${out.name} to an entry that did not win.`;
    if (gate === 'where')
      return `${does(place, 'routes', 'route')} upstream ${up} at ${out.name} the wrong way: it goes to the value that the mask picked, and the other gets 0.`;
    if (operand.number === undefined || operand.number === other.number) return undefined;
    if (variant === 'loser')
      return `${does(place, 'routes', 'route')} upstream ${up} at ${out.name} the wrong way. Of ${said(operand)} and ${said(other)} the ${winner(gate)} wins and gets all of it, the loser gets 0.${sameSlip(place)}`;
    return `${does(place, 'routes', 'route')} by size without sign at ${out.name}: ${said(operand)}, ${said(other)}. What counts is which number is ${winner(gate)} with its sign.${sameSlip(place)}`;
  }),
};
