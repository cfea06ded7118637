import { scaled } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';
import { isSoftmaxLoss } from './softmaxLoss.ts';

export const softmaxSign: Mistake = {
  code: 'softmax-sign',
  title: 'y − p was used for p − y',
  prior: 0.7,
  variants: [
    {
      name: 'turned',
      share: 1,
      rule: { message: (sending) => (isSoftmaxLoss(sending) ? scaled(sending.right, -1) : undefined) },
    },
  ],
  say: atGate(
    'that is y − p; the gradient of the scores is p − y.',
    ({ operand }) =>
      `that is y − p. The gradient of ${operand} is p − y, what the network says minus what is true: a score that is too high must come down.`,
  ),
};
