/**
 * A cell as a PyTorch script: the same graph with the same numbers. A cell with `train(…)` becomes a module and a
 * training loop that takes the same minibatches and the same steps, on one machine or on several with torchrun; any
 * other cell becomes a script that prints every value with its gradient.
 */

import type { NodeId } from '../../../autodiff/tape/tape.ts';
import type { Evaluation, TrainingResult } from '../../../evaluate/evaluation.ts';
import { type PythonLeaf, pythonLines } from './pythonLines.ts';
import type { SideFile } from './pythonValues.ts';
import { headOf, type ScriptName } from './scriptHead.ts';
import { trainingScript } from './trainingScript.ts';

/** Values and gradients of one output. */
function gradientScript(evaluation: Evaluation, cell: number, output: NodeId, about: ScriptName): PytorchExport {
  const files: SideFile[] = [];
  const named = namedIn(evaluation, cell, output);
  const model = pythonLines(evaluation, [output, ...named], false, files, about.name);
  const leaves = [...model.params, ...model.data, ...model.constants];
  const { tape } = evaluation;
  const differentiable = leaves.filter((leaf) => tape.isReached(leaf.node));
  const computed = named.flatMap((node) => {
    const variable = model.variable(node);
    return variable === undefined || leaves.some((leaf) => leaf.node === node) ? [] : [variable];
  });
  const assign = ({ name, value }: PythonLeaf): string => `${name} = ${value}`;
  const dictionary = (names: readonly string[]): string => `{${names.map((name) => `"${name}": ${name}`).join(', ')}}`;
  const script = [
    ...headOf(about, 'Every value with its gradient.', files.length > 0, 'float64'),
    ...leaves.map(assign),
    '',
    `leaves = ${dictionary(differentiable.map((leaf) => leaf.name))}`,
    'for leaf in leaves.values():',
    '    leaf.requires_grad_()',
    '',
    ...model.lines,
    `output = ${model.of(output)}`,
    '',
    `computed = ${dictionary(computed)}`,
    'for value in computed.values():',
    '    if value.requires_grad:',
    '        value.retain_grad()',
    '',
    'output.backward()',
    'for name, value in {**leaves, **computed}.items():',
    '    gradient = "none" if value.grad is None else value.grad.tolist()',
    '    print(f"{name} = {value.tolist()}    gradient {gradient}")',
    '',
  ];
  return { script: script.join('\n'), files, notes: model.notes };
}

/** What the cell names, in the order of the text. */
function namedIn({ document, statements }: Evaluation, cell: number, output: NodeId): readonly NodeId[] {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const nodes = statements
    .slice(first, last)
    .flatMap((statement) => statement.bindings.map((binding) => (binding.name === '' ? undefined : binding.node)));
  return [...new Set(nodes.filter((node) => node !== undefined && node <= output))] as NodeId[];
}

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
