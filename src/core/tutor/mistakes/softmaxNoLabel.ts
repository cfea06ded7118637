import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapped } from '../entries.ts';
import { atGate, does, type Mistake } from './mistake.ts';
import { isSoftmaxLoss, scaleOf } from './softmaxLoss.ts';

/** `p`, without the 1 of the right class taken off. */
function probabilities(sending: Sending): Tensor | undefined {
  if (!isSoftmaxLoss(sending)) return undefined;
  const { gate, out, upstream, right } = sending;
  const width = right.shape.at(-1) ?? 1;
  if (gate.name === 'cross_entropy')
    return withLabel(sending, (entry, isLabel, share) => (isLabel ? entry + share : entry));
  const probability = (at: number): number =>
    gate.name === 'softmax' ? (out.data[at] ?? 0) : Math.exp(out.data[at] ?? 0);
  return mapped(right, (_, at) => {
    const from = at - (at % width);
    let sum = 0;
    for (let j = from; j < from + width; j++)
      sum += (upstream.data[j] ?? 0) * (gate.name === 'softmax' ? (out.data[j] ?? 0) : 1);
    return -probability(at) * sum;
  });
}

function withLabel(
  { inputs, upstream, right }: Sending,
  of: (entry: number, isLabel: boolean, share: number) => number,
): Tensor {
  const labels = inputs[1]?.data ?? [];
  const width = right.shape.at(-1) ?? 1;
  const share = (upstream.data[0] ?? 0) / Math.max(1, labels.length);
  return mapped(right, (entry, at) => of(entry, labels[Math.floor(at / width)] === at % width, share));
}

/** 1 taken off every class. */
const everyClass = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'cross_entropy' && sending.port === 0
    ? withLabel(sending, (entry, isLabel, share) => (isLabel ? entry : entry - share))
    : undefined;

export const softmaxNoLabel: Mistake = {
  code: 'softmax-no-label',
  title: 'the label was not subtracted from the probabilities',
  prior: 0.6,
  variants: [
    { name: 'p', share: 1, rule: { message: probabilities } },
    { name: 'every class', share: 0.4, rule: { message: everyClass } },
  ],
  general: 'the gradient of the scores goes by p − y, not by p alone',
  say: atGate((place, variant) => {
    const scale = scaleOf(place);
    if (scale === undefined) return undefined;
    const right = `The gradient of ${place.operand.name} is ${scale.of('p − y')}`;
    if (variant === 'every class')
      return `${does(place, 'takes', 'take')} 1 off every class${scale.words}. ${right}, and y is 1 for the right class only.`;
    return place.isHere
      ? `that is ${scale.of('p')}, the probabilities alone. ${right}: 1 is taken off the right class.`
      : `that follows from p, the probabilities alone, at the scores ${place.operand.name}. ${right}: 1 is taken off the right class.`;
  }),
};
