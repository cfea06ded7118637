import ELK, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { expect, it } from 'vitest';
import type { LayoutInput } from '../../../src/core/layout/layout.ts';
import { layoutGraph } from '../../../src/core/layout/layoutGraph.ts';
import { scalarNetwork, textbook } from './graphShapes.ts';

interface Line {
  readonly edge: string;
  readonly ends: readonly [string, string];
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/**
 * Crossings that one sees, both drawings measured in the same way: as straight lines between their bends. Where edges
 * run on one trunk, there is one crossing to see.
 */
function crossings(lines: readonly Line[]): number {
  const places = new Set<string>();
  const side = (a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  for (const [k, a] of lines.entries()) {
    for (const b of lines.slice(k + 1)) {
      if (a.edge === b.edge || a.ends.some((end) => b.ends.includes(end))) continue;
      const across =
        side(a.from, a.to, b.from) * side(a.from, a.to, b.to) < 0 &&
        side(b.from, b.to, a.from) * side(b.from, b.to, a.to) < 0;
      if (across) places.add(placeOf(a, b));
    }
  }
  return places.size;
}

function placeOf({ from, to }: Line, other: Line): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const [ex, ey] = [other.to[0] - other.from[0], other.to[1] - other.from[1]];
  const t = ((other.from[0] - from[0]) * ey - (other.from[1] - from[1]) * ex) / (dx * ey - dy * ex);
  return `${Math.round(from[0] + t * dx)} ${Math.round(from[1] + t * dy)}`;
}

function ours(input: LayoutInput): number {
  const layout = layoutGraph(input);
  return crossings(
    input.edges.flatMap((edge) => {
      const path = layout.edges.get(edge.id)?.path;
      let at = path?.start ?? { x: 0, y: 0 };
      return (path?.parts ?? []).map(({ to }): Line => {
        const line = {
          edge: edge.id,
          ends: [edge.from, edge.to] as const,
          from: [at.x, at.y] as const,
          to: [to.x, to.y] as const,
        };
        at = to;
        return line;
      });
    }),
  );
}

async function elks(input: LayoutInput): Promise<number> {
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT', 'elk.edgeRouting': 'POLYLINE' },
    children: input.nodes.map((node) => ({ id: node.id, width: node.width, height: node.above + node.below })),
    edges: input.edges.map((edge) => ({ id: edge.id, sources: [edge.from], targets: [edge.to] })),
  };
  const drawn = await new ELK().layout(graph);
  return crossings(
    (drawn.edges ?? []).flatMap((edge) =>
      (edge.sections ?? []).flatMap((section) => {
        const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
        return points.slice(1).map((to, k): Line => {
          const from = points[k] ?? to;
          return {
            edge: edge.id,
            ends: [edge.sources[0] ?? '', edge.targets[0] ?? ''],
            from: [from.x, from.y],
            to: [to.x, to.y],
          };
        });
      }),
    ),
  );
}

const graphs = { ...textbook, 'a 3-4-2 network': () => scalarNetwork(3, 4, 2) };

it.each(Object.entries(graphs))('%s has no more crossings than elkjs draws', async (_, shape) => {
  const { input } = shape();
  expect(ours(input)).toBeLessThanOrEqual(await elks(input));
});
