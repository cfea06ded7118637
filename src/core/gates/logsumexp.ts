import type { Numbers } from '../tensor/tensor.ts';
import { type Run, reduction } from './reduction.ts';

function largest(x: Numbers, { start, step, length }: Run): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) best = Math.max(best, x[start + i * step] ?? 0);
  return best;
}

/** With the largest entry taken off first, no exponential overflows. */
export const logsumexp = reduction({
  name: 'logsumexp',
  symbol: 'LSE',
  pattern: 'gradient distributor',
  takesNothing: false,
  reduce(x, run) {
    const top = largest(x, run);
    if (!Number.isFinite(top)) return top;
    let sum = 0;
    for (let i = 0; i < run.length; i++) sum += Math.exp((x[run.start + i * run.step] ?? 0) - top);
    return top + Math.log(sum);
  },
  pull(x, run, out, upstream, into) {
    // As in PyTorch: at −∞ and +∞ nothing is subtracted, so that −∞ − (−∞) does not arise.
    const base = Number.isFinite(out) ? out : 0;
    for (let i = 0; i < run.length; i++) {
      const at = run.start + i * run.step;
      into[at] = (into[at] ?? 0) + upstream * Math.exp((x[at] ?? 0) - base);
    }
  },
  push(x, run, dx) {
    const top = largest(x, run);
    let sum = 0;
    let moved = 0;
    for (let i = 0; i < run.length; i++) {
      const at = run.start + i * run.step;
      const e = Math.exp((x[at] ?? 0) - top);
      sum += e;
      moved += e * (dx[at] ?? 0);
    }
    return moved / sum;
  },
  kernel: {
    value:
      'where(max(x, axis=axis, keepdims=true) - max(x, axis=axis, keepdims=true) == 0, max(x, axis=axis, keepdims=true) + ' +
      'log(sum(exp(x - max(x, axis=axis, keepdims=true)), axis=axis, keepdims=true)), max(x, axis=axis, keepdims=true))',
    rules: ['upstream * exp(x - where(out - out == 0, out, 0))'],
  },
  rules: ['upstream * exp(x - out)'],
  expansion: 'log(sum(exp(x), axis=axis, keepdims=keepdims))',
  prose: {
    summary: 'The log of the sum of exponentials, computed without overflow: a smooth maximum.',
    insight: 'Upstream is shared out by the softmax: the largest entry gets most, and all shares add up to upstream.',
    latex: '\\operatorname{logsumexp} {x}',
    pytorch: 'torch.logsumexp({x}, {alldims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [{ inputs: [[0, 0]], out: Math.LN2, gradients: [[0.5, 0.5]] }],
});
