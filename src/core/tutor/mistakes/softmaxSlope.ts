import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapped } from '../entries.ts';
import { atGate, does, type Mistake } from './mistake.ts';

/** The probabilities that a gate gives or works with; undefined for gates without any. */
function probabilitiesAt({ gate, port, out, inputs }: Sending): Tensor | undefined {
  if (port !== 0) return undefined;
  if (gate.name === 'softmax') return out;
  if (gate.name === 'log_softmax') return mapped(out, Math.exp);
  return gate.name === 'cross_entropy' && inputs[0] ? softmaxOf(inputs[0]) : undefined;
}

function softmaxOf(scores: Tensor): Tensor {
  const width = scores.shape.at(-1) ?? 1;
  const rows = mapped(scores, (entry, at) => {
    const from = at - (at % width);
    return Math.exp(entry - Math.max(...scores.data.subarray(from, from + width)));
  });
  return mapped(rows, (entry, at) => {
    const from = at - (at % width);
    let sum = 0;
    for (let i = from; i < from + width; i++) sum += rows.data[i] ?? 0;
    return entry / sum;
  });
}

/** p·(1 − p) times upstream, as if each output depended on its own score only. */
const diagonal = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'softmax' && sending.port === 0
    ? mapped(sending.out, (p, at) => p * (1 - p) * (sending.upstream.data[at] ?? 0))
    : undefined;

const alone = (sending: Sending): Tensor | undefined => {
  const p = probabilitiesAt(sending);
  return p && mapped(p, (entry) => entry * (1 - entry));
};

/** p − y already is the gradient of the scores: the slope of the softmax is in it. */
const again = (sending: Sending): Tensor | undefined => {
  const p = probabilitiesAt(sending);
  return p && mapped(sending.right, (entry, at) => entry * (p.data[at] ?? 0) * (1 - (p.data[at] ?? 0)));
};

/** A slope with the score in the place of the probability. */
const atScores =
  (slope: (entry: { readonly p: number; readonly z: number }) => number) =>
  ({ gate, port, out, inputs, upstream }: Sending): Tensor | undefined =>
    gate.name === 'softmax' && port === 0
      ? mapped(out, (p, at) => slope({ p, z: inputs[0]?.data[at] ?? 0 }) * (upstream.data[at] ?? 0))
      : undefined;

export const softmaxSlope: Mistake = {
  code: 'softmax-slope',
  title: 'softmax was treated as if it worked number by number',
  prior: 0.6,
  variants: [
    { name: 'diagonal', share: 1, rule: { message: diagonal } },
    { name: 'alone', share: 0.8, rule: { message: alone } },
    { name: 'again', share: 0.8, rule: { message: again } },
    { name: 'at the scores', share: 0.5, rule: { message: atScores(({ p, z }) => p * (1 - z)) } },
    { name: 'of the scores', share: 0.5, rule: { message: atScores(({ z }) => z * (1 - z)) } },
  ],
  general:
    'every output of a softmax depends on every score, so its gradient is p·(upstream − Σ p·upstream), and p·(1 − p) is the diagonal of its Jacobian only',
  say: atGate((place, variant) => {
    const { operand, out, gate } = place;
    const all = `Every output depends on every score: the gradient of ${operand.name} is p·(upstream − Σ p·upstream)`;
    if (variant === 'again')
      return `${does(place, 'multiplies', 'multiply')} by p·(1 − p) once more at ${out.name}: the gradient of the scores has the slope of the softmax in it already.`;
    if (variant.endsWith('the scores'))
      return `${does(place, 'uses', 'use')} the score ${operand.name} in the slope at ${out.name}, where the probability belongs. ${all}.`;
    if (gate === 'softmax' && variant === 'alone')
      return `${does(place, 'takes', 'take')} p·(1 − p) at ${out.name}, the diagonal of the Jacobian, without upstream. ${all}.`;
    return gate === 'softmax'
      ? `${does(place, 'takes', 'take')} p·(1 − p), the diagonal of the Jacobian alone, at ${out.name}. ${all}.`
      : `${does(place, 'takes', 'take')} p·(1 − p) at ${out.name}, the slope of one probability by its own score. The gradient of the scores goes by p − y.`;
  }),
};
