import type { Mistake, MistakeVariant } from './mistake.ts';

const walk = (name: string, share: number, once: boolean, reversed: boolean): MistakeVariant => ({
  name,
  share,
  rule: { recursion: { once, reversed } },
});

export const recursionOrder: Mistake = {
  code: 'recursion-order',
  title: 'a value passed its gradient on before all its messages had come',
  prior: 0.3,
  variants: [
    walk('every use', 1, false, false),
    walk('every operand once', 0.9, true, false),
    walk('last operand first', 0.7, false, true),
    walk('last operand first, once', 0.6, true, true),
  ],
  general:
    'backward by plain recursion hands the first messages of a fork on again with each later one. Take the gates in topological order: a value sends its gradient on when all its uses have sent theirs',
  say: () => undefined,
};
