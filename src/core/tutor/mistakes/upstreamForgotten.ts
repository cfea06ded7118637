import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { filled, messageFor } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

const localAlone = (sending: Sending): Tensor => messageFor(sending, filled(sending.out.shape, 1));

export const upstreamForgotten: Mistake = {
  code: 'upstream-forgotten',
  title: 'the local gradient was not multiplied by upstream',
  prior: 0.65,
  variants: [
    { name: 'at every gate', share: 1, rule: { message: localAlone } },
    {
      name: 'where a gate scales',
      share: 0.4,
      rule: {
        message: (sending) =>
          sending.gate.pattern === 'gradient distributor' || sending.gate.pattern === 'gradient adder'
            ? undefined
            : localAlone(sending),
      },
    },
  ],
  say: atGate(
    'that is the local gradient alone; downstream = local × upstream.',
    ({ operand, out, arriving }) =>
      `that is what ${out} does with ${operand} alone, the local gradient. Downstream = local × upstream, and ${arriving} arrives at ${out}.`,
  ),
};
