import { labelled } from './labelled.ts';

/** Weston and Watkins 1999, with margin 1. */
export const hinge = labelled({
  name: 'hinge',
  symbol: 'hinge',
  loss(scores, { from, width, label }) {
    const right = scores[from + label] ?? 0;
    let total = 0;
    for (let j = 0; j < width; j++) if (j !== label) total += Math.max(0, (scores[from + j] ?? 0) - right + 1);
    return total;
  },
  pull(scores, { from, width, label }, upstream, into) {
    const right = scores[from + label] ?? 0;
    for (let j = 0; j < width; j++) {
      if (j === label || (scores[from + j] ?? 0) - right + 1 <= 0) continue;
      into[from + j] = (into[from + j] ?? 0) + upstream;
      into[from + label] = (into[from + label] ?? 0) - upstream;
    }
  },
  push(scores, { from, width, label }, moves) {
    const right = scores[from + label] ?? 0;
    let moved = 0;
    for (let j = 0; j < width; j++)
      if (j !== label && (scores[from + j] ?? 0) - right + 1 > 0)
        moved += (moves[from + j] ?? 0) - (moves[from + label] ?? 0);
    return moved;
  },
  kernel: {
    value:
      'sum(where(onehot(labels, classes), 0, ' +
      'max(0, scores - sum(where(onehot(labels, classes), scores, 0), axis=-1, keepdims=true) + 1))) / n',
    rules: [
      'upstream / n * where(onehot(labels, classes), ' +
        '1 - sum(where(scores - sum(where(onehot(labels, classes), scores, 0), axis=-1, keepdims=true) + 1 <= 0, 0, 1), axis=-1, keepdims=true), ' +
        'where(scores - sum(where(onehot(labels, classes), scores, 0), axis=-1, keepdims=true) + 1 <= 0, 0, 1))',
    ],
  },
  rules: [
    'upstream / n * (' +
      '(scores - sum(scores * onehot(labels, classes), axis=-1, keepdims=true) + 1 > 0) * (1 - onehot(labels, classes)) - ' +
      'onehot(labels, classes) * sum((scores - sum(scores * onehot(labels, classes), axis=-1, keepdims=true) + 1 > 0) * ' +
      '(1 - onehot(labels, classes)), axis=-1, keepdims=true))',
    '',
  ],
  expansion:
    'sum(relu(scores - sum(scores * onehot(labels, classes), axis=-1, keepdims=true) + 1) * (1 - onehot(labels, classes))) / n',
  prose: {
    summary:
      'The multiclass hinge loss: every wrong class should score at least 1 below the right one; mean over the batch.',
    insight:
      'Each wrong class inside the margin gets +1/n and takes 1/n from the right class; classes outside the margin get nothing.',
    latex: '\\operatorname{hinge}\\left({scores}, {labels}\\right)',
    pytorch:
      'torch.nn.functional.multi_margin_loss({scores}, {labels}.long(), reduction="sum") * {scores}.shape[-1] / {labels}.numel()',
    shapes: 'scores (n, classes) and labels (n,) give (); one row (classes,) takes one label ()',
  },
  examples: [{ inputs: [[3, 2.5, 0], 0], out: 0.5, gradients: [[-1, 1, 0], 0] }],
});
