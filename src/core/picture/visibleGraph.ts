import type { GradientView, GraphBox, GraphEdge, GraphNode, GraphSnapshot, ValueView } from '../../protocol/graph.ts';

/** What is drawn as one thing: a leaf, a gate, a copy gate, a closed box, or the name of the output at the far right. */
export interface VisibleNode {
  readonly id: string;
  readonly kind: 'leaf' | 'gate' | 'copy' | 'closed' | 'output';
  readonly symbol: string;
  /** The name that the text gives to its value. */
  readonly name?: string;
  /** The node whose value and gradient it has: for a closed box the node inside that makes its value. */
  readonly node: GraphNode;
  /** The box that it stands for, when closed. */
  readonly closed?: GraphBox;
  /** Innermost open box that it stands in. */
  readonly box?: string;
}

export interface VisibleEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly value: ValueView;
  readonly gradient: GradientView;
  readonly quiet: boolean;
  /** The name of the value that travels along it, where it is not plain from the node it comes from. */
  readonly name?: string;
}

export interface VisibleGraph {
  /** In forward order. */
  readonly nodes: readonly VisibleNode[];
  readonly edges: readonly VisibleEdge[];
  /** The open boxes that have something visible in them, outer ones first. */
  readonly boxes: readonly GraphBox[];
  readonly output: string;
  /** For every node of the snapshot the visible node that shows it. */
  readonly shownAs: ReadonlyMap<string, string>;
}

/** Id of the name of the output at the far end. */
export const OUTPUT_EDGE = '→output';

/** Folds every box that is not open, and everything in it, to one node. */
export function visibleGraph(snapshot: GraphSnapshot, open: ReadonlySet<string>): VisibleGraph {
  const boxes = new Map(snapshot.boxes.map((box) => [box.id, box]));
  const byId = new Map(snapshot.nodes.map((node) => [node.id, node]));
  const shown = new Map<string, string>();
  const nodes = new Map<string, VisibleNode>();
  const usedBoxes = new Set<string>();
  const folded = foldedConstants(snapshot, (node) => outermostClosed(node, boxes, open)?.id);
  const position = new Map<string, number>();
  for (const [index, node] of snapshot.nodes.entries()) {
    const closed = outermostClosed(node, boxes, open);
    const id = closed?.id ?? node.id;
    shown.set(node.id, id);
    position.set(node.id, index);
    const inside = folded.get(node.id);
    if (inside !== undefined) {
      shown.set(node.id, inside);
      continue;
    }
    const seen = nodes.get(id);
    const output = closed && byId.get(closed.output);
    const around = closed ? closed.parent : node.box;
    const place = around !== undefined && boxes.has(around) ? { box: around } : {};
    if (closed && (!seen || node.id === closed.output)) {
      // Set anew where its output stands, so that forward order holds for the folded graph too.
      nodes.delete(id);
      nodes.set(id, {
        id,
        kind: 'closed',
        symbol: closed.symbol,
        node: output ?? node,
        closed,
        ...named(output ?? node),
        ...place,
      });
    } else if (!closed) nodes.set(id, { id, kind: kindOf(node), symbol: node.symbol, node, ...named(node), ...place });
    for (let box = around; box !== undefined && !usedBoxes.has(box); box = boxes.get(box)?.parent) usedBoxes.add(box);
  }
  nameCopies(snapshot, nodes);
  const leaving = namesLeaving(snapshot);
  const edges: VisibleEdge[] = [];
  const entering = new Map<string, GraphEdge[]>();
  for (const edge of snapshot.edges) {
    const from = shown.get(edge.from);
    const to = shown.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const list = entering.get(to);
    if (list) list.push(edge);
    else entering.set(to, [edge]);
  }
  for (const [to, list] of entering) {
    const isBox = nodes.get(to)?.kind === 'closed';
    // Into a closed box edges enter in the order in which its gates use them.
    if (isBox) list.sort((a, b) => (position.get(a.to) ?? 0) - (position.get(b.to) ?? 0) || a.port - b.port);
    for (const [index, edge] of list.entries()) {
      const from = nodes.get(shown.get(edge.from) ?? '');
      if (!from) continue;
      const { id, value, gradient, quiet } = edge;
      edges.push({
        id,
        from: from.id,
        to,
        port: isBox ? index : edge.port,
        value,
        gradient,
        quiet,
        ...(from.closed ? leaving(edge.from) : nameOnEdge(from)),
      });
    }
  }
  const last = byId.get(snapshot.output);
  const lastShown = nodes.get(shown.get(snapshot.output) ?? '');
  if (last && lastShown) {
    nodes.set(OUTPUT_EDGE, { id: OUTPUT_EDGE, kind: 'output', symbol: snapshot.outputName, node: last });
    const { value, gradient } = last;
    edges.push({ id: OUTPUT_EDGE, from: lastShown.id, to: OUTPUT_EDGE, port: 0, value, gradient, quiet: false });
  }
  const used = snapshot.boxes.filter((box) => usedBoxes.has(box.id));
  return { nodes: [...nodes.values()], edges, boxes: used, output: lastShown?.id ?? '', shownAs: shown };
}

