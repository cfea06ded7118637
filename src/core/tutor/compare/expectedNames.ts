import type { BackwardGraph } from '../../autodiff/backwardGraph.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import type { Meant, NamedNode } from './nameMatching.ts';

/** What a learner's program could print: every value that the cell computes, and every gradient that reaches a name. */
export function expectedNames(
  { tape, cells }: Evaluation,
  cell: number,
  graph: BackwardGraph | undefined,
  names: readonly NamedNode[],
): readonly Meant[] {
  const output = cells[cell]?.output;
  const used = names.filter(({ node }) => node === output || graph?.reaches(node));
  const computed = used.filter(({ node }) => tape.gateOf(node) !== undefined);
  const differentiated = used.filter(({ node }) => node !== output);
  return [
    ...computed.map((named): Meant => ({ ...named, which: 'value' })),
    ...differentiated.toReversed().map((named): Meant => ({ ...named, which: 'gradient' })),
  ];
}
