import type { Level } from './level.ts';

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
  // What lies on a ring has no place in the order, but as much room as its span.
  let depth = distance.reduce((most, far) => Math.max(most, far), 0);
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
