import { complex } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import type { OptionSpec, Options } from './gate.ts';

const low = (options: Options): number => (typeof options.lo === 'number' ? options.lo : Number.NEGATIVE_INFINITY);
const high = (options: Options): number => (typeof options.hi === 'number' ? options.hi : Number.POSITIVE_INFINITY);

const bound = (name: string, meaning: string): OptionSpec => ({
  name,
  kind: 'number',
  initial: undefined,
  meaning,
  positional: true,
});

export const clip = elementwise({
  name: 'clip',
  symbol: 'clip',
  params: ['x'],
  options: [
    bound('lo', 'the lowest value let through; left out: no bound below'),
    bound('hi', 'the highest value let through; left out: no bound above'),
  ],
  counts: (_shapes, options) => ({ lo: low(options), hi: high(options) }),
  pattern: 'gradient switch',
  cuts: true,
  value: (x, _b, _c, options) => Math.min(Math.max(x, low(options)), high(options)),
  slopes: [(x, _b, _c, _out, options) => (x >= low(options) && x <= high(options) ? 1 : 0)],
  locals: ['(x >= lo) * (x <= hi)'],
  kernel: { value: 'min(max(x, lo), hi)', slopes: ['where((x >= lo) * (x <= hi), 1, 0)'] },
  complex: (x, _b, _c, options) =>
    x.re >= low(options) && x.re <= high(options) ? x : complex(Math.min(Math.max(x.re, low(options)), high(options))),
  remark([x = 0], _out, options) {
    if (x === low(options) || x === high(options))
      return { kind: 'kink', param: 0, words: '{x} stands on a bound, where the gradient still passes' };
    if (x >= low(options) && x <= high(options)) return undefined;
    return { kind: 'off', param: 0, words: `{x} was clipped: it is ${x < low(options) ? 'below' : 'above'} the bound` };
  },
  chip: ({ names: [x], inputs: [a = 0], upstream, options, show }) =>
    a >= low(options) && a <= high(options)
      ? `switch on: ${x} = ${show(a)} is within the bounds, so ${show(upstream)} passes`
      : `switch off: ${x} = ${show(a)} is ${a < low(options) ? 'below' : 'above'} the bound, so nothing passes`,
  prose: {
    summary: 'Keeps every entry between lo and hi.',
    insight: 'A gradient switch: upstream passes between the bounds, and on them, and is cut off outside.',
    latex: '\\operatorname{clip}\\left({x}, {lo}, {hi}\\right)',
    pytorch: 'torch.clamp({x}, {lo}, {hi})',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [[-3, 1, 2, 5]], options: { lo: -1, hi: 2 }, out: [-1, 1, 2, 2], gradients: [[0, 1, 1, 0]] }],
});
