import type { Maker, MakerArguments, MakerProblem } from './maker.ts';
import { numberAt } from './sizes.ts';

interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

function rangeOf(given: MakerArguments): Range | MakerProblem {
  const [a, b, c] = [numberAt(given, 0), numberAt(given, 1), numberAt(given, 2)];
  const many = given.positional.length;
  if (many < 1 || many > 3 || [a, b, c].slice(0, many).some((n) => n === undefined || !Number.isFinite(n)))
    return {
      problem: 'arange takes one to three numbers: arange(stop), arange(start, stop) or arange(start, stop, step)',
    };
  const [start, stop, step] = many === 1 ? [0, a ?? 0, 1] : [a ?? 0, b ?? 0, c ?? 1];
  if (step === 0) return { problem: 'arange cannot count in steps of 0' };
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

export const arange: Maker = {
  name: 'arange',
  signature: 'arange(start, stop, step)',
  options: [],
  random: false,
  shape(given) {
    const range = rangeOf(given);
    return 'problem' in range ? range : [range.count];
  },
  fill(out, given) {
    const range = rangeOf(given);
    if ('problem' in range) return;
    for (let i = 0; i < out.data.length; i++) out.data[i] = range.start + i * range.step;
  },
  prose: {
    summary: 'Counts from start (0 when left out) to just before stop, in steps of 1 or of the step given.',
    pytorch: 'torch.arange({sizes}, dtype=torch.float64)',
  },
  example: { text: 'arange(4)', shape: [4] },
};
