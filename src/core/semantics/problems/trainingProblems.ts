import type { ProblemKind } from './problemKind.ts';

/** `train(…)` and its data. */
export const trainingProblems = [
  {
    code: 'train-loss',
    severity: 'error',
    title: 'What is to be minimised',
    explanation:
      'train takes the loss first, a single number that depends on parameters, and then its options by name.',
    example: '⟦train⟧(lr=0.1)',
    remedy: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1)',
  },
  {
    code: 'train-option',
    severity: 'error',
    title: 'An option of train that does not fit',
    explanation:
      'A learning rate is above 0, momentum from 0 to below 1, batch, epochs and steps are whole numbers from 1. Checked before the run, so that no run fails for it.',
    example: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1, momentum=⟦1⟧)',
    remedy: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1, momentum=0.9)',
  },
  {
    code: 'momentum-unused',
    severity: 'warning',
    title: 'Momentum that does nothing',
    explanation:
      'Adam, AdamW and Adagrad keep averages of their own, and their rules have no β: runs with different momentum would be the same run.',
    example: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1, optimizer="adam", ⟦momentum=0.9⟧)',
    remedy: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1, optimizer="adam")',
  },
  {
    code: 'no-params',
    severity: 'warning',
    title: 'Nothing to train',
    explanation:
      'Training changes what param(…) marks, and the loss depends on none. Mark the weights: W = param(randn(3, 4)).',
    example: 'W = 2\nloss = W * W\ntrain(⟦loss⟧, lr=0.1)',
    remedy: 'W = param(2)\nloss = W * W\ntrain(loss, lr=0.1)',
  },
  {
    code: 'param-not-reached',
    severity: 'hint',
    title: 'A parameter that the loss does not reach',
    explanation:
      'No loss that is trained depends on this parameter, so it gets no gradient and keeps its first value. Was it left out of a formula?',
    example:
      'W = param(2); ⟦b⟧ = param(1)\nprediction = W * 3\nshifted = prediction + b\nloss = (prediction - 1) ** 2\ntrain(loss, lr=0.1)',
    remedy:
      'W = param(2); b = param(1)\nprediction = W * 3\nshifted = prediction + b\nloss = (shifted - 1) ** 2\ntrain(loss, lr=0.1)',
  },
  {
    code: 'data-set-parts',
    severity: 'error',
    title: 'A data set has parts',
    explanation: 'A data set gives the examples and what belongs to them: two names stand on the left.',
    example: 'X = ⟦spiral⟧(n=30)',
    remedy: 'X, y = spiral(n=30)',
  },
  {
    code: 'data-set',
    severity: 'error',
    title: 'A data set that cannot be made this way',
    explanation: 'The message says which option or which part of the file does not fit.',
    example: 'X, y = ⟦spiral(n=0)⟧',
    remedy: 'X, y = spiral(n=30)',
  },
  {
    code: 'data-guess',
    severity: 'warning',
    title: 'A guess about a data file',
    explanation: 'The file can be read in two ways. The message says which was taken, and which option settles it.',
    example: 'X, y = ⟦csv("words.csv")⟧',
    remedy: 'X, y = csv("words.csv", header=true)',
  },
  {
    code: 'data-file',
    severity: 'error',
    title: 'A data file that cannot be read',
    explanation: 'Paths are relative to the .bp file. In a workspace that is not trusted no data files are read.',
    example: 'X, y = ⟦csv("missing.csv")⟧',
    remedy: 'X, y = csv("points.csv")',
  },
  {
    code: 'data-loading',
    severity: 'info',
    title: 'A data file is being read',
    explanation: 'Values appear as soon as the file has been read.',
    example: 'X, y = ⟦csv("slow.csv")⟧',
    remedy: undefined,
  },
] as const satisfies readonly ProblemKind[];
