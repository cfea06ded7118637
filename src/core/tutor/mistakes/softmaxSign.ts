import { scaledEntries } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';
import { isSoftmaxLoss, scaleOf } from './softmaxLoss.ts';

export const softmaxSign: Mistake = {
  code: 'softmax-sign',
  title: 'y − p was used for p − y',
  prior: 0.85,
  variants: [
    {
      name: 'turned',
      share: 1,
      rule: { message: (sending) => (isSoftmaxLoss(sending) ? scaledEntries(sending.right, -1) : undefined) },
    },
  ],
  general: 'the gradient of the scores goes by p − y, what the network says minus what is true',
  say: atGate((place) => {
    const scale = scaleOf(place);
    if (scale === undefined) return undefined;
    return place.isHere
      ? `that is ${scale.of('y − p')}. The gradient of ${place.operand.name} is ${scale.of('p − y')}, what the network says minus what is true: a score that is too high must come down.`
      : `that follows from y − p at the scores ${place.operand.name}. Their gradient is ${scale.of('p − y')}, what the network says minus what is true: a score that is too high must come down.`;
  }),
};
