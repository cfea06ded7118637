import type { Numbers } from '../tensor/tensor.ts';
import { type LabelledRow, labelled } from './labelled.ts';

/** The class with the highest score; the first of equal ones, and nan before all, as in PyTorch. */
function predicted(scores: Numbers, { from, width }: LabelledRow): number {
  let best = 0;
  for (let j = 0; j < width; j++) {
    const score = scores[from + j] ?? 0;
    if (Number.isNaN(score)) return j;
    if (score > (scores[from + best] ?? 0)) best = j;
  }
  return best;
}

export const accuracy = labelled({
  name: 'accuracy',
  symbol: 'acc',
  differentiable: [false, false],
  loss: (scores, row) => (predicted(scores, row) === row.label ? 1 : 0),
  pull: () => {},
  push: () => 0,
  rules: ['', ''],
  prose: {
    summary: 'The share of rows whose highest score belongs to the right class.',
    insight:
      'It jumps from one share to the next and is flat in between, so no gradient flows: train a loss, watch the accuracy.',
    latex: '\\operatorname{accuracy}\\left({scores}, {labels}\\right)',
    pytorch: '({scores}.argmax(dim=-1) == {labels}).double().mean()',
    shapes: 'scores (n, classes) and labels (n,) give (); one row (classes,) takes one label ()',
  },
  examples: [
    {
      inputs: [
        [
          [3, 2],
          [0, 1],
          [5, 4],
        ],
        [0, 1, 1],
      ],
      out: 2 / 3,
      gradients: [
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        [0, 0, 0],
      ],
    },
  ],
});
