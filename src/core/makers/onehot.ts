import type { Maker } from './maker.ts';
import { numberAt } from './sizes.ts';

export const onehot: Maker = {
  name: 'onehot',
  signature: 'onehot(labels, classes)',
  options: [],
  random: false,
  shape(given) {
    const [labels] = given.positional;
    const classes = numberAt(given, 1);
    if (given.positional.length !== 2 || labels === undefined || classes === undefined)
      return { problem: 'onehot takes labels and the number of classes: onehot(y, 3)' };
    if (!Number.isSafeInteger(classes) || classes < 1)
      return { problem: `onehot takes a whole number of classes, not ${classes}` };
    const wrong = labels.data.findIndex((label: number) => !Number.isInteger(label) || label < 0 || label >= classes);
    if (wrong >= 0)
      return { problem: `label ${labels.data[wrong]} (row ${wrong}) is not a whole number from 0 to ${classes - 1}` };
    return [...labels.shape, classes];
  },
  fill(out, { positional: [labels] }) {
    const classes = out.shape.at(-1) ?? 1;
    out.data.fill(0);
    for (const [row, label] of labels?.data.entries() ?? []) out.data[row * classes + label] = 1;
  },
  prose: {
    summary: 'Turns each class number into a row with a 1 at its place and 0 elsewhere.',
    pytorch: 'torch.nn.functional.one_hot({a}.long(), {b}).double()',
  },
  example: { text: 'onehot([2, 0], 3)', shape: [2, 3] },
};
