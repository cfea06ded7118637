import type { Flow, LayoutBox, LayoutEdge, LayoutInput, LayoutNode } from './layout.ts';

/** The input by boxes: who stands in which, and on which levels an edge has a piece. */
export interface Nest {
  readonly flow: Flow;
  readonly nodes: ReadonlyMap<string, LayoutNode>;
  /** What stands directly in a box (undefined: in none), in the input's order. */
  readonly inside: ReadonlyMap<string | undefined, readonly NestItem[]>;
  /** The edges that have a piece in a box. */
  readonly edges: ReadonlyMap<string | undefined, readonly NestEdge[]>;
}

type NestItem =
  | { readonly kind: 'node'; readonly node: LayoutNode }
  | { readonly kind: 'box'; readonly box: LayoutBox };

/** The piece of an edge on one level. Undefined ends lie outside: the piece begins or ends at the frame. */
export interface NestEdge {
  readonly edge: LayoutEdge;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export function nestGraph(input: LayoutInput): Nest {
  const boxes = new Map(input.boxes.map((box) => [box.id, box]));
  const nodes = new Map(input.nodes.map((node) => [node.id, node]));
  const chainOf = (node: LayoutNode): string[] => {
    const chain: string[] = [];
    let box = node.box === undefined ? undefined : boxes.get(node.box);
    while (box && !chain.includes(box.id)) {
      chain.unshift(box.id);
      box = box.parent === undefined ? undefined : boxes.get(box.parent);
    }
    return chain;
  };
  const chains = new Map(input.nodes.map((node) => [node.id, chainOf(node)]));
  const inside = new Map<string | undefined, NestItem[]>([[undefined, []]]);
  for (const node of nodes.values()) {
    const chain = chains.get(node.id) ?? [];
    for (const [k, id] of chain.entries()) {
      const box = boxes.get(id);
      if (!box || inside.has(id)) continue;
      inside.set(id, []);
      inside.get(chain[k - 1])?.push({ kind: 'box', box });
    }
    inside.get(chain.at(-1))?.push({ kind: 'node', node });
  }
  const edges = new Map<string | undefined, NestEdge[]>();
  const add = (box: string | undefined, edge: NestEdge) => {
    const list = edges.get(box);
    if (list) list.push(edge);
    else edges.set(box, [edge]);
  };
  for (const edge of input.edges) {
    const from = chains.get(edge.from);
    const to = chains.get(edge.to);
    if (!from || !to) continue;
    let shared = 0;
    while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
    // Innermost first on both sides: each level sees the next frame inwards as the end of its piece.
    for (let k = shared; k < from.length; k++) add(from[k], { edge, from: from[k + 1] ?? edge.from, to: undefined });
    add(from[shared - 1], { edge, from: from[shared] ?? edge.from, to: to[shared] ?? edge.to });
    for (let k = shared; k < to.length; k++) add(to[k], { edge, from: undefined, to: to[k + 1] ?? edge.to });
  }
  return { flow: input.flow ?? 'right', nodes, inside, edges };
}
