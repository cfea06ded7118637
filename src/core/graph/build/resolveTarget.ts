import type { NoGraph } from '../../../protocol/graph.ts';
import { backward } from '../../autodiff/backward.ts';
import type { Gradients } from '../../autodiff/gradients.ts';

import type { NodeId } from '../../autodiff/tape/node.ts';
import { lineTable } from '../../base/lineTable.ts';
import { showCount, showShape } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import {
  cellAtOffset,
  cellOfStatement,
  firstCallOf,
  nodeOfRange,
  statementAt,
  textOfNode,
} from '../../evaluate/places.ts';
import { type Withheld, withheldMessage } from '../../explain/withheld.ts';
import { feedersOf } from '../cards/inputsShown.ts';
import type { GraphRequest } from './target.ts';

export interface ResolvedTarget {
  readonly output: NodeId;
  readonly title: string;
  readonly outputName: string;
  /** Undefined: nothing is differentiated, and why. */
  readonly gradients: Gradients | undefined;
  readonly whyNone: string;
  /** Nodes of the picture, ascending; those in `leaves` are drawn without what feeds them. */
  readonly nodes: readonly NodeId[];
  readonly leaves: ReadonlySet<NodeId>;
  /** What the leaves are called, where it is not their own name: a def's params. */
  readonly leafNames: ReadonlyMap<NodeId, string>;
  /** A call that is drawn from the inside, without its frame. */
  readonly withoutBox: number;
  readonly notes: readonly string[];
  /** A line of the cell below the output has an error: perhaps another output is meant. */
  readonly unfinished: boolean;
}

/** Larger graphs of a cell begin at the values that earlier cells hand over. */
const SMALL = 60;
const LARGEST = 10_000;

export function resolveTarget(
  evaluation: Evaluation,
  { target, hidden }: Pick<GraphRequest, 'target' | 'hidden'>,
): ResolvedTarget | NoGraph {
  switch (target.kind) {
    case 'cell':
      return cellTarget(evaluation, target.cell, hidden);
    case 'selection':
      return selectionTarget(evaluation, target, hidden);
    case 'def':
      return defTarget(evaluation, target.statement);
  }
}

function cellTarget(evaluation: Evaluation, cell: number, hidden: Withheld | undefined): ResolvedTarget | NoGraph {
  const place = evaluation.document.cells[cell];
  const found = evaluation.cells[cell];
  if (place === undefined || found === undefined) return { reason: 'there is no such cell' };
  const notes = errorNotes(evaluation, place.first, place.last, hidden);
  if (found.output !== undefined) {
    const { output, outputName } = found;
    const reach = withinCell(evaluation, output, cell);
    if ('reason' in reach) return reach;
    const gradients = evaluation.tape.isReached(output) ? evaluation.gradients(output) : undefined;
    const whyNone = gradients ? '' : `nothing that can change feeds ${outputName}`;
    return {
      ...plain,
      ...reach,
      output,
      title: outputName,
      outputName,
      gradients,
      whyNone,
      notes: [...notes, ...reach.notes],
      unfinished: errorNotes(evaluation, evaluation.tape.statementOf(output) + 1, place.last, hidden).length > 0,
    };
  }
  const last = evaluation.statements
    .slice(place.first, place.last)
    .flatMap(({ bindings }) => bindings)
    .findLast(({ node }) => node !== undefined)?.node;
  if (last === undefined) {
    if (place.kind === 'markdown') return { reason: 'this cell is text: there is nothing to draw' };
    return { reason: notes[0] ?? 'this cell computes nothing yet' };
  }
  const reach = withinCell(evaluation, last, cell);
  if ('reason' in reach) return reach;
  const own = withoutGradients(evaluation, last);
  // Beside an error, advice about the value before it would lead the reader away from what is wrong.
  const advice = notes.length > 0 ? [] : own.notes;
  return { ...plain, ...reach, ...own, notes: [...notes, ...advice, ...reach.notes] };
}

const plain = { unfinished: false, whyNone: '', leafNames: new Map<NodeId, string>(), withoutBox: -1 } as const;

function withoutGradients(
  evaluation: Evaluation,
  output: NodeId,
): Pick<ResolvedTarget, 'output' | 'title' | 'outputName' | 'gradients' | 'whyNone' | 'notes'> {
  const name = nameOf(evaluation, output);
  const { tape } = evaluation;
  const whyNone = tape.isScalar(output)
    ? `nothing that can change feeds ${name}`
    : `gradients need a scalar output, and ${name} has shape ${showShape(tape.shapeOf(output))}`;
  const notes = tape.isScalar(output)
    ? []
    : [
        `Gradients need a scalar output. ${name} has shape ${showShape(tape.shapeOf(output))}: use sum(${name}) or mean(${name}).`,
      ];
  return { output, title: name, outputName: name, gradients: undefined, whyNone, notes };
}

const nameOf = (evaluation: Evaluation, node: NodeId): string =>
  evaluation.nameOf(node) ?? (textOfNode(evaluation, node) || 'this value');

