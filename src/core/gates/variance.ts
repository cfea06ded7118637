import type { Numbers, Shape } from '../tensor/tensor.ts';
import type { OptionSpec, Options } from './gate.ts';
import { type ReductionSpec, type Run, reducedEntries, reduction } from './reduction.ts';
import { total } from './sum.ts';

const ddof: OptionSpec = {
  name: 'ddof',
  kind: 'whole number',
  initial: 0,
  meaning: 'what is taken off the number of entries that it divides by: 0 as NumPy does, 1 as PyTorch does',
  positional: false,
};

const ddofOf = (given: Options): number => (typeof given.ddof === 'number' ? given.ddof : 0);

function varianceOf(x: Numbers, run: Run, given: Options): number {
  const mean = total(x, run) / run.length;
  let squares = 0;
  for (let i = 0; i < run.length; i++) squares += ((x[run.start + i * run.step] ?? 0) - mean) ** 2;
  return squares / (run.length - ddofOf(given));
}

/** Adds 2·(x − mean)/n · by to every entry of the run. */
function pullVariance(x: Numbers, run: Run, by: number, into: Numbers, given: Options): void {
  const mean = total(x, run) / run.length;
  const each = (2 * by) / (run.length - ddofOf(given));
  for (let i = 0; i < run.length; i++) {
    const at = run.start + i * run.step;
    into[at] = (into[at] ?? 0) + each * ((x[at] ?? 0) - mean);
  }
}

function pushVariance(x: Numbers, run: Run, dx: Numbers, given: Options): number {
  const mean = total(x, run) / run.length;
  const meanMove = total(dx, run) / run.length;
  let moved = 0;
  for (let i = 0; i < run.length; i++) {
    const at = run.start + i * run.step;
    moved += 2 * ((x[at] ?? 0) - mean) * ((dx[at] ?? 0) - meanMove);
  }
  return moved / (run.length - ddofOf(given));
}

const common = {
  takesNothing: false,
  further: [ddof],
  refuses(entries, given) {
    const less = ddofOf(given);
    if (less < 0) return `ddof is 0 or 1, not ${less}`;
    return entries <= less ? `with ddof=${less} it needs more than ${less} entr${less === 1 ? 'y' : 'ies'}` : undefined;
  },
  counts: (shapes: readonly Shape[], options: Options) => ({ n: reducedEntries(shapes, options) - ddofOf(options) }),
} satisfies Partial<ReductionSpec>;

export const variance = reduction({
  ...common,
  name: 'var',
  symbol: 'var',
  pattern: 'gradient scaler',
  reduce: varianceOf,
  pull: (x, run, _out, upstream, into, given) => pullVariance(x, run, upstream, into, given),
  push: pushVariance,
  kernel: {
    value:
      'sum((x - mean(x, axis=axis, keepdims=true)) * (x - mean(x, axis=axis, keepdims=true)), axis=axis, keepdims=keepdims) / n',
  },
  rules: ['upstream * 2 * (x - mean(x, axis=axis, keepdims=true)) / n'],
  expansion: 'sum((x - mean(x, axis=axis, keepdims=true))**2, axis=axis, keepdims=keepdims) / n',
  prose: {
    summary: 'The variance: the mean squared distance from the mean, of all entries or along one axis.',
    insight:
      'Each entry gets twice its distance from the mean, over n. The path through the mean adds nothing: distances from a mean add up to 0.',
    latex: '\\operatorname{Var} {x}',
    pytorch: 'torch.var({x}, correction={ddof}, {alldims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[1, 2, 6]], out: 14 / 3, gradients: [[-4 / 3, -2 / 3, 2]] },
    { inputs: [[1, 3]], options: { ddof: 1 }, out: 2, gradients: [[-2, 2]] },
  ],
});

export const deviation = reduction({
  ...common,
  name: 'std',
  symbol: 'std',
  pattern: 'gradient scaler',
  reduce: (x, run, given) => Math.sqrt(varianceOf(x, run, given)),
  pull(x, run, out, upstream, into, given) {
    // As in PyTorch: equal entries, where the root has no slope, get 0.
    if (out !== 0) pullVariance(x, run, upstream / (2 * out), into, given);
  },
  push(x, run, dx, given) {
    const squared = varianceOf(x, run, given);
    return squared === 0 ? 0 : pushVariance(x, run, dx, given) / (2 * Math.sqrt(squared));
  },
  kernel: {
    value:
      'sqrt(sum((x - mean(x, axis=axis, keepdims=true)) * (x - mean(x, axis=axis, keepdims=true)), axis=axis, keepdims=keepdims) / n)',
    rules: ['where(out == 0, 0, upstream / (n * out) * (x - mean(x, axis=axis, keepdims=true)))'],
  },
  rules: ['upstream * (x - mean(x, axis=axis, keepdims=true)) / (n * out)'],
  expansion: 'sqrt(var(x, axis=axis, ddof=ddof, keepdims=keepdims))',
  prose: {
    summary: 'The standard deviation, the root of the variance, of all entries or along one axis.',
    insight:
      'Entries above the mean raise it, those below lower it, by their distance in deviations over n. Where all entries are equal the gradient is taken as 0.',
    latex: '\\operatorname{std} {x}',
    pytorch: 'torch.std({x}, correction={ddof}, {alldims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[1, 3]], out: 1, gradients: [[-0.5, 0.5]] },
    { inputs: [[2, 2]], out: 0, gradients: [[0, 0]] },
  ],
});
