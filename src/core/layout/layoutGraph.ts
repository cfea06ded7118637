import type { PlacedLevel } from './drawLevel.ts';
import type { EdgePath, Layout, LayoutInput, PathPart, PlacedEdge, PlacedNode, Point, Rect } from './layout.ts';
import { nestGraph } from './nest.ts';
import { placeLevel } from './placeLevel.ts';
import type { RouteRun } from './routing.ts';

/** Joins runs to a path. The last one ends on the round cap of the target, coming from the direction of its row. */
function pathOf(runs: readonly RouteRun[], cap: number): EdgePath {
  const first = runs[0] ?? { from: 0, to: 0, y: 0 };
  const start: Point = { x: first.from, y: first.y };
  const parts: PathPart[] = [];
  let at = start;
  const straight = (to: Point) => {
    if (to.x - at.x > 0.01) {
      if (parts.at(-1)?.curve === undefined) parts.pop();
      parts.push({ to });
    }
    at = to;
  };
  straight({ x: first.to, y: first.y });
  const last = runs.at(-1);
  // In a wide column the row is kept up to the node, so that the curve cannot meet a neighbour in that column.
  const aims = cap > 0 && last !== undefined && last.to - last.from < 20;
  const body = aims ? runs.slice(1, -1) : runs.slice(1);
  for (const run of body) {
    const to: Point = { x: run.from, y: run.y };
    if (Math.abs(to.y - at.y) < 0.05) straight(to);
    else {
      const bend = (to.x - at.x) * 0.55;
      parts.push({
        curve: [
          { x: at.x + bend, y: at.y },
          { x: to.x - bend, y: to.y },
        ],
        to,
      });
      at = to;
    }
    straight({ x: run.to, y: run.y });
  }
  if (aims) arrive(parts, at, { x: last.to + cap, y: last.y }, cap);
  return { start, parts };
}

const STEEPEST = 1.1;

function arrive(parts: PathPart[], at: Point, centre: Point, cap: number): void {
  const rise = at.y - centre.y;
  if (Math.abs(rise) < 0.05) {
    parts.push({ to: { x: centre.x - cap, y: centre.y } });
    return;
  }
  const angle = Math.max(-STEEPEST, Math.min(STEEPEST, Math.atan2(rise, (centre.x - at.x) * 0.8)));
  const to: Point = { x: centre.x - cap * Math.cos(angle), y: centre.y + cap * Math.sin(angle) };
  const reach = Math.hypot(to.x - at.x, to.y - at.y);
  const before: Point = { x: to.x - reach * 0.4 * Math.cos(angle), y: to.y + reach * 0.4 * Math.sin(angle) };
  parts.push({ curve: [{ x: at.x + (to.x - at.x) * 0.5, y: at.y }, before], to });
}

/** Lays a graph out. Never throws: what is not a graph in forward order is drawn all the same. */
export function layoutGraph(input: LayoutInput): Layout {
  const { flow = 'right', before } = input;
  const kept = before?.flow === flow ? before : undefined;
  return flow === 'right' ? layOut(input, kept) : turned(layOut(input, kept && turned(kept)));
}

/** The same picture along the other axis: what lay to the right lies further down. Turned twice it is as before. */
function turned({ flow, width, height, nodes, edges, boxes, crossings }: Layout): Layout {
  const node = (placed: PlacedNode): PlacedNode => ({ ...rect(placed), line: placed.line });
  const point = ({ x, y }: Point): Point => ({ x: y, y: x });
  return {
    flow: flow === 'right' ? 'down' : 'right',
    width: height,
    height: width,
    nodes: mapped(nodes, node),
    edges: mapped(edges, ({ path, label }) => ({
      path: {
        start: point(path.start),
        parts: path.parts.map(({ curve, to }) =>
          curve ? { curve: [point(curve[0]), point(curve[1])], to: point(to) } : { to: point(to) },
        ),
      },
      label: node(label),
    })),
    boxes: mapped(boxes, rect),
    crossings,
  };
}

const rect = ({ x, y, width, height }: Rect): Rect => ({ x: y, y: x, width: height, height: width });

const mapped = <From, To>(map: ReadonlyMap<string, From>, change: (from: From) => To): Map<string, To> =>
  new Map([...map].map(([id, from]) => [id, change(from)]));

/** From left to right; `input.flow` only says on which side of a frame its title stands. */
function layOut(input: LayoutInput, before: Layout | undefined): Layout {
  const nest = nestGraph(input);
  const placed = placeLevel(nest, undefined, before);
  const nodes = new Map<string, PlacedNode>();
  const boxes = new Map<string, Rect>();
  const edges = new Map<string, PlacedEdge>();
  const runs = new Map<string, RouteRun[]>();
  const labels = new Map<string, PlacedNode>();
  const crossings = collect(placed, 0, 0, { nodes, boxes, runs, labels });
  for (const edge of input.edges) {
    const mine = runs.get(edge.id);
    const target = nest.nodes.get(edge.to);
    const source = nodes.get(edge.from);
    const end = nodes.get(edge.to);
    if (!source || !end || !target) continue;
    const whole = mine && mine.length > 1 ? mine : directly(source, end);
    const path = pathOf(whole, target.cap);
    const label = labels.get(edge.id) ?? middleOf(whole);
    edges.set(edge.id, { path, label });
  }
  return { flow: 'right', width: placed.width, height: placed.height, nodes, edges, boxes, crossings };
}

interface Found {
  readonly nodes: Map<string, PlacedNode>;
  readonly boxes: Map<string, Rect>;
  readonly runs: Map<string, RouteRun[]>;
  readonly labels: Map<string, PlacedNode>;
}

/** Moves every level to where its frame stands, and joins the pieces of edges that run through several levels. */
function collect(level: PlacedLevel, x: number, y: number, found: Found): number {
  let crossings = level.crossings;
  for (const [id, node] of level.nodes) found.nodes.set(id, moved(node, x, y));
  for (const [id, label] of level.labels) found.labels.set(id, moved(label, x, y));
  for (const [id, pieces] of level.runs) {
    const mine = pieces.map((run) => ({ from: run.from + x, to: run.to + x, y: run.y + y }));
    const before = found.runs.get(id);
    found.runs.set(id, before ? [...before, ...mine].sort((a, b) => a.from - b.from || a.to - b.to) : mine);
  }
  for (const { id, rect, inside } of level.frames) {
    found.boxes.set(id, { ...rect, x: rect.x + x, y: rect.y + y });
    crossings += collect(inside, x + rect.x, y + rect.y, found);
  }
  return crossings;
}

const moved = (node: PlacedNode, x: number, y: number): PlacedNode => ({
  x: node.x + x,
  y: node.y + y,
  width: node.width,
  height: node.height,
  line: node.line + y,
});

const directly = (from: PlacedNode, to: PlacedNode): RouteRun[] => [
  { from: from.x + from.width, to: from.x + from.width, y: from.line },
  { from: to.x, to: to.x, y: to.line },
];

function middleOf(runs: readonly RouteRun[]): PlacedNode {
  const first = runs[0] ?? { from: 0, to: 0, y: 0 };
  const last = runs.at(-1) ?? first;
  const line = (first.y + last.y) / 2;
  return { x: (first.to + last.from) / 2, y: line, width: 0, height: 0, line };
}
