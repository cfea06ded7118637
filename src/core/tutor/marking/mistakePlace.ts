/** The names and numbers that a sentence about a mistake needs. */
import type { BackwardGraph } from '../../autodiff/backwardGraph.ts';
import type { NodeId } from '../../autodiff/tape/tape.ts';
import type { Edge, Sending } from '../../autodiff/wrongRule.ts';
import { showShape } from '../../base/show.ts';
import { labelOf } from '../../explain/formula/label.ts';
import { plainTensor } from '../../explain/formula/plain.ts';
import { partial } from '../../explain/formula/written.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { zipped } from '../entries.ts';
import type { ForkPlace, GatePlace, Place, UpdatePlace } from '../mistakes/mistake.ts';
import type { Found } from './diagnosis.ts';
import type { OwnPass } from './followThrough.ts';
import type { Asked } from './question.ts';
import { openAnswers } from './secrets.ts';
import { updateLines } from './updateLines.ts';

const DIGITS = 4;
const UNKNOWN = '?';

export const shown = (tensor: Tensor | undefined): string =>
  tensor === undefined ? UNKNOWN : plainTensor(tensor, DIGITS, 9).text;

/** With more digits, for what was rounded. */
export const inFull = (tensor: Tensor): string => plainTensor(tensor, 6, 9).text;

export function placeOf(asked: Asked, found: Found, own: OwnPass | undefined): Place | undefined {
  if (found.pass === undefined) return updatePlace(asked, own);
  const graph = own?.graph ?? asked.graph;
  if (graph === undefined) return undefined;
  const fork = found.pass.forks.at(-1);
  if (fork !== undefined) return forkPlace(asked, graph, fork, own);
  const edge = found.pass.edges.at(-1);
  return edge && gatePlace(asked, graph, edge, own);
}

function gatePlace(asked: Asked, graph: BackwardGraph, edge: Edge, own: OwnPass | undefined): GatePlace {
  const { evaluation } = asked;
  const { tape } = evaluation;
  const open = openAnswers(evaluation, asked.statement);
  const value = (node: NodeId | undefined): string =>
    node === undefined || open.values.has(node) ? UNKNOWN : shown(graph.valueOf(node));
  const label = (node: NodeId): string => labelOf(evaluation, node).plain.text;
  const other = tape.inputsOf(edge.consumer).find((_, port) => port !== edge.port);
  const name = partial(labelOf(evaluation, graph.output), labelOf(evaluation, edge.consumer)).plain.text;
  const upstream = own?.gradients.get(edge.consumer) ?? graph.gradient(edge.consumer);
  const hidden = open.gradients.has(edge.consumer);
  const operandSize = graph.valueOf(edge.operand).data.length;
  const outSize = graph.valueOf(edge.consumer).data.length;
  const shapes = tape.inputsOf(edge.consumer).map((input) => tape.shapeOf(input));
  return {
    kind: 'gate',
    gate: edge.gate.name,
    operand: label(edge.operand),
    operandValue: value(edge.operand),
    out: label(edge.consumer),
    outValue: value(edge.consumer),
    other: other === undefined ? '' : label(other),
    otherValue: value(other),
    upstream: hidden ? name : shown(upstream),
    arriving: hidden ? name : `${name} = ${shown(upstream)}`,
    operandShape: showShape(graph.valueOf(edge.operand).shape),
    outShape: showShape(graph.valueOf(edge.consumer).shape),
    count:
      edge.gate.counts?.(shapes, tape.optionsAt(edge.consumer)).n ??
      (edge.gate.name === 'div' && other !== undefined
        ? (graph.valueOf(other).data[0] ?? 1)
        : Math.round(outSize / Math.max(1, operandSize))),
  };
}

function forkPlace(asked: Asked, graph: BackwardGraph, node: NodeId, own: OwnPass | undefined): ForkPlace {
  const { evaluation } = asked;
  const messages: { readonly through: string; readonly message: string }[] = [];
  let total: Tensor | undefined;
  const listen = (sending: Sending): undefined => {
    messages.push({ through: labelOf(evaluation, sending.consumer).plain.text, message: shown(sending.right) });
    total = total === undefined ? sending.right : zipped(total, sending.right, (a, b) => a + b);
    return undefined;
  };
  graph.run(node, { message: listen }, { edge: ({ operand }) => operand === node }, own?.gradients);
  return {
    kind: 'fork',
    value: labelOf(evaluation, node).plain.text,
    asked: node === asked.node,
    messages,
    total: shown(total),
  };
}

function updatePlace({ evaluation, node }: Asked, own: OwnPass | undefined): UpdatePlace | undefined {
  const { tape } = evaluation;
  const lines = updateLines(tape);
  const of = (id: NodeId): Tensor => own?.values.get(id) ?? tape.valueOf(id);
  const step = lines.steps.get(node);
  const velocity = lines.velocities.get(step?.change ?? node) ?? lines.velocities.get(node);
  const rate = step?.lr ?? (velocity && lines.lrOf(velocity.node));
  if (step === undefined && velocity === undefined) return undefined;
  const named = (id: NodeId | undefined): string =>
    id === undefined ? UNKNOWN : `${labelOf(evaluation, id).plain.text} = ${shown(of(id))}`;
  return {
    kind: 'update',
    past: named(velocity?.past),
    gradient: named(velocity?.gradient),
    beta: velocity ? shown(of(velocity.beta)) : UNKNOWN,
    lr: rate === undefined ? UNKNOWN : shown(of(rate)),
    weights: named(step?.weights),
    change: named(step?.change),
  };
}
