import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';

import type { NodeId } from '../../../autodiff/tape/node.ts';
import { showNumber } from '../../../base/show.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { SecondPoint } from '../answer/mark.ts';
import type { Asked } from '../answer/question.ts';
import type { Found } from './diagnosis.ts';
import { shown } from './mistakePlace.ts';

const MOVES: readonly ((value: number) => number)[] = [
  (value) => value + 1,
  (value) => value - 1,
  (value) => value + 2,
  (value) => -value,
  (value) => 2 * value + 1,
  (value) => value + 5,
  (value) => value - 5,
];
const MOST_TRIES = 60;

/**
 * Other numbers for one leaf at which the mistakes that fit give different answers, and none of them the right one where that
 * can be had: of a router's two wrong rules one is right as soon as the other operand wins. Undefined where none of the tries
 * tells them apart.
 */
export function secondPoint(asked: Asked, found: readonly Found[]): SecondPoint | undefined {
  const { evaluation, graph, node, pick } = asked;
  if (graph === undefined || found.length < 2 || found.some(({ pass }) => pass === undefined)) return undefined;
  const { tape } = evaluation;
  let tries = 0;
  let second: SecondPoint | undefined;
  for (const leaf of leavesOf(asked))
    for (const move of MOVES) {
      if (tries++ >= MOST_TRIES) return second;
      const value = tape.valueOf(leaf);
      const data = Float64Array.from(value.data);
      data[0] = move(data[0] ?? 0);
      const values = forwardAgain(tape, graph.output, { pinned: new Map([[leaf, { shape: value.shape, data }]]) });
      if (hasTie(asked, values)) continue;
      const moved = new BackwardGraph(tape, graph.output, { values });
      const answers = found.map(({ mistake, variant, places }) => {
        const wrong = moved.run(node, variant.rule ?? {}, places).gradient;
        return { code: mistake.code, answer: wrong && pick(wrong) };
      });
      const wrong = answers.map(({ answer }) => answer);
      const isBest = allDiffer([moved.gradient(node), ...wrong]);
      if (!isBest && (second !== undefined || !allDiffer(wrong))) continue;
      const entry = value.shape.length === 0 ? '' : `[${value.shape.map(() => 0).join(', ')}]`;
      const point = {
        change: `${evaluation.nameOf(leaf)}${entry} = ${showNumber(data[0] ?? 0)}`,
        answers: answers.map(({ code, answer }) => ({ code, answer: shown(answer) })),
      };
      if (isBest) return point;
      second = point;
    }
  return second;
}

/** Where both operands of a router are equal nobody wins, and nothing is told apart. */
function hasTie({ evaluation, graph }: Asked, values: (node: NodeId) => Tensor): boolean {
  const { tape } = evaluation;
  return (graph ? evaluation.gradients(graph.output).order : []).some((node) => {
    const [a, b] = tape.inputsOf(node);
    if (tape.gateOf(node)?.pattern !== 'gradient router' || a === undefined || b === undefined) return false;
    const other = values(b).data;
    return other.length === 1 && values(a).data.some((entry: number) => entry === other[0]);
  });
}

/** Named leaves that the output depends on, numbers before tensors. */
function leavesOf({ evaluation, graph, node }: Asked): readonly NodeId[] {
  const { tape } = evaluation;
  const leaves = [...(graph ? evaluation.gradients(graph.output).order : [])].filter(
    (id) => tape.gateOf(id) === undefined && evaluation.nameOf(id) !== undefined && id !== graph?.output,
  );
  return leaves
    .filter((id) => tape.isScalar(id))
    .concat(leaves.filter((id) => !tape.isScalar(id)))
    .sort((a, b) => Number(a === node) - Number(b === node));
}

function allDiffer(tensors: readonly (Tensor | undefined)[]): boolean {
  return tensors.every((one, i) => tensors.slice(i + 1).every((other) => one && other && differ(one, other)));
}

const differ = (a: Tensor, b: Tensor): boolean =>
  a.data.some((entry: number, at: number) => {
    const other = b.data[at] ?? 0;
    return (
      Math.abs(entry - other) > 0.05 * Math.max(Math.abs(entry), Math.abs(other)) && Number.isFinite(entry + other)
    );
  });
