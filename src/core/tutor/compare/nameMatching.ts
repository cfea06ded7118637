/** Which value or gradient of the text the name of a given array means. */

import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';

export interface NamedNode {
  readonly name: string;
  readonly node: NodeId;
}
export interface Meant extends NamedNode {
  readonly which: 'value' | 'gradient';
}

/** What each name in sight at the end of a cell stands for, in the order in which it was computed. */
export function namesInSight(evaluation: Evaluation, cell: number): readonly NamedNode[] {
  const last = evaluation.document.cells[cell]?.last ?? 0;
  const newest = new Map<string, NodeId | undefined>();
  for (let statement = 0; statement < last; statement++)
    for (const { name, node } of evaluation.statements[statement]?.bindings ?? [])
      if (name !== '') newest.set(name, node);
  return [...newest]
    .flatMap(([name, node]) => (node === undefined ? [] : [{ name, node }]))
    .sort((a, b) => a.node - b.node);
}

/** `dh`, `d_h`, `grad_h`, `h_grad`, `h.grad`, `dL_dh`, `∂L/∂h`: the gradient of h. The text's own names come first. */
export function meantBy(given: string, names: ReadonlyMap<string, NodeId>): Meant | undefined {
  const value = found(given, names);
  if (value) return { ...value, which: 'value' };
  for (const pattern of GRADIENTS) {
    const gradient = found(pattern.exec(given)?.[1], names);
    if (gradient) return { ...gradient, which: 'gradient' };
  }
  return undefined;
}

const GRADIENTS: readonly RegExp[] = [
  /^d_?(\w+)$/,
  /^(?:grad|gradient|g)_?(\w+)$/i,
  /^(\w+?)[_.](?:grad|gradient)$/i,
  /^(?:self|net|model)\.d_?(\w+)$/,
  /^[d∂]\w+?[/_][d∂]_?(\w+)$/,
];

function found(name: string | undefined, names: ReadonlyMap<string, NodeId>): NamedNode | undefined {
  const bare = name?.replace(/^(?:self|net|model|params)\./, '');
  for (const candidate of bare === undefined ? [] : [bare, bare.replace(/_/g, '')]) {
    const node = names.get(candidate);
    if (node !== undefined) return { name: candidate, node };
  }
  return undefined;
}
