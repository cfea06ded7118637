/**
 * A cell as a PyTorch script: the same graph with the same numbers. A cell with `train(…)` becomes a module and a
 * training loop that takes the same minibatches and the same steps, on one machine or on several with torchrun; any
 * other cell becomes a script that prints every value with its gradient.
 */

import type { NodeId } from '../../../autodiff/tape/tape.ts';
import type { Evaluation, TrainingResult } from '../../../evaluate/evaluation.ts';
import { gradientScript } from './gradientScript.ts';
import type { SideFile } from './pythonValues.ts';
import { trainingScript } from './trainingScript.ts';

export interface PytorchExport {
  readonly script: string;
  /** Large tensors, to be written beside the script. */
  readonly files: readonly SideFile[];
  /** What a reader should know about the differences. */
  readonly notes: readonly string[];
}

/**
 * `evaluation` should have read all rows of its data sets. `name` is the script's file name without its ending, and begins
 * the names of the files beside it.
 */
export function pytorchScript(
  evaluation: Evaluation,
  cell: number,
  name = 'model',
): PytorchExport | { readonly problem: string } {
  const title = titleOf(evaluation, cell);
  const training = trainingIn(evaluation, cell);
  if (training) return trainingScript(evaluation, cell, training, { title, name });
  const output: NodeId | undefined = evaluation.cells[cell]?.output;
  return output === undefined
    ? { problem: 'this cell has no output: nothing in it can be differentiated' }
    : gradientScript(evaluation, cell, output, { title, name });
}

export const isPytorchProblem = (
  made: PytorchExport | { readonly problem: string },
): made is { readonly problem: string } => 'problem' in made;

function trainingIn({ document, statements }: Evaluation, cell: number): TrainingResult | undefined {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  return statements.slice(first, last).findLast((statement) => statement.training !== undefined)?.training;
}

/** Goes into a Python string between triple quotes. */
const titleOf = ({ document, cells }: Evaluation, cell: number): string =>
  (document.cells[cell]?.title || cells[cell]?.outputName || 'A cell').replaceAll(/["\\\p{Cc}]/gu, ' ').trim();
