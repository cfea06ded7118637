import type { NoGraph } from '../../../protocol/graph.ts';
import { showCount } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { partialRows, takenText } from '../../evaluate/partialRows.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { agree } from './agree.ts';
import { boxLines } from './boxLines.ts';
import { boxRuns } from './boxRuns.ts';
import { withCopyGates } from './copyGates.ts';
import type { NodeInMaking, Sketch } from './draft.ts';
import type { Drawing, DrawnNode } from './drawing.ts';
import { type ResolvedTarget, resolveTarget } from './resolveTarget.ts';
import { sketchGraph } from './sketchGraph.ts';
import type { GraphRequest } from './target.ts';

/** The graph of a cell, of a selected expression or of a def, as it is to be drawn, or why there is none. */
export function drawGraph(evaluation: Evaluation, request: GraphRequest): Drawing | NoGraph {
  const target = resolveTarget(evaluation, request);
  if ('reason' in target) return target;
  const { sketch, made } = sketchGraph(evaluation, request, target);
  const output = made.get(target.output);
  if (output === undefined) return { reason: 'there is nothing to draw here' };
  const partial = ownShares(sketch, target, made);
  boxRuns(sketch);
  boxLines(sketch, evaluation.tape);
  const nodes = withCopyGates(sketch);
  for (const node of nodes) for (let box = node.box; box; box = box.parent) box.size++;
  return {
    evaluation,
    request,
    title: target.title,
    outputName: target.outputName,
    output,
    nodes,
    byId: new Map(nodes.map((node): [string, DrawnNode] => [node.id, node])),
    boxes: sketch.boxes.filter((box) => box.size > 0),
    unfinished: target.unfinished,
    notes: [...(request.notes ?? []), ...target.notes, ...partial, ...rowsNote(evaluation, target.output, made)],
  };
}

export const isDrawing = (drawn: Drawing | NoGraph): drawn is Drawing => 'nodes' in drawn;

/** Of how many rows the numbers of the picture are, where that is not all: above a line they may be of more. */
function rowsNote(evaluation: Evaluation, output: number, made: ReadonlyMap<number, NodeInMaking>): readonly string[] {
  const partial = partialRows(evaluation);
  const node = [output, ...made.keys()].find((id) => partial.has(id));
  const rows = node === undefined ? undefined : partial.get(node);
  if (rows === undefined) return [];
  return [
    `The numbers here are computed from ${takenText(rows)}, drawn by a fixed seed over all of them; above the lines, losses and gradients of parameters are of all rows where that costs little.`,
  ];
}

/** Of a value drawn as a leaf only the uses in the picture count; what reaches the output elsewhere is said in a note. */
function ownShares(
  { uses }: Sketch,
  target: ResolvedTarget,
  made: ReadonlyMap<number, NodeInMaking>,
): readonly string[] {
  const partial: string[] = [];
  for (const leaf of target.leaves) {
    const node = made.get(leaf);
    if (node?.gradient === undefined) continue;
    const messages = (uses.get(node) ?? []).flatMap(({ message }) => message ?? []);
    const own = messages.reduce(added, zeros(node.value.shape));
    if (!agree(own, node.gradient, 1e-9)) partial.push(node.label);
    node.gradient = own;
  }
  if (partial.length === 0) return [];
  const names = partial.length <= 3 ? partial.join(', ') : `${showCount(partial.length)} leaves`;
  return [`the gradients of ${names} leave out what reaches ${target.outputName} outside this picture`];
}

function added(total: Tensor, { data }: Tensor): Tensor {
  for (let i = 0; i < data.length; i++) total.data[i] = (total.data[i] ?? 0) + (data[i] ?? 0);
  return total;
}
