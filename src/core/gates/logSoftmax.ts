import { defineGate } from './defineGate.ts';
import { largestIn, logSumExp, logSumExpMove, rowsOf } from './rows.ts';

export const logSoftmax = defineGate({
  name: 'log_softmax',
  symbol: 'log sm',
  params: ['x'],
  pattern: undefined,
  shape: ([x = []]) => x,
  value([x], out) {
    if (!x) return;
    const { count, width } = rowsOf(x.shape);
    for (let row = 0; row < count; row++) {
      const top = largestIn(x.data, row * width, width);
      const whole = logSumExp(x.data, row * width, width, top);
      for (let j = row * width; j < (row + 1) * width; j++) out.data[j] = (x.data[j] ?? 0) - top - whole;
    }
  },
  pullback({ out, upstream }, [into]) {
    if (!into) return;
    const { count, width } = rowsOf(out.shape);
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let j = row * width; j < (row + 1) * width; j++) sum += upstream.data[j] ?? 0;
      for (let j = row * width; j < (row + 1) * width; j++)
        into.data[j] = (into.data[j] ?? 0) + (upstream.data[j] ?? 0) - Math.exp(out.data[j] ?? 0) * sum;
    }
  },
  tangent({ inputs: [x] }, [dx], out) {
    out.data.fill(0);
    if (!x || !dx) return;
    const { count, width } = rowsOf(x.shape);
    for (let row = 0; row < count; row++) {
      const moved = logSumExpMove(x.data, row * width, width, dx.data);
      for (let j = row * width; j < (row + 1) * width; j++) out.data[j] = (dx.data[j] ?? 0) - moved;
    }
  },
  kernel: {
    value:
      'x - max(x, axis=-1, keepdims=true) - log(sum(exp(x - max(x, axis=-1, keepdims=true)), axis=-1, keepdims=true))',
  },
  rules: ['upstream - exp(out) * sum(upstream, axis=-1, keepdims=true)'],
  ruleAt: (_param, [x = []]) =>
    x.length < 2
      ? 'upstream - exp(out) * sum(upstream)'
      : 'upstream - exp(out) * sum(upstream, axis=-1, keepdims=true)',
  expansion: 'x - log(sum(exp(x), axis=-1, keepdims=true))',
  prose: {
    summary: 'The logarithm of softmax, computed without overflow.',
    insight: 'Each score gets its upstream, less its probability times the sum of upstream over the row.',
    latex: '\\log \\operatorname{softmax}\\left({x}\\right)',
    pytorch: 'torch.log_softmax({x}, dim=-1)',
    shapes: 'keeps the shape; works along the last axis',
  },
  examples: [{ inputs: [[0, 0]], out: [-Math.LN2, -Math.LN2], gradients: [[0, 0]] }],
});
