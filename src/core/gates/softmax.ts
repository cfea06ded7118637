import { defineGate } from './defineGate.ts';
import { largestIn, rowsOf } from './rows.ts';

export const softmax = defineGate({
  name: 'softmax',
  symbol: 'softmax',
  params: ['x'],
  pattern: undefined,
  shape: ([x = []]) => x,
  value([x], out) {
    if (!x) return;
    const { count, width } = rowsOf(x.shape);
    for (let row = 0; row < count; row++) {
      const from = row * width;
      const top = largestIn(x.data, from, width);
      let sum = 0;
      for (let j = 0; j < width; j++) sum += Math.exp((x.data[from + j] ?? 0) - top);
      for (let j = 0; j < width; j++) out.data[from + j] = Math.exp((x.data[from + j] ?? 0) - top) / sum;
    }
  },
  pullback({ out, upstream }, [into]) {
    if (!into) return;
    const { count, width } = rowsOf(out.shape);
    for (let row = 0; row < count; row++) {
      const from = row * width;
      let mixed = 0;
      for (let j = 0; j < width; j++) mixed += (out.data[from + j] ?? 0) * (upstream.data[from + j] ?? 0);
      for (let j = from; j < from + width; j++)
        into.data[j] = (into.data[j] ?? 0) + (out.data[j] ?? 0) * ((upstream.data[j] ?? 0) - mixed);
    }
  },
  tangent({ inputs: [x] }, [dx], out) {
    out.data.fill(0);
    if (!x || !dx) return;
    const { count, width } = rowsOf(x.shape);
    for (let row = 0; row < count; row++) {
      const from = row * width;
      const top = largestIn(x.data, from, width);
      let sum = 0;
      let sumMoves = 0;
      for (let j = from; j < from + width; j++) {
        const e = Math.exp((x.data[j] ?? 0) - top);
        sum += e;
        sumMoves += e * (dx.data[j] ?? 0);
      }
      for (let j = from; j < from + width; j++) {
        const e = Math.exp((x.data[j] ?? 0) - top);
        out.data[j] = (e * (dx.data[j] ?? 0) * sum - e * sumMoves) / (sum * sum);
      }
    }
  },
  kernel: {
    value:
      'exp(x - max(x, axis=-1, keepdims=true)) / sum(exp(x - max(x, axis=-1, keepdims=true)), axis=-1, keepdims=true)',
  },
  rules: ['out * (upstream - sum(out * upstream, axis=-1, keepdims=true))'],
  ruleAt: (_param, [x = []]) =>
    x.length < 2
      ? 'out * (upstream - sum(out * upstream))'
      : 'out * (upstream - sum(out * upstream, axis=-1, keepdims=true))',
  expansion: 'exp(x) / sum(exp(x), axis=-1, keepdims=true)',
  prose: {
    summary: 'Turns each row of scores into probabilities that add up to 1.',
    insight:
      'Raising one score takes from all the others: each entry gets upstream minus the mean of upstream, weighted by the probabilities.',
    latex: '\\operatorname{softmax}\\left({x}\\right)',
    pytorch: 'torch.softmax({x}, dim=-1)',
    shapes: 'keeps the shape; works along the last axis',
  },
  examples: [{ inputs: [[0, 0]], out: [0.5, 0.5], gradients: [[0, 0]] }],
});
