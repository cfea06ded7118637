import type { GraphSnapshot } from '../../protocol/graph.ts';
import type { Flow, Rect } from '../layout/layout.ts';
import { layoutGraph } from '../layout/layoutGraph.ts';
import type { Measure } from './measure.ts';
import { draftPicture } from './picture.ts';
import { FOLD_ABOVE, levelsOfOpening } from './visibleGraph.ts';

/** How a graph is first shown: which boxes are open, and in which direction it runs. */
export interface Arrangement {
  readonly open: ReadonlySet<string>;
  readonly flow: Flow;
}

type Room = Pick<Rect, 'width' | 'height'>;

/** A picture that is made smaller than this to fit is hard to read. */
export const READABLE = 0.7;

/** Tensors of which this many are made by gates that open make a network: what matters first is how its layers follow. */
const NETWORK = 2;

/**
 * A graph is first seen whole: as much of it is open as can be read in the room there is, to the right where that fits and
 * downwards where only that does. A network is a row of closed layers. What fits in no way is closed, in the direction in
 * which it is larger.
 */
export function arrangementFor(snapshot: GraphSnapshot, measure: Measure, room: Room): Arrangement {
  const levels = levelsOfOpening(snapshot);
  const closed = levels.at(-1) ?? new Set<string>();
  let best: Arrangement = { open: closed, flow: 'right' };
  let largest = 0;
  for (const open of isNetwork(snapshot) ? [closed] : levels)
    for (const flow of ['right', 'down'] as const) {
      const { input } = draftPicture(snapshot, { open, measure, flow });
      if (input.nodes.length > 2 * FOLD_ABOVE) continue;
      const { width, height } = layoutGraph(input);
      const zoom = Math.min(room.width / Math.max(1, width), room.height / Math.max(1, height));
      if (zoom >= READABLE) return { open, flow };
      if (open !== closed || zoom <= largest) continue;
      best = { open, flow };
      largest = zoom;
    }
  return best;
}

function isNetwork({ boxes, nodes }: GraphSnapshot): boolean {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const layers = boxes.filter(({ kind, parent, output }) => {
    const value = byId.get(output)?.value;
    return kind === 'gate' && parent === undefined && value?.state === 'number' && value.tensor.shape.length > 0;
  });
  return layers.length >= NETWORK;
}
