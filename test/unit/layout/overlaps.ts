import type { Layout, LayoutInput, PathPart, Point, Rect } from '../../../src/core/layout/layout.ts';

const grown = ({ x, y, width, height }: Rect, by: number): Rect => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

const meet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const holds = (a: Rect, b: Rect): boolean =>
  a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;

/** Pairs that lie on each other: nodes, labels, frames of boxes that are not inside each other. */
export function overlaps(input: LayoutInput, layout: Layout): readonly string[] {
  const parents = new Map(input.boxes.map((box) => [box.id, box.parent]));
  const within = (inner: string | undefined, outer: string): boolean => {
    for (let box = inner; box !== undefined; box = parents.get(box)) if (box === outer) return true;
    return false;
  };
  const nodes = [...layout.nodes].map(([name, rect]) => ({ name, rect: grown(rect, -0.1) }));
  const labels = [...layout.edges].map(([name, { label }]) => ({ name: `label ${name}`, rect: grown(label, -0.1) }));
  const found: string[] = [];
  const things = [...nodes, ...labels];
  for (const [k, a] of things.entries()) {
    for (const b of things.slice(k + 1)) if (meet(a.rect, b.rect)) found.push(`${a.name} on ${b.name}`);
  }
  for (const [box, frame] of layout.boxes) {
    for (const node of input.nodes) {
      const rect = layout.nodes.get(node.id);
      if (!rect) found.push(`${node.id} is missing`);
      else if (within(node.box, box) ? !holds(frame, rect) : meet(frame, rect))
        found.push(`${node.id} and frame ${box}`);
    }
    for (const [other, rect] of layout.boxes) {
      if (other !== box && !within(other, box) && !within(box, other) && meet(frame, rect))
        found.push(`${box} on ${other}`);
    }
  }
  return found;
}

/** Places where an edge runs over a node that is neither its source nor its target. */
export function edgesOverNodes(input: LayoutInput, layout: Layout): readonly string[] {
  const found: string[] = [];
  for (const edge of input.edges) {
    const placed = layout.edges.get(edge.id);
    if (!placed) {
      found.push(`${edge.id} is missing`);
      continue;
    }
    const points = pointsOf(placed.path.start, placed.path.parts);
    for (const [id, rect] of layout.nodes) {
      if (id === edge.from || id === edge.to) continue;
      if (points.some(({ x, y }) => meet(grown(rect, -2), { x, y, width: 0, height: 0 })))
        found.push(`${edge.id} over ${id}`);
    }
  }
  return found;
}

function pointsOf(start: Point, parts: readonly PathPart[]): Point[] {
  const points: Point[] = [start];
  let from = start;
  for (const { curve, to } of parts) {
    const [a, b] = curve ?? [from, to];
    for (let step = 1; step <= 12; step++) {
      const t = step / 12;
      const mix = (p: number, q: number, r: number, s: number): number =>
        (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t * t * r + t ** 3 * s;
      points.push({ x: mix(from.x, a.x, b.x, to.x), y: mix(from.y, a.y, b.y, to.y) });
    }
    from = to;
  }
  return points;
}