/** A copy is called by the name of what it copies. */
function nameCopies(snapshot: GraphSnapshot, nodes: Map<string, VisibleNode>): void {
  for (const { from, to } of snapshot.edges) {
    const copy = nodes.get(to);
    const original = nodes.get(from);
    if (copy?.kind === 'copy' && original?.name !== undefined) nodes.set(to, { ...copy, name: original.name });
  }
}

/** What is called by which name where it leaves a closed box: several values may. A copy is called by the name of its original. */
function namesLeaving({ nodes, edges }: GraphSnapshot): (id: string) => { name?: string } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let into: ReadonlyMap<string, string> | undefined;
  return (id) => {
    let node = byId.get(id);
    while (node?.role === 'copy' && node.name === undefined) {
      into ??= new Map(edges.map(({ from, to }) => [to, from]));
      node = byId.get(into.get(node.id) ?? '');
    }
    return node ? named(node) : {};
  };
}

const named = (node: GraphNode): { name?: string } => (node.name === undefined ? {} : { name: node.name });

const nameOnEdge = (from: VisibleNode): { name?: string } =>
  from.kind === 'leaf' || from.name === undefined ? {} : { name: from.name };

const kindOf = (node: GraphNode): 'leaf' | 'gate' | 'copy' =>
  node.role === 'gate' ? 'gate' : node.role === 'copy' ? 'copy' : 'leaf';

function outermostClosed(
  node: GraphNode,
  boxes: ReadonlyMap<string, GraphBox>,
  open: ReadonlySet<string>,
): GraphBox | undefined {
  if (node.box === undefined) return undefined;
  let found: GraphBox | undefined;
  const seen = new Set<string>();
  let box = boxes.get(node.box);
  while (box && !seen.has(box.id)) {
    seen.add(box.id);
    if (!open.has(box.id)) found = box;
    box = box.parent === undefined ? undefined : boxes.get(box.parent);
  }
  return found;
}

/**
 * Constants without a name that only one closed box uses are folded into it: `neuron(0.3, −1, x)` takes x. Of a box
 * that nothing else enters they are all there is to see, and stay.
 */
function foldedConstants(
  { nodes, edges }: GraphSnapshot,
  boxOf: (node: GraphNode) => string | undefined,
): ReadonlyMap<string, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const uses = new Map<string, Set<string | undefined>>();
  const entered = new Set<string>();
  for (const edge of edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to) continue;
    const box = boxOf(to);
    if (from.role === 'constant' && from.name === undefined && boxOf(from) === undefined) {
      const users = uses.get(from.id);
      if (users) users.add(box);
      else uses.set(from.id, new Set([box]));
    } else if (box !== undefined && box !== boxOf(from)) entered.add(box);
  }
  const folded = new Map<string, string>();
  for (const [id, users] of uses) {
    const [box] = users;
    if (users.size === 1 && box !== undefined && entered.has(box)) folded.set(id, box);
  }
  return folded;
}

/** More visible gates than this are folded at first. */
export const FOLD_ABOVE = 60;

/**
 * What may be open at first, the most open first: as many levels of boxes, from outside, as leave few enough gates to be read.
 * The last one is with everything closed.
 */
export function levelsOfOpening(snapshot: GraphSnapshot): readonly ReadonlySet<string>[] {
  const boxes = new Map(snapshot.boxes.map((box) => [box.id, box]));
  const around = new Map<string, readonly string[]>();
  for (const { id } of snapshot.boxes) {
    const chain: string[] = [];
    for (let box = boxes.get(id); box && !chain.includes(box.id); box = boxes.get(box.parent ?? ''))
      chain.unshift(box.id);
    around.set(id, chain);
  }
  const gates = snapshot.nodes.filter((node) => node.role === 'gate' || node.role === 'copy');
  const depth = Math.max(0, ...[...around.values()].map((chain) => chain.length));
  const found: ReadonlySet<string>[] = [];
  for (let levels = depth; levels > 0; levels--) {
    const seen = new Set(gates.map((gate) => around.get(gate.box ?? '')?.[levels] ?? gate.id));
    if (seen.size <= FOLD_ABOVE)
      found.push(new Set([...around].filter(([, chain]) => chain.length <= levels).map(([id]) => id)));
  }
  return [...found, new Set()];
}

/** The boxes that are open in a file: as many levels as can be read. */
export const openAtFirst = (snapshot: GraphSnapshot): ReadonlySet<string> => levelsOfOpening(snapshot)[0] ?? new Set();
