import type { Gate } from './gate.ts';

/** What `max` and `min` of two operands say about their numbers: who won, who lost, who shares. */
export const routed = (called: 'max' | 'min', sign: '<' | '>'): Required<Pick<Gate, 'remark' | 'chip'>> => ({
  remark([a = 0, b = 0]) {
    if (a === b) return { kind: 'kink', param: 0, words: `{a} and {b} tie, so ${called} shares the gradient equally` };
    const firstWins = sign === '>' ? a > b : a < b;
    return firstWins
      ? { kind: 'off', param: 1, words: `${called} routed to {a}` }
      : { kind: 'off', param: 0, words: `${called} routed to {b}` };
  },
  chip({ names: [a, b], inputs: [x = 0, y = 0], upstream, show }) {
    if (x === y) return `router: ${a} and ${b} tie at ${show(x)}, each gets half of ${show(upstream)}`;
    const firstWins = sign === '>' ? x > y : x < y;
    const [winner, high, low] = firstWins ? [a, x, y] : [b, y, x];
    return `router: ${winner} won, ${show(high)} ${sign} ${show(low)}, all of ${show(upstream)} goes to ${winner}`;
  },
});
