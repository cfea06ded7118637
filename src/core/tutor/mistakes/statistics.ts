/** Mistakes at gates that take a mean and a deviation of their own input: normalisations, variances, deviations. */
import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapped, scaledEntries } from '../entries.ts';
import { atGate, does, type Mistake } from './mistake.ts';

/** For each entry of a normalised value the group that it shares mean and deviation with. */
function groupsOf({ gate, inputs: [x], port }: Sending): ((entry: number) => number) | undefined {
  if (x === undefined || port !== 0) return undefined;
  const width = x.shape.at(-1) ?? 1;
  if (gate.name === 'layer_norm') return (entry) => Math.floor(entry / width);
  if (gate.name !== 'batch_norm') return undefined;
  const channels = x.shape.length === 1 ? 1 : (x.shape[1] ?? 1);
  const inner = x.shape.slice(2).reduce((size, side) => size * side, 1);
  return (entry) => Math.floor(entry / inner) % channels;
}

type Paths = 'none' | 'mean' | 'variance';

/** The message where only some of the paths through the statistics are followed, besides the direct one. */
function withPaths(sending: Sending, paths: Paths): Tensor | undefined {
  const groupOf = groupsOf(sending);
  const { inputs, upstream, options, gate } = sending;
  const [x, gamma] = inputs;
  if (groupOf === undefined || x === undefined || gamma === undefined) return undefined;
  const eps = typeof options.eps === 'number' ? options.eps : 1e-5;
  const width = gate.name === 'layer_norm' ? (x.shape.at(-1) ?? 1) : 0;
  const scaleAt = (entry: number): number =>
    gamma.data[gamma.data.length === 1 ? 0 : width > 0 ? entry % width : groupOf(entry)] ?? 1;
  const total = (of: (entry: number) => number): ReadonlyMap<number, number> => {
    const sums = new Map<number, number>();
    for (let entry = 0; entry < x.data.length; entry++)
      sums.set(groupOf(entry), (sums.get(groupOf(entry)) ?? 0) + of(entry));
    return sums;
  };
  const counts = total(() => 1);
  const means = total((entry) => x.data[entry] ?? 0);
  const at = (sums: ReadonlyMap<number, number>, entry: number): number =>
    (sums.get(groupOf(entry)) ?? 0) / (counts.get(groupOf(entry)) ?? 1);
  const far = (entry: number): number => (x.data[entry] ?? 0) - at(means, entry);
  const squares = total((entry) => far(entry) ** 2);
  const deviation = (entry: number): number => Math.sqrt(at(squares, entry) + eps);
  const sent = (entry: number): number => (upstream.data[entry] ?? 0) * scaleAt(entry);
  const normal = (entry: number): number => far(entry) / deviation(entry);
  const sums = total(sent);
  const products = total((entry) => sent(entry) * normal(entry));
  return mapped(x, (_, entry) => {
    const shared = paths === 'mean' ? at(sums, entry) : paths === 'variance' ? normal(entry) * at(products, entry) : 0;
    return (sent(entry) - shared) / deviation(entry);
  });
}

export const statisticsFixed: Mistake = {
  code: 'statistics-fixed',
  title: 'the mean or the variance of a normalisation was taken for a constant',
  prior: 0.7,
  variants: [
    { name: 'none', share: 1, rule: { message: (sending) => withPaths(sending, 'none') } },
    { name: 'mean', share: 0.8, rule: { message: (sending) => withPaths(sending, 'mean') } },
    { name: 'variance', share: 0.6, rule: { message: (sending) => withPaths(sending, 'variance') } },
  ],
  general:
    'mean and variance are made of the input, so it sends its gradient through them too: three paths, and their messages add up',
  say: atGate((place, variant) => {
    const { operand, out } = place;
    const forgotten =
      variant === 'mean'
        ? 'the variance as a constant'
        : variant === 'variance'
          ? 'the mean as a constant'
          : 'mean and variance as constants';
    return `${does(place, 'takes', 'take')} ${forgotten} at ${out.name}. They are made of ${operand.name}: it also sends its gradient through them, and the messages of all paths add up.`;
  }),
};

/** By how much the divisor of a variance with the other convention is greater: (n − 1)/n where n was meant, and so on. */
function otherCount({ gate, inputs, options }: Sending): number | undefined {
  if (gate.name !== 'var' && gate.name !== 'std') return undefined;
  const n = gate.counts?.(
    inputs.map(({ shape }) => shape),
    options,
  ).n;
  const less = typeof options.ddof === 'number' ? options.ddof : 0;
  const other = n === undefined ? 0 : less === 0 ? n - 1 : n + less;
  return n === undefined || other <= 0 ? undefined : n / other;
}

export const varianceSlope: Mistake = {
  code: 'variance-slope',
  title: 'the slope of a variance or a deviation was taken wrongly',
  prior: 0.5,
  variants: [
    {
      name: 'other count',
      share: 1,
      rule: {
        message: (sending) => {
          const by = otherCount(sending);
          return by === undefined ? undefined : scaledEntries(sending.right, by);
        },
      },
    },
    {
      name: 'root left out',
      share: 0.9,
      rule: {
        message: ({ gate, out, right }) =>
          gate.name === 'std' && out.data.length === 1 ? scaledEntries(right, 2 * (out.data[0] ?? 0)) : undefined,
      },
    },
    {
      name: 'distance not doubled',
      share: 0.8,
      rule: { message: ({ gate, right }) => (gate.name === 'var' ? scaledEntries(right, 0.5) : undefined) },
    },
  ],
  general: 'the slope of a variance is twice the distance from the mean over the count; a deviation is its root',
  say: atGate(({ out }, variant) => {
    if (variant === 'root left out')
      return `the root is missing at ${out.name}: a deviation is the root of a variance, so its slope has 1/(2·std) in it.`;
    return variant === 'other count'
      ? `the slope at ${out.name} is divided by another count: a variance over n divides by n on the way back too, one over n − 1 by n − 1.`
      : `the 2 of the squared distance at ${out.name} is missing: each entry gets twice its distance from the mean, over the count.`;
  }),
};
