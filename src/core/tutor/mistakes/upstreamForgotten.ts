import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { filled, messageFor } from '../entries.ts';
import { atGate, claim, type Mistake, numberOf, said } from './mistake.ts';

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
    {
      name: 'at gates of single numbers',
      share: 0.4,
      onlyLists: true,
      rule: {
        message: (sending) =>
          sending.gate.scalar === undefined || sending.gate.pattern === 'gradient distributor'
            ? undefined
            : localAlone(sending),
      },
    },
  ],
  general: 'a local gradient alone is not enough: downstream = local × upstream',
  say: atGate((place) => {
    const { operand, out, upstream, local, isHere, given } = place;
    const reaches = `${said(upstream)} arrives at ${out.name}`;
    const what = local?.number === undefined ? '' : `, ${numberOf(local)}`;
    return isHere
      ? {
          text: `that is only the local gradient of ${out.name} with respect to ${operand.name}. Downstream = local × upstream, and ${reaches}.`,
          claims: [given && (local === undefined ? undefined : claim('1 · $ = $', local.number, given))],
        }
      : `that follows if ${out.name} sends ${operand.name} its local gradient alone${what}. Downstream = local × upstream, and ${reaches}.`;
  }),
};
