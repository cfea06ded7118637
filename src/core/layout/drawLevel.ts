import type { LayoutBox, PlacedNode, Rect } from './layout.ts';
import type { Level, LevelEdge, LevelNode } from './level.ts';
import type { Nest, NestEdge } from './nest.ts';
import type { RouteRun } from './routing.ts';

/** One level, placed: the origin is its own top left corner (of the frame, for a box). */
export interface PlacedLevel {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly labels: ReadonlyMap<string, PlacedNode>;
  readonly runs: ReadonlyMap<string, readonly RouteRun[]>;
  readonly frames: readonly { readonly id: string; readonly rect: Rect; readonly inside: PlacedLevel }[];
  /** Heights where edges enter and leave, by the id of the node that they come from. */
  readonly entries: ReadonlyMap<string, number>;
  readonly exits: ReadonlyMap<string, number>;
  readonly crossings: number;
  /** How many layers of nodes it has. */
  readonly depth: number;
}

const NO_LABEL = { width: 0, above: 3, below: 3 };

export interface Drawn {
  readonly level: Level;
  /** The piece that each level edge stands for: several, where edges of one producer enter a frame together. */
  readonly pieces: readonly (readonly NestEdge[])[];
  readonly insides: ReadonlyMap<string, PlacedLevel>;
}

/** The level's own graph: frames are laid out first, so that their sizes and the places of their edges are known. */
export function drawLevel(nest: Nest, box: LayoutBox | undefined, place: (box: LayoutBox) => PlacedLevel): Drawn {
  const nodes: LevelNode[] = [];
  const insides = new Map<string, PlacedLevel>();
  const indexOf = new Map<string, number>();
  const add = (key: string, node: LevelNode): number => {
    indexOf.set(key, nodes.length);
    nodes.push(node);
    return nodes.length - 1;
  };
  for (const item of nest.inside.get(box?.id) ?? []) {
    if (item.kind === 'node') {
      const { id, width, above, below, cap, leaf, close = false } = item.node;
      add(`node ${id}`, { id, kind: 'node', width, above, below, cap, leaf, close, span: 1 });
    } else {
      const inside = place(item.box);
      insides.set(item.box.id, inside);
      const line = [...inside.exits.values()][0] ?? inside.height / 2;
      const { width, height } = inside;
      add(`node ${item.box.id}`, {
        id: item.box.id,
        kind: 'frame',
        width,
        above: line,
        below: height - line,
        cap: 0,
        leaf: false,
        close: false,
        span: Math.max(1, inside.depth),
      });
    }
  }
  const edges = new Map<string, { edge: LevelEdge; pieces: NestEdge[] }>();
  for (const piece of nest.edges.get(box?.id) ?? []) {
    const from =
      indexOf.get(piece.from === undefined ? `entry ${piece.edge.from}` : `node ${piece.from}`) ??
      add(`entry ${piece.edge.from}`, border('entry', piece.edge.from, nest.nodes.get(piece.edge.from)?.leaf === true));
    const to =
      indexOf.get(piece.to === undefined ? `exit ${piece.edge.from}` : `node ${piece.to}`) ??
      add(`exit ${piece.edge.from}`, border('exit', piece.edge.from, false));
    const made = edgeOf(
      piece,
      from,
      to,
      piece.from === undefined ? undefined : insides.get(piece.from),
      piece.to === undefined ? undefined : insides.get(piece.to),
    );
    const joined = made.label.width === 0 && (piece.to === undefined || insides.has(piece.to));
    const key = joined ? `${from} ${to} ${piece.edge.from}` : piece.edge.id;
    const known = edges.get(key);
    if (known) known.pieces.push(piece);
    else edges.set(key, { edge: made, pieces: [piece] });
  }
  const list = [...edges.values()];
  return { level: { nodes, edges: list.map(({ edge }) => edge) }, pieces: list.map(({ pieces }) => pieces), insides };
}

const border = (kind: 'entry' | 'exit', id: string, leaf: boolean): LevelNode => ({
  id,
  kind,
  width: 0,
  above: 3,
  below: 3,
  cap: 0,
  leaf,
  close: false,
  span: 1,
});

function edgeOf(
  { edge, to: ends }: NestEdge,
  from: number,
  to: number,
  source: PlacedLevel | undefined,
  target: PlacedLevel | undefined,
): LevelEdge {
  const sourceLine = source ? ([...source.exits.values()][0] ?? 0) : 0;
  const targetLine = target ? ([...target.exits.values()][0] ?? target.height / 2) : 0;
  const entry = target?.entries.get(edge.from);
  return {
    id: edge.id,
    from,
    to,
    port: target ? (entry ?? 0) : edge.port,
    outlet: source ? Math.max(0, [...source.exits.keys()].indexOf(edge.from)) : 0,
    outOffset: source ? (source.exits.get(edge.from) ?? sourceLine) - sourceLine : 0,
    inOffset: target ? (entry ?? targetLine) - targetLine : 0,
    // Written once, where the edge reaches its consumer.
    label: target || ends === undefined ? NO_LABEL : edge.label,
  };
}
