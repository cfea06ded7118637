import type { Level } from './level.ts';
import { listsBy } from './lists.ts';

/** How strongly a tie pulls, and which ties are straightened first. */
export interface Pull {
  readonly weight: number;
  readonly priority: number;
}

export const NONE: Pull = { weight: 0, priority: 0 };
export const BODY: Pull = { weight: 50, priority: 9 };
const ON_TRUNK: Pull = { weight: 8, priority: 5 };
const ALONE: Pull = { weight: 8, priority: 3 };
const TRUNK_GOES_ON: Pull = { weight: 6, priority: 2 };
const BRANCH: Pull = { weight: 1, priority: 0 };
const SPINE: Pull = { weight: 8, priority: 4 };
const BESIDE_SPINE: Pull = { weight: 0.3, priority: 0 };

/** Where a branch leaves a trunk, it is the trunk that runs straight on. */
export function pullOfSource(fromTrunk: boolean, toTrunk: boolean, alone: boolean): Pull {
  if (alone) return fromTrunk && toTrunk ? ON_TRUNK : ALONE;
  return toTrunk ? TRUNK_GOES_ON : BRANCH;
}

/**
 * By edge, how it pulls at its target. Beside a straight operand the others hardly pull; equal operands pull equally,
 * and the stronger the nearer they are to the leaves, so that a gate stands in the middle of its operands.
 */
export function pullsOfTargets(level: Level): readonly Pull[] {
  const depth = depths(level);
  const spine = spines(level, depth);
  return level.edges.map(({ from, to }, index) => {
    const main = spine[to] as number;
    if (main === index) return SPINE;
    if (main !== -1) return BESIDE_SPINE;
    return { weight: 0.3 + 20 * 0.1 ** (depth[from] as number), priority: 0 };
  });
}

/** Where a trunk goes on. */
export const PASSING = ON_TRUNK;

/**
 * For each node the operand whose edge runs straight into it: the deepest one, when there is a single deepest. Equal
 * operands are drawn symmetrically around the node.
 */
function spines({ nodes, edges }: Level, depth: Int32Array): Int32Array {
  const chosen = new Int32Array(nodes.length).fill(-1);
  const deepest = new Int32Array(nodes.length).fill(-1);
  for (const [index, { from, to }] of edges.entries()) {
    const far = depth[from] as number;
    const most = deepest[to] as number;
    if (far > most) {
      deepest[to] = far;
      chosen[to] = index;
    } else if (far === most) chosen[to] = -1;
  }
  return chosen;
}

function depths({ nodes, edges }: Level): Int32Array {
  const depth = Int32Array.from(nodes, (node) => (node.kind === 'entry' && !node.leaf ? 1 : 0));
  const { start, items } = listsBy(
    Int32Array.from(edges, ({ from }) => from),
    nodes.length,
  );
  const waiting = new Int32Array(nodes.length);
  for (const { to } of edges) waiting[to] = (waiting[to] as number) + 1;
  const ready: number[] = [];
  for (let node = 0; node < nodes.length; node++) if (waiting[node] === 0) ready.push(node);
  for (let head = 0; head < ready.length; head++) {
    const node = ready[head] as number;
    for (let k = start[node] as number; k < (start[node + 1] as number); k++) {
      const to = edges[items[k] as number]?.to as number;
      depth[to] = Math.max(depth[to] as number, (depth[node] as number) + 1);
      waiting[to] = (waiting[to] as number) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return depth;
}