function selectionTarget(
  evaluation: Evaluation,
  { from, to }: Span,
  hidden: Withheld | undefined,
): ResolvedTarget | NoGraph {
  const { document, tape } = evaluation;
  const output = nodeOfRange(evaluation, from, to);
  if (output === undefined) {
    const statement = statementAt(document, from);
    const cell = statement < 0 ? cellAtOffset(document, from) : cellOfStatement(document, statement);
    return cellTarget(evaluation, Math.max(0, cell), hidden);
  }
  const reach = everything(evaluation, output);
  if ('reason' in reach) return reach;
  const title = nameOf(evaluation, output);
  const base = { ...plain, ...reach, output, title };
  if (tape.isScalar(output) && tape.isReached(output))
    return { ...base, outputName: title, gradients: evaluation.gradients(output) };
  // A tensor has no gradients of its own; those of the cell's output pass through it.
  const cell = evaluation.cells[cellOfStatement(document, tape.statementOf(output))];
  const upstream = cell?.output === undefined ? undefined : evaluation.gradients(cell.output).of(output);
  if (cell === undefined || upstream === undefined) {
    const own = withoutGradients(evaluation, output);
    return { ...base, ...own };
  }
  return {
    ...base,
    outputName: cell.outputName,
    gradients: backward(tape, output, upstream),
    notes: [`gradients are of ${cell.outputName}, as far as they pass through ${title}`],
  };
}

function defTarget(evaluation: Evaluation, statement: number): ResolvedTarget | NoGraph {
  const { document, tape } = evaluation;
  const tree = document.statements[statement]?.tree;
  if (tree?.kind !== 'def') return { reason: 'there is no def here' };
  const { name } = tree.name;
  const call = firstCallOf(evaluation, statement);
  if (call === undefined) return { reason: `${name} is not called yet: a call such as ${name}(…) gives it numbers` };
  const output = call.body >= 0 ? call.body : call.output;
  const inside = (node: NodeId): boolean => node >= call.first && node < call.last;
  const leaves = new Set<NodeId>();
  const reach = feeding(evaluation, output, (node) => {
    if (inside(node)) return false;
    leaves.add(node);
    return true;
  });
  if ('reason' in reach) return reach;
  const leafNames = new Map(call.args.map((node, i) => [node, tree.params[i]?.name ?? '']));
  const scalar = tape.isScalar(output) && tape.isReached(output);
  return {
    ...plain,
    ...reach,
    leaves,
    leafNames,
    ...(scalar
      ? { output, outputName: name, gradients: evaluation.gradients(output) }
      : withoutGradients(evaluation, output)),
    title: `${name}(${tree.params.map((param) => param.name).join(', ')})`,
    withoutBox: tape.boxes.indexOf(call),
    notes: [`with the numbers of its first call, ${textOfNode(evaluation, call.output) || name}`],
  };
}

type Reach = Pick<ResolvedTarget, 'nodes' | 'leaves' | 'notes'>;

const everything = (evaluation: Evaluation, output: NodeId): Reach | NoGraph =>
  feeding(evaluation, output, () => false);

/** All that feeds the output, if that is small; else what the cell itself computes. */
function withinCell(evaluation: Evaluation, output: NodeId, cell: number): Reach | NoGraph {
  const { tape, document } = evaluation;
  const place = document.cells[cell];
  const all = feeding(evaluation, output, () => false);
  const gatesIn = (nodes: readonly NodeId[]): number =>
    nodes.reduce((count, node) => count + (tape.gateOf(node) === undefined ? 0 : 1), 0);
  if (place === undefined || (!('reason' in all) && gatesIn(all.nodes) <= SMALL)) return all;
  const leaves = new Set<NodeId>();
  const first = tape.statementOf(output) < place.last ? place.first : 0;
  const cut = feeding(evaluation, output, (node) => {
    const earlier = tape.statementOf(node) < first && tape.gateOf(node) !== undefined;
    if (earlier) leaves.add(node);
    return earlier;
  });
  if ('reason' in cut || leaves.size === 0) return cut;
  const names = [...leaves].map((node) => nameOf(evaluation, node));
  const [one = ''] = names;
  const note =
    names.length === 1
      ? `${one} is computed in an earlier cell and stands here as a leaf`
      : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''} are computed in earlier cells and stand here as leaves`;
  return { ...cut, leaves, notes: [note] };
}

/** Nodes that feed the output, ascending, itself included. What feeds a leaf is left out. */
function feeding(evaluation: Evaluation, output: NodeId, isLeaf: (node: NodeId) => boolean): Reach | NoGraph {
  const { tape } = evaluation;
  const marks = new Uint8Array(output + 1);
  const nodes: NodeId[] = [];
  marks[output] = 1;
  for (let node = output, pending = 1; pending > 0; node--) {
    if (marks[node] === 0) continue;
    pending--;
    nodes.push(node);
    if (node !== output && isLeaf(node)) continue;
    for (const input of feedersOf(tape, node))
      if (marks[input] === 0) {
        marks[input] = 1;
        pending++;
      }
  }
  if (nodes.length > LARGEST)
    return { reason: `this graph has ${showCount(nodes.length)} gates, too many to draw: select a part of it` };
  return { nodes: nodes.reverse(), leaves: new Set(), notes: [] };
}

function errorNotes(
  evaluation: Evaluation,
  first: number,
  last: number,
  hidden: Withheld | undefined,
): readonly string[] {
  const { statements, document } = evaluation;
  const wrong: string[] = [];
  let lines: ReturnType<typeof lineTable> | undefined;
  for (let index = first; index < last; index++) {
    const problem = statements[index]?.problems.find(({ severity }) => severity === 'error');
    if (problem === undefined) continue;
    lines ??= lineTable(document.text);
    const line = lines.at((document.starts[index] ?? 0) + problem.from).line + 1;
    wrong.push(`line ${line}: ${withheldMessage(evaluation, hidden, index, problem.message)}`);
  }
  return wrong.length > 3 ? [...wrong.slice(0, 3), `and ${wrong.length - 3} more lines with errors`] : wrong;
}
