import { labelled } from './labelled.ts';
import { largestIn, logSumExp, logSumExpMove } from './rows.ts';

export const crossEntropy = labelled({
  name: 'cross_entropy',
  symbol: 'CE',
  loss(scores, { from, width, label }) {
    const top = largestIn(scores, from, width);
    return logSumExp(scores, from, width, top) - ((scores[from + label] ?? 0) - top);
  },
  pull(scores, { from, width, label }, upstream, into) {
    const top = largestIn(scores, from, width);
    const whole = logSumExp(scores, from, width, top);
    for (let j = 0; j < width; j++) {
      const probability = Math.exp((scores[from + j] ?? 0) - top - whole);
      into[from + j] = (into[from + j] ?? 0) + upstream * (j === label ? probability - 1 : probability);
    }
  },
  push: (scores, { from, width, label }, moves) =>
    logSumExpMove(scores, from, width, moves) - (moves[from + label] ?? 0),
  kernel: {
    value:
      'sum(log(sum(exp(scores - max(scores, axis=-1, keepdims=true)), axis=-1, keepdims=true)) - ' +
      'sum(where(onehot(labels, classes), scores - max(scores, axis=-1, keepdims=true), 0), axis=-1, keepdims=true)) / n',
    rules: [
      'upstream / n * (exp(scores - max(scores, axis=-1, keepdims=true) - ' +
        'log(sum(exp(scores - max(scores, axis=-1, keepdims=true)), axis=-1, keepdims=true))) - ' +
        'where(onehot(labels, classes), 1, 0))',
    ],
  },
  rules: ['upstream * (softmax(scores) - onehot(labels, classes)) / n', ''],
  expansion: '-sum(log_softmax(scores) * onehot(labels, classes)) / n',
  prose: {
    summary: 'Softmax and the negative log of the right class, averaged over the batch.',
    insight: 'The gradient is what the network says minus what is true, p − y, divided by the number of rows.',
    latex: '\\operatorname{CE}\\left({scores}, {labels}\\right)',
    pytorch: 'torch.nn.functional.cross_entropy({scores}, {labels}.long())',
    shapes: 'scores (n, classes) and labels (n,) give (); one row (classes,) takes one label ()',
  },
  examples: [
    { inputs: [[0, 0], 1], out: Math.LN2, gradients: [[0.5, -0.5], 0] },
    {
      inputs: [[0.4332, -0.228, 0.228], 2],
      out: 1.0513754685043635,
      gradients: [[0.4290527237144287, 0.2214905246525316, -0.6505432483669602], 0],
    },
  ],
});
