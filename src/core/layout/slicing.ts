import type { Layers, Level, Pieces, Routes } from './level.ts';
import { type Lists, listsBy } from './lists.ts';

/**
 * Cuts long edges into pieces, given the layer of each node. All edges of one outlet run on one trunk, so there are
 * never more points than layers.
 */
export function sliceLayers(level: Level, layer: Int32Array): Layers {
  const { edges, nodes } = level;
  const headOf = new Int32Array(nodes.length + 1);
  for (let k = 0; k < nodes.length; k++) headOf[k + 1] = headOf[k]! + (nodes[k]?.span ?? 1);
  const ofNodes = headOf[nodes.length]!;
  const trunks = findTrunks(level, layer);
  let points = 0;
  for (const length of trunks.length) points += length;
  const slots = ofNodes + points;
  const layerOf = new Int32Array(slots);
  const nodeOf = new Int32Array(slots).fill(-1);
  const pieces = makePieces(ofNodes - nodes.length + points + trunks.routed);
  let count = 0;
  const link = (from: number, to: number, edge: number, carries: number, leaves: number, arrives: number): number => {
    pieces.from[count] = from;
    pieces.to[count] = to;
    pieces.edge[count] = edge;
    pieces.carries[count] = carries;
    pieces.leaves[count] = leaves;
    pieces.arrives[count] = arrives;
    return count++;
  };
  for (let node = 0; node < nodes.length; node++) {
    const head = headOf[node]!;
    for (let slot = head; slot < headOf[node + 1]!; slot++) {
      nodeOf[slot] = node;
      layerOf[slot] = layer[node]! + slot - head;
      if (slot > head) pieces.body[link(slot - 1, slot, -1, -1, 0, 0)] = 1;
    }
  }
  const routes: Routes = {
    trunk: new Int32Array(edges.length),
    length: new Int32Array(edges.length),
    last: new Int32Array(edges.length).fill(-1),
  };
  const firstPiece = new Int32Array(trunks.length.length).fill(-1);
  let next = ofNodes;
  const arrivals = arrivalsOf(level);
  for (const [index, edge] of edges.entries()) {
    const source = headOf[edge.from + 1]! - 1;
    const target = headOf[edge.to]!;
    const length = layerOf[target]! - layerOf[source]! - 1;
    if (length < 0) continue;
    const trunk = trunks.base[edge.from]! + edge.outlet;
    const outlets = trunks.base[edge.from + 1]! - trunks.base[edge.from]!;
    const leaves = (edge.outlet + 0.5) / outlets - 0.5;
    if (firstPiece[trunk] === -1) {
      firstPiece[trunk] = count;
      for (let left = trunks.length[trunk]!, from = source; left > 0; left--, from = next++) {
        layerOf[next] = layerOf[from]! + 1;
        link(from, next, -1, index, from === source ? leaves : 0, 0);
      }
    }
    const first = firstPiece[trunk]!;
    const before = length > 0 ? pieces.to[first + length - 1]! : source;
    routes.trunk[index] = first;
    routes.length[index] = length;
    routes.last[index] = link(before, target, index, index, length > 0 ? 0 : leaves, arrivals[index]!);
  }
  const ins = sorted(listsBy(pieces.to, slots), pieces.arrives);
  return {
    layerOf,
    nodeOf,
    headOf,
    layers: gather(layerOf),
    pieces,
    ins,
    outs: listsBy(pieces.from, slots),
    routes,
  };
}

function makePieces(count: number): Pieces {
  const numbers = (): Int32Array => new Int32Array(count);
  const [leaves, arrives] = [new Float64Array(count), new Float64Array(count)];
  return {
    from: numbers(),
    to: numbers(),
    body: new Uint8Array(count),
    edge: numbers(),
    carries: numbers(),
    leaves,
    arrives,
  };
}

/** The outlets of node `k` are numbered from `base[k]`; how many points the trunk of each has. */
interface Trunks {
  readonly base: Int32Array;
  readonly length: Int32Array;
  /** Edges that lead from left to right. */
  readonly routed: number;
}

function findTrunks({ nodes, edges }: Level, layer: Int32Array): Trunks {
  const base = new Int32Array(nodes.length + 1);
  for (const { from, outlet } of edges) base[from + 1] = Math.max(base[from + 1]!, outlet + 1);
  for (let k = 0; k < nodes.length; k++) base[k + 1] = base[k]! + Math.max(1, base[k + 1]!);
  const length = new Int32Array(base[nodes.length]!);
  let routed = 0;
  for (const { from, to, outlet } of edges) {
    const trunk = base[from]! + outlet;
    const points = layer[to]! - layer[from]! - (nodes[from]?.span ?? 1);
    if (points >= 0) routed++;
    if (points > length[trunk]!) length[trunk] = points;
  }
  return { base, length, routed };
}

/** Where each edge arrives on its node: by the rank of its port among the ports of the node. */
function arrivalsOf({ nodes, edges }: Level): Float64Array {
  const ports = Float64Array.from(edges, ({ port }) => port);
  const { start, items } = sorted(
    listsBy(
      Int32Array.from(edges, ({ to }) => to),
      nodes.length,
    ),
    ports,
  );
  const arrives = new Float64Array(edges.length);
  for (let node = 0; node < nodes.length; node++) {
    const [first, end] = [start[node]!, start[node + 1]!];
    for (let k = first, rank = 0; k < end; k++) {
      if (k > first && ports[items[k]!] !== ports[items[k - 1]!]) rank = k - first;
      arrives[items[k]!] = (rank + 0.5) / (end - first) - 0.5;
    }
  }
  return arrives;
}

/** Puts every list in the order of its keys. By insertion: nearly all come in order. */
function sorted(lists: Lists, keys: Float64Array): Lists {
  const { start, items } = lists;
  for (let list = 0; list + 1 < start.length; list++) {
    const first = start[list]!;
    for (let k = first + 1; k < start[list + 1]!; k++) {
      const item = items[k]!;
      let at = k;
      for (; at > first && keys[items[at - 1]!]! > keys[item]!; at--) items[at] = items[at - 1]!;
      items[at] = item;
    }
  }
  return lists;
}

function gather(layerOf: Int32Array): number[][] {
  let depth = 0;
  for (const layer of layerOf) depth = Math.max(depth, layer + 1);
  const layers: number[][] = Array.from({ length: depth }, () => []);
  for (let slot = 0; slot < layerOf.length; slot++) layers[layerOf[slot]!]?.push(slot);
  return layers;
}
