import type { Sending } from '../../autodiff/wrongRule.ts';
import { gateNamed } from '../../gates/index.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

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
  title: 'max sent upstream to the loser',
  prior: 0.6,
  variants: [
    { name: 'loser', share: 1, rule: { message: toLoser } },
    { name: 'by size without sign', share: 0.6, rule: { message: bySize } },
  ],
  say: atGate(
    'a max gate is a router: all of upstream goes to the winner, nothing to the other.',
    ({ out, operand, operandValue, other, otherValue, upstream }, variant) =>
      other === ''
        ? `that routes upstream ${upstream} at ${out} to an entry that did not win.`
        : variant === 'loser'
          ? `that routes upstream ${upstream} at ${out} the wrong way. ${operand} = ${operandValue} stands beside ${other} = ${otherValue}: the winner gets all of it, the loser 0.`
          : `that routes by size without sign at ${out}: ${operand} = ${operandValue}, ${other} = ${otherValue}. What counts is which number is greater, and a negative one is small.`,
  ),
};
