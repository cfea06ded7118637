import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { filled, messageBy, messageFor, summedTo, zipped } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

function localPlusUpstream(sending: Sending): Tensor | undefined {
  const { gate, inputs, options, port, upstream, right } = sending;
  const slope = gate.scalar?.slopes[port];
  // Nobody adds at a switch or a router: there is no local gradient to speak of.
  if (gate.pattern === 'gradient router' || gate.pattern === 'gradient switch') return undefined;
  if (slope) return messageBy(sending, ({ inputs: [a, b, c], out, upstream: up }) => slope(a, b, c, out, options) + up);
  if (upstream.shape.length > 0 || inputs.some(({ shape }) => shape.length > 1)) return undefined;
  const sum = zipped(messageFor(sending, filled([], 1)), upstream, (local, up) => local + up);
  return sum && summedTo(sum, right.shape);
}

export const upstreamAdded: Mistake = {
  code: 'upstream-added',
  title: 'upstream was added to the local gradient instead of multiplied',
  prior: 0.3,
  variants: [
    { name: 'at every gate', share: 0.6, rule: { message: localPlusUpstream } },
    {
      name: 'where a gate scales',
      share: 1,
      rule: {
        message: (sending) =>
          sending.gate.pattern === 'gradient distributor' || sending.gate.name === 'neg'
            ? undefined
            : localPlusUpstream(sending),
      },
    },
  ],
  say: atGate(
    'that is local + upstream; the chain rule multiplies them.',
    ({ operand, out, arriving }) =>
      `that adds ${arriving} to the local gradient of ${out} for ${operand}. The chain rule multiplies: downstream = local × upstream.`,
  ),
};
