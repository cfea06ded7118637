import type { Sending } from '../../autodiff/wrongRule.ts';
import { sameShape, type Tensor } from '../../tensor/tensor.ts';
import { unsummedMessage } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

function leftAsItIs(sending: Sending): Tensor | undefined {
  const { gate, port, out, right, upstream, options } = sending;
  if (sameShape(right.shape, out.shape)) return undefined;
  if (gate.name === 'fc' && port === 2) return upstream;
  const slope = gate.scalar?.slopes[port];
  return (
    slope &&
    unsummedMessage(sending, ({ inputs: [a, b, c], out: value, upstream: up }) => slope(a, b, c, value, options) * up)
  );
}

export const broadcastNotSummed: Mistake = {
  code: 'broadcast-not-summed',
  title: 'the gradient of a broadcast value was left unsummed',
  prior: 0.7,
  variants: [{ name: 'left per row', share: 1, rule: { message: leftAsItIs } }],
  general: 'a value that broadcasting hands to many places gets the sum of their messages',
  say: atGate(({ operand, operandShape, outShape, count, isHere }) =>
    isHere && count === 1
      ? `that has the shape of the gate, ${outShape}. ${operand.name} has shape ${operandShape}, and its gradient too.`
      : isHere
        ? `that has one gradient for every place at which ${operand.name} was used, ${outShape}. ${operand.name} has shape ${operandShape}, and its gradient too: each entry was used ${count} times, and the ${count} messages are added.`
        : `that leaves one gradient for every place at which ${operand.name} was used at the gate with shape ${outShape}. ${operand.name} has shape ${operandShape}, and its gradient too: the messages are added.`,
  ),
};
