import type { GraphBox, GraphEdge, GraphNode, GraphSnapshot } from '../../protocol/graph.ts';
import type { VisibleEdge, VisibleGraph, VisibleNode } from './visibleGraph.ts';

interface Drawn {
  readonly snapshot: GraphSnapshot;
  readonly graph: VisibleGraph;
}

/**
 * What is visible, with the numbers of another snapshot of the same structure: what is folded, and in what order things
 * stand, is not worked out anew. Undefined where anything but numbers differs.
 */
export function withNumbersOf(snapshot: GraphSnapshot, { snapshot: before, graph }: Drawn): VisibleGraph | undefined {
  const alike =
    snapshot.output === before.output &&
    snapshot.outputName === before.outputName &&
    pairwise(snapshot.nodes, before.nodes, sameNode) &&
    pairwise(snapshot.edges, before.edges, sameEdge) &&
    pairwise(snapshot.boxes, before.boxes, sameBox);
  if (!alike) return undefined;
  const nodeOf = new Map(snapshot.nodes.map((node) => [node.id, node]));
  const edgeOf = new Map(snapshot.edges.map((edge) => [edge.id, edge]));
  const boxOf = new Map(snapshot.boxes.map((box) => [box.id, box]));
  return {
    nodes: graph.nodes.map((node): VisibleNode => {
      const now = nodeOf.get(node.node.id) ?? node.node;
      const fresh = { ...node, node: now, symbol: isLiteral(now) ? now.symbol : node.symbol };
      return node.closed ? { ...fresh, closed: boxOf.get(node.closed.id) ?? node.closed } : fresh;
    }),
    edges: graph.edges.map((edge): VisibleEdge => {
      // The line to the name of the output carries what the output itself has.
      const { value, gradient } = edgeOf.get(edge.id) ?? nodeOf.get(snapshot.output) ?? edge;
      return { ...edge, value, gradient };
    }),
    boxes: graph.boxes.map((box) => boxOf.get(box.id) ?? box),
    output: graph.output,
    shownAs: graph.shownAs,
  };
}

function pairwise<Item>(a: readonly Item[], b: readonly Item[], same: (x: Item, y: Item) => boolean): boolean {
  return a.length === b.length && a.every((item, k) => same(item, b[k] as Item));
}

/** A number without a name is written as itself: another number is no other structure. */
const isLiteral = ({ role, name }: GraphNode): boolean => role === 'constant' && name === undefined;

const sameNode = (a: GraphNode, b: GraphNode): boolean =>
  a.id === b.id &&
  a.role === b.role &&
  (a.symbol === b.symbol || (isLiteral(a) && isLiteral(b))) &&
  a.name === b.name &&
  a.box === b.box;

const sameEdge = (a: GraphEdge, b: GraphEdge): boolean =>
  a.id === b.id && a.from === b.from && a.to === b.to && a.port === b.port && a.quiet === b.quiet;

const sameBox = (a: GraphBox, b: GraphBox): boolean =>
  a.id === b.id && a.parent === b.parent && a.output === b.output && a.symbol === b.symbol;
