import type { NodeId } from '../../../autodiff/tape/tape.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { type PythonLeaf, pythonLines } from './pythonLines.ts';
import type { SideFile } from './pythonValues.ts';
import type { PytorchExport } from './pytorchScript.ts';
import { headOf, type ScriptName } from './scriptHead.ts';

/** Values and gradients of one output. */
export function gradientScript(evaluation: Evaluation, cell: number, output: NodeId, about: ScriptName): PytorchExport {
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
