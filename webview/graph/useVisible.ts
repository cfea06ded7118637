import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Rect } from '../../src/core/layout/layout.ts';
import type { Drawing, EdgeMark, NodeMark } from '../../src/core/picture/drawing.ts';
import { seen } from './camera.ts';
import type { GraphModel } from './graphModel.ts';

/** Below this many nodes everything is drawn. */
const ALL_BELOW = 300;

interface Shown {
  readonly nodes: readonly NodeMark[];
  readonly edges: readonly EdgeMark[];
}

/** What is in view, with a screen's width around it. It changes by whole screens, not with every pixel. */
export function useVisible(model: GraphModel, drawing: Drawing): Shown {
  const region = useMemo(
    () =>
      computed((): string => {
        const { width, height } = model.viewport.size.value;
        if (width === 0) return '';
        const view = seen(model.viewport.camera.value, { width, height });
        const column = Math.floor(view.x / view.width);
        const row = Math.floor(view.y / view.height);
        const rect = [(column - 1) * view.width, (row - 1) * view.height, 4 * view.width, 4 * view.height];
        return rect.map(Math.round).join(' ');
      }),
    [model],
  );
  if (drawing.nodes.length < ALL_BELOW) return drawing;
  const [x = 0, y = 0, width = 0, height = 0] = region.value.split(' ').map(Number);
  const view = { x, y, width, height };
  const nodes = drawing.nodes.filter(({ rect }) => meet(rect, view));
  const near = new Set(nodes.map(({ id }) => id));
  const edges = drawing.edges.filter(
    (edge) => near.has(edge.from) || near.has(edge.to) || meet(edge.room, view) || passes(drawing, edge, view),
  );
  return { nodes, edges };
}

const meet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A long edge may cross the view while both its ends are outside. */
function passes(drawing: Drawing, edge: EdgeMark, view: Rect): boolean {
  const from = placeOf(drawing).get(edge.from);
  const to = placeOf(drawing).get(edge.to);
  return from !== undefined && to !== undefined && from.x < view.x && to.x > view.x + view.width;
}

const places = new WeakMap<Drawing, ReadonlyMap<string, Rect>>();

function placeOf(drawing: Drawing): ReadonlyMap<string, Rect> {
  const known = places.get(drawing);
  if (known) return known;
  const made = new Map(drawing.nodes.map(({ id, rect }) => [id, rect]));
  places.set(drawing, made);
  return made;
}
