import { mapped } from '../entries.ts';
import type { Mistake, Variant } from './mistake.ts';

const TITLE = 'only one of the messages at a fork was kept';

const one = (name: string, at: number): Variant => ({
  name,
  share: at === 0 || at === -1 ? 1 : 0.5,
  rule: { fork: (messages) => (at < messages.length - 1 ? messages.at(at) : undefined) },
});

export const forkOverwritten: Mistake = {
  code: 'fork-overwritten',
  title: TITLE,
  prior: 0.9,
  variants: [
    one('last', -1),
    one('first', 0),
    one('second', 1),
    one('third', 2),
    one('fourth', 3),
    {
      name: 'mean',
      share: 0.6,
      rule: {
        fork: (messages) =>
          messages[0] &&
          mapped(messages[0], (_, at) => {
            let sum = 0;
            for (const { data } of messages) sum += data[at] ?? 0;
            return sum / messages.length;
          }),
      },
    },
  ],
  say(place, variant) {
    if (place?.kind !== 'fork') return `${TITLE}. Forks add: every use of a value sends a message back.`;
    const { value, messages, total, asked } = place;
    const all = messages.map(({ through, message }) => `${message} through ${through}`).join(', ');
    if (variant === 'mean')
      return asked
        ? `that is the mean of the messages (${all}). Forks add: ${total}.`
        : `that follows if the messages at ${value} (${all}) are averaged. Forks add: ${total}.`;
    const at = { last: messages.length - 1, first: 0, second: 1, third: 2, fourth: 3 }[variant] ?? 0;
    const kept = messages[at];
    const others = messages.filter((_, i) => i !== at).map(({ through, message }) => `${through} (${message})`);
    const also = others.length > 1 ? `${others.slice(0, -1).join(', ')} and ${others.at(-1)}` : (others[0] ?? '');
    return asked
      ? `that is the message through ${kept?.through} alone. ${value} also feeds ${also}. Forks add: ${total}.`
      : `that follows if ${value} keeps only the message through ${kept?.through} (${kept?.message}). ${value} also feeds ${also}. Forks add: ${total}.`;
  },
};
