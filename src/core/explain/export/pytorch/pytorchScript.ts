/**
 * A cell as a PyTorch script: the same graph with the same numbers. A cell with `train(…)` becomes a module and a
 * training loop that takes the same minibatches and the same steps, on one machine or on several with torchrun; any
 * other cell becomes a script that prints every value with its gradient.
 */

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { fileNameText, pythonString } from '../../../base/quoting.ts';
import type { Evaluation, TrainingResult } from '../../../evaluate/evaluation.ts';
import { partsInPack } from '../../../evaluate/several/packs.ts';
import { type PythonLeaf, pythonLines } from './pythonLines.ts';
import type { SideFile } from './pythonValues.ts';
import { headOf, NAMELESS, type PytorchExport, type ScriptName, type WholeData } from './scriptHead.ts';
import { trainingScript } from './trainingScript.ts';

/** Values and gradients of one output. */
function gradientScript(
  evaluation: Evaluation,
  cell: number,
  output: NodeId,
  about: ScriptName,
  whole: WholeData | undefined,
): PytorchExport {
  const files: SideFile[] = [];
  const named = namedIn(evaluation, cell, output);
  const around = [...headOf(NAMELESS, '', true, 'float64'), ...gradientLines('', [], '')];
  const model = pythonLines(evaluation, [output, ...named], {
    trains: false,
    files,
    script: about.name,
    around: [around.join('\n')],
    whole,
  });
  const leaves = [...model.params, ...model.data, ...model.constants];
  const { tape } = evaluation;
  const differentiable = leaves.filter((leaf) => tape.isReached(leaf.node));
  const computed = named.flatMap((node) => {
    const variable = model.variable(node);
    const isPack = partsInPack(tape, node) !== undefined;
    return variable === undefined || isPack || leaves.some((leaf) => leaf.node === node) ? [] : [variable];
  });
  const assign = ({ name, value }: PythonLeaf): string => `${name} = ${value}`;
  const dictionary = (names: readonly string[]): string =>
    `{${names.map((name) => `${pythonString(name)}: ${name}`).join(', ')}}`;
  const script = [
    ...headOf(about, 'Every value with its gradient.', files.length > 0, 'float64'),
    ...leaves.map(assign),
    '',
    ...gradientLines(
      dictionary(differentiable.map((leaf) => leaf.name)),
      [...model.lines, `output = ${model.of(output)}`],
      dictionary(computed),
    ),
  ];
  return { script: script.join('\n'), files, notes: model.notes };
}

const gradientLines = (leaves: string, lines: readonly string[], computed: string): readonly string[] => [
  `leaves = ${leaves}`,
  'for leaf in leaves.values():',
  '    leaf.requires_grad_()',
  '',
  ...lines,
  '',
  `computed = ${computed}`,
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

/** What the cell names, in the order of the text. */
function namedIn({ document, statements }: Evaluation, cell: number, output: NodeId): readonly NodeId[] {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  const nodes = statements
    .slice(first, last)
    .flatMap((statement) => statement.bindings.map((binding) => (binding.name === '' ? undefined : binding.node)));
  return [...new Set(nodes.filter((node) => node !== undefined && node <= output))] as NodeId[];
}

/**
 * `whole` has the rows that `evaluation` has not read. `name` is the script's file name without its ending, and begins
 * the names of the files beside it.
 */
export function pytorchScript(
  evaluation: Evaluation,
  cell: number,
  name = 'model',
  whole?: WholeData,
): PytorchExport | { readonly problem: string } {
  const about = { title: titleOf(evaluation, cell), name: fileNameText(name) };
  const training = trainingIn(evaluation, cell);
  if (training) return trainingScript(evaluation, cell, training, about, whole);
  const output: NodeId | undefined = evaluation.cells[cell]?.output;
  return output === undefined
    ? { problem: 'this cell has no output: nothing in it can be differentiated' }
    : gradientScript(evaluation, cell, output, about, whole);
}

export const isPytorchProblem = (
  made: PytorchExport | { readonly problem: string },
): made is { readonly problem: string } => 'problem' in made;

function trainingIn({ document, statements }: Evaluation, cell: number): TrainingResult | undefined {
  const { first = 0, last = 0 } = document.cells[cell] ?? {};
  return statements.slice(first, last).findLast((statement) => statement.training !== undefined)?.training;
}

const titleOf = ({ document, cells }: Evaluation, cell: number): string =>
  document.cells[cell]?.title || cells[cell]?.outputName || 'A cell';
