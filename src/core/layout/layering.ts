import type { Layers, Level, Piece, Route, Slot } from './level.ts';

/**
 * The layer of each node, from 0 at the left. Everything stands as far right as its consumers let it, so that leaves
 * and small terms stand beside the gate that uses them; entries stand in the first layer, exits in the last.
 */
export function layersOf(level: Level): Int32Array {
  const count = level.nodes.length;
  const outs: number[][] = level.nodes.map(() => []);
  const waiting = new Int32Array(count);
  for (const edge of level.edges) {
    outs[edge.from]?.push(edge.to);
    waiting[edge.to] = (waiting[edge.to] ?? 0) + 1;
  }
  const order: number[] = [];
  for (let node = 0; node < count; node++) if (waiting[node] === 0) order.push(node);
  for (let head = 0; head < order.length; head++) {
    for (const to of outs[order[head] ?? 0] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  // How far the first layer of each node is from the last layer of all.
  const distance = Int32Array.from(level.nodes, ({ span }) => span - 1);
  let depth = 0;
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k] ?? 0;
    const own = level.nodes[node]?.span ?? 1;
    for (const to of outs[node] ?? []) distance[node] = Math.max(distance[node] ?? 0, (distance[to] ?? 0) + own);
    depth = Math.max(depth, distance[node] ?? 0);
  }
  const crowded = level.nodes.some((node, k) => node.kind !== 'entry' && distance[k] === depth);
  if (crowded && level.nodes.some((node) => node.kind === 'entry')) depth++;
  return distance.map((far, k) => (level.nodes[k]?.kind === 'entry' ? 0 : depth - far));
}

/** Cuts long edges into pieces. All edges of one outlet run on one trunk, so there are never more points than layers. */
export function sliceLayers(level: Level, layer: Int32Array): Layers {
  const slots: Slot[] = [];
  const addSlot = (at: number, node: number): Slot => {
    const slot: Slot = { index: slots.length, layer: at, node, ins: [], outs: [], position: 0 };
    slots.push(slot);
    return slot;
  };
  const inputs = countInputs(level);
  const trunks = new Map<string, Piece[]>();
  const outlets = countOutlets(level);
  let pieces = 0;
  const link = (
    from: Slot,
    to: Slot,
    body: boolean,
    edge: number,
    carries: number,
    leaves: number,
    arrives: number,
  ): Piece => {
    const made: Piece = { index: pieces++, from, to, body, edge, carries, leaves, arrives };
    from.outs.push(made);
    to.ins.push(made);
    return made;
  };
  const heads: Slot[] = [];
  const tails = level.nodes.map(({ span }, node) => {
    const head = addSlot(layer[node] ?? 0, node);
    heads.push(head);
    let tail = head;
    for (let part = 1; part < span; part++) {
      const next = addSlot(tail.layer + 1, node);
      link(tail, next, true, -1, -1, 0, 0);
      tail = next;
    }
    return tail;
  });
  const routes = level.edges.map((edge, index): Route | undefined => {
    const source = tails[edge.from] as Slot;
    const target = heads[edge.to] as Slot;
    if (source.layer >= target.layer) return undefined;
    const key = `${edge.from}:${edge.outlet}`;
    const leaves = (edge.outlet + 0.5) / (outlets[edge.from] ?? 1) - 0.5;
    const trunk = trunks.get(key) ?? [];
    trunks.set(key, trunk);
    const length = target.layer - source.layer - 1;
    while (trunk.length < length) {
      const last = trunk.at(-1)?.to ?? source;
      const next = addSlot(last.layer + 1, -1);
      trunk.push(link(last, next, false, -1, index, last === source ? leaves : 0, 0));
    }
    const before = trunk[length - 1]?.to ?? source;
    const arrives = (rankOfPort(inputs[edge.to] ?? [], edge.port) + 0.5) / (inputs[edge.to]?.length ?? 1) - 0.5;
    const last = link(before, target, false, index, index, before === source ? leaves : 0, arrives);
    return { trunk, length, last };
  });
  const depth = slots.reduce((most, slot) => Math.max(most, slot.layer + 1), 0);
  const layers: Slot[][] = Array.from({ length: depth }, () => []);
  for (const slot of slots) layers[slot.layer]?.push(slot);
  return { slots, layers, first: layer, routes };
}

function countInputs(level: Level): number[][] {
  const ports: number[][] = level.nodes.map(() => []);
  for (const edge of level.edges) ports[edge.to]?.push(edge.port);
  for (const list of ports) list.sort((a, b) => a - b);
  return ports;
}

function countOutlets(level: Level): number[] {
  const most = level.nodes.map(() => 1);
  for (const edge of level.edges) most[edge.from] = Math.max(most[edge.from] ?? 1, edge.outlet + 1);
  return most;
}

/** Its place among the sorted ports. */
function rankOfPort(ports: readonly number[], port: number): number {
  let low = 0;
  let high = ports.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ports[middle] ?? 0) < port) low = middle + 1;
    else high = middle;
  }
  return low;
}
