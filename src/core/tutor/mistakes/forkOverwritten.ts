import type { Tensor } from '../../tensor/tensor.ts';
import { mapped } from '../entries.ts';
import type { Mistake, Variant } from './mistake.ts';

const TITLE = 'only one of the messages at a fork was kept';

const isNothing = ({ data }: Tensor): boolean => data.every((entry) => entry === 0);

const meanOf = (messages: readonly Tensor[]): Tensor | undefined =>
  messages[0] &&
  mapped(messages[0], (_, at) => messages.reduce((sum, { data }) => sum + (data[at] ?? 0), 0) / messages.length);

const one = (name: string, at: number): Variant => ({
  name,
  share: at === 0 || at === -1 ? 1 : 0.5,
  rule: {
    fork(messages) {
      const kept = at < messages.length - 1 ? messages.at(at) : undefined;
      return kept && !isNothing(kept) ? kept : undefined;
    },
  },
});

export const forkOverwritten: Mistake = {
  code: 'fork-overwritten',
  title: TITLE,
  prior: 0.6,
  variants: [
    one('last', -1),
    one('first', 0),
    one('second', 1),
    one('third', 2),
    one('fourth', 3),
    { name: 'zero', share: 0.5, rule: { fork: (messages) => messages.find(isNothing) } },
    {
      name: 'mean',
      share: 0.8,
      rule: { fork: (messages) => (messages.some(isNothing) ? undefined : meanOf(messages)) },
    },
    { name: 'mean with zero', share: 0.25, rule: { fork: meanOf } },
  ],
  say(place, variant) {
    if (place?.kind !== 'fork') return `${TITLE}. Forks add: every use of a value sends a message back.`;
    const { value, messages, total, asked } = place;
    const all = messages.map(({ through, message }) => `${message} through ${through}`).join(', ');
    if (variant.startsWith('mean'))
      return asked
        ? `that is the mean of the messages (${all}). Forks add: ${total}.`
        : `that follows if the messages at ${value} (${all}) are averaged. Forks add: ${total}.`;
    const at =
      { last: messages.length - 1, first: 0, second: 1, third: 2, fourth: 3 }[variant] ??
      messages.findIndex(({ message }) => message === '0');
    const kept = messages[at];
    const others = messages.filter((_, i) => i !== at).map(({ through, message }) => `${through} (${message})`);
    const also = others.length > 1 ? `${others.slice(0, -1).join(', ')} and ${others.at(-1)}` : (others[0] ?? '');
    return asked
      ? `that is the message through ${kept?.through} alone. ${value} also feeds ${also}. Forks add: ${total}.`
      : `that follows if ${value} keeps only the message through ${kept?.through} (${kept?.message}). ${value} also feeds ${also}. Forks add: ${total}.`;
  },
};
