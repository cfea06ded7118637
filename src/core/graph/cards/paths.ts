import type { NoGraph, PathsView } from '../../../protocol/graph.ts';
import { toWire } from '../../../protocol/wire.ts';
import { showNumber } from '../../base/show.ts';
import { localGradient } from '../../explain/application.ts';
import { arrivalsAt, type Drawing, type DrawnEdge, type DrawnNode } from '../build/drawing.ts';
import { applicationAt } from './operation.ts';

const MOST_PATHS = 200;

/** Every path from a node to the output, each as the product of the local gradients along it. Numbers only. */
export function pathsOf(drawing: Drawing, leaf: string): PathsView | NoGraph {
  const start = drawing.byId.get(leaf);
  const { output, outputName, request } = drawing;
  if (start === undefined) return { reason: 'this is not in the picture' };
  if (start.gradient === undefined) return { reason: start.whyNone };
  if (start.hidden.gradient) return { reason: 'the paths would give an answer away' };
  const counts = pathCounts(drawing);
  const pathCount = counts.get(start) ?? 0;
  if (pathCount === 0) return { reason: `no path leads from ${start.label} to ${outputName}` };
  const between = reachable(start, counts);
  if (between.some((node) => node.value.shape.length > 0))
    return { reason: 'paths are drawn between single numbers; here tensors lie on the way' };
  if (between.some((node) => node.hidden.gradient || node.hidden.value))
    return { reason: 'the paths would give an answer away' };

  const slopes = new Map<DrawnEdge, number>();
  const slopeOf = (edge: DrawnEdge): number => {
    let slope = slopes.get(edge);
    if (slope === undefined) {
      slope = edge.to.copies ? 1 : slopeAt(drawing, edge);
      slopes.set(edge, slope);
    }
    return slope;
  };
  const paths: PathsView['paths'][number][] = [];
  // Depth first with a stack of its own: a path may be thousands of gates long.
  const stack: { readonly node: DrawnNode; readonly ways: DrawnEdge[] }[] = [{ node: start, ways: arrivalsAt(start) }];
  const taken: DrawnEdge[] = [];
  while (stack.length > 0 && paths.length < MOST_PATHS) {
    const top = stack.at(-1);
    if (top === undefined) break;
    const edge = top.node === output ? undefined : top.ways.shift();
    if (edge === undefined) {
      if (top.node === output) paths.push(told(start, taken, slopeOf, request.digits));
      stack.pop();
      taken.pop();
    } else if (counts.has(edge.to)) {
      stack.push({ node: edge.to, ways: arrivalsAt(edge.to) });
      taken.push(edge);
    }
  }
  const inside = new Set(between);
  const edges = between.flatMap(({ out }) => out.filter(({ to, message }) => message && inside.has(to)));
  return {
    leaf,
    paths,
    sum: toWire(start.gradient.data[0] ?? Number.NaN),
    pathCount: Math.min(pathCount, Number.MAX_SAFE_INTEGER),
    edgeCount: edges.length,
    cut: pathCount > paths.length,
  };
}

function told(
  start: DrawnNode,
  taken: readonly DrawnEdge[],
  slopeOf: (edge: DrawnEdge) => number,
  digits: number,
): PathsView['paths'][number] {
  const factors = taken.filter(({ to }) => to.copies === undefined).map(slopeOf);
  const written = factors.map((factor, i) => {
    const text = showNumber(factor, digits);
    return i > 0 && text.startsWith('−') ? `(${text})` : text;
  });
  return {
    nodes: [start.id, ...taken.map(({ to }) => to.id)],
    product: written.length === 0 ? '1' : written.join(' · '),
    value: toWire(factors.reduce((product, factor) => product * factor, 1)),
  };
}

/** Paths from each node to the output; nodes from which none leads are left out. */
function pathCounts({ nodes, output }: Drawing): ReadonlyMap<DrawnNode, number> {
  const counts = new Map<DrawnNode, number>([[output, 1]]);
  for (const node of nodes.toReversed()) {
    if (node === output) continue;
    let count = 0;
    for (const { to, message } of node.out) if (message) count += counts.get(to) ?? 0;
    if (count > 0) counts.set(node, count);
  }
  return counts;
}

function reachable(start: DrawnNode, counts: ReadonlyMap<DrawnNode, number>): readonly DrawnNode[] {
  const found = new Set([start]);
  for (const node of found) for (const { to, message } of node.out) if (message && counts.has(to)) found.add(to);
  return [...found];
}

function slopeAt(drawing: Drawing, { to, port }: DrawnEdge): number {
  const application = applicationAt(drawing, to.id);
  return application ? localGradient(application, port) : Number.NaN;
}
