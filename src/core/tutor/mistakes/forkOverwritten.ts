import type { Tensor } from '../../tensor/tensor.ts';
import { mapped } from '../entries.ts';
import { claim, type ForkPlace, type Mistake, type MistakeVariant, numberOf } from './mistake.ts';

const TITLE = 'only one of the messages at a fork was kept';

const isNothing = ({ data }: Tensor): boolean => data.every((entry) => entry === 0);

const meanOf = (messages: readonly Tensor[]): Tensor | undefined =>
  messages[0] &&
  mapped(messages[0], (_, at) => messages.reduce((sum, { data }) => sum + (data[at] ?? 0), 0) / messages.length);

const one = (name: string, at: number): MistakeVariant => ({
  name,
  share: at === 0 || at === -1 ? 1 : 0.5,
  rule: {
    fork(messages) {
      const kept = at < messages.length - 1 ? messages.at(at) : undefined;
      return kept && !isNothing(kept) ? kept : undefined;
    },
  },
});

/** Of single numbers only: tensors add up entry by entry. */
const areNumbers = (messages: ForkPlace['messages']): boolean =>
  messages.every(({ message }) => message.number !== undefined && !message.number.startsWith('['));

const sumOf = (messages: ForkPlace['messages'], total: string | undefined): string | undefined =>
  total !== undefined && areNumbers(messages)
    ? claim(`${messages.map(() => '$').join(' + ')} = $`, ...messages.map(({ message }) => message.number), total)
    : undefined;

const meanClaim = (messages: ForkPlace['messages'], given: string): string | undefined =>
  areNumbers(messages)
    ? claim(
        `(${messages.map(() => '$').join(' + ')}) / ${messages.length} = $`,
        ...messages.map(({ message }) => message.number),
        given,
      )
    : undefined;

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
  general: 'forks add: every use of a value sends a message back',
  say(place, variant) {
    if (place.kind !== 'fork') return undefined;
    const { value, messages, total, asked, given, also } = place;
    const others = also.length > 0 ? ` So it is at ${also.join(' and ')}.` : '';
    if (variant.startsWith('mean')) {
      const all = messages.map(({ through, message }) => `${numberOf(message) ?? 'one'} through ${through}`).join(', ');
      const sum = total === undefined ? 'Forks add.' : `Forks add: ${total}.`;
      return {
        text: asked
          ? `that is the mean of the messages (${all}). ${sum}${others}`
          : `that follows if the messages at ${value} (${all}) are averaged. ${sum}${others}`,
        claims: [sumOf(messages, total), given && meanClaim(messages, given)],
      };
    }
    const at =
      { last: messages.length - 1, first: 0, second: 1, third: 2, fourth: 3 }[variant] ??
      messages.findIndex(({ isNothing }) => isNothing);
    const kept = messages[at];
    if (kept === undefined) return undefined;
    const rest = messages.filter((_, i) => i !== at);
    const feeds = rest.map(({ through, message }) =>
      total === undefined || message.number === undefined ? through : `${through} (${message.number})`,
    );
    const sum = total === undefined ? 'every use sends a message back, and forks add them' : undefined;
    const feedsAll = feeds.length > 1 ? `${feeds.slice(0, -1).join(', ')} and ${feeds.at(-1)}` : (feeds[0] ?? '');
    const number = numberOf(kept.message);
    const lead = asked
      ? `that is the message through ${kept.through} alone`
      : `that follows if ${value} keeps only the message through ${kept.through}${number === undefined ? '' : ` (${number})`}`;
    return {
      text: `${lead}. ${value} also feeds ${feedsAll}${sum === undefined ? `. Forks add: ${total}.` : `: ${sum}.`}${others}`,
      claims: [sumOf(messages, total), given && claim('1 · $ = $', kept.message.number, given)],
    };
  },
};
