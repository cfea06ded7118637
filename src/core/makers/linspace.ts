import type { Maker } from './maker.ts';
import { numberAt } from './sizes.ts';

export const linspace: Maker = {
  name: 'linspace',
  signature: 'linspace(start, stop, count)',
  options: [],
  random: false,
  shape(given) {
    const [start, stop, count] = [numberAt(given, 0), numberAt(given, 1), numberAt(given, 2)];
    if (given.positional.length !== 3 || start === undefined || stop === undefined || count === undefined)
      return { problem: 'linspace takes three numbers: linspace(start, stop, count)' };
    return Number.isSafeInteger(count) && count >= 0
      ? [count]
      : { problem: `linspace takes a whole number of points, not ${count}` };
  },
  fill(out, given) {
    const [start, stop] = [numberAt(given, 0) ?? 0, numberAt(given, 1) ?? 0];
    const last = out.data.length - 1;
    const step = last > 0 ? (stop - start) / last : 0;
    // From both ends to the middle, so that both ends are hit exactly.
    for (let i = 0; i <= last; i++) out.data[i] = 2 * i <= last ? start + i * step : stop - (last - i) * step;
  },
  prose: {
    summary: 'Equally spaced numbers from start to stop, both included.',
    pytorch: 'torch.linspace({sizes}, dtype=torch.float64)',
  },
  example: { text: 'linspace(0, 1, 5)', shape: [5] },
};
