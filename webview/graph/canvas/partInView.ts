import { computed, type ReadonlySignal } from '@preact/signals';
import type { Rect } from '../../../src/core/layout/layout.ts';
import type { PictureParts } from '../../../src/core/picture/drawing.ts';
import type { Picture } from '../../../src/core/picture/picture.ts';
import { seen } from './camera.ts';
import type { Viewport } from './viewport.ts';

/** Below this many nodes everything is drawn. */
const ALL_BELOW = 300;

/** Screens that a region may hold before it is made smaller again. */
const MOST_SCREENS = 60;

/** What of a large picture stands in a region, or crosses it. */
export function partInView({ graph, layout }: Picture, region: ReadonlySignal<Rect>): PictureParts {
  if (graph.nodes.length < ALL_BELOW) return graph;
  const { value: view } = region;
  const isIn = (rect: Rect | undefined): boolean => rect !== undefined && meet(rect, view);
  const nodes = graph.nodes.filter(({ id }) => isIn(layout.nodes.get(id)));
  const near = new Set(nodes.map(({ id }) => id));
  const passes = (from: Rect | undefined, to: Rect | undefined): boolean =>
    from !== undefined && to !== undefined && from.x < view.x && to.x > view.x + view.width;
  const edges = graph.edges.filter(
    ({ id, from, to }) =>
      near.has(from) ||
      near.has(to) ||
      isIn(layout.edges.get(id)?.label) ||
      // A long edge may cross the view while both its ends are outside.
      passes(layout.nodes.get(from), layout.nodes.get(to)),
  );
  return { nodes, edges, boxes: graph.boxes.filter(({ id }) => isIn(layout.boxes.get(id))) };
}

/**
 * What is in view, with a screen's width around it. It changes when the view comes to its end, not with every pixel; while the
 * picture moves it only grows, so that what is drawn stays as it is.
 */
export function regionOf({ camera, drawn, size }: Viewport): ReadonlySignal<Rect> {
  let known: Rect = { x: 0, y: 0, width: 0, height: 0 };
  return computed(() => {
    const view = seen(camera.value, size.value);
    const atRest = camera.value === drawn.value;
    const isLarge = known.width * known.height > MOST_SCREENS * view.width * view.height;
    if (holds(known, view) && !(atRest && isLarge)) return known;
    const { x, y, width, height } = view;
    const around = { x: x - width, y: y - height, width: 3 * width, height: 3 * height };
    known = atRest || known.width === 0 ? around : unionOf(known, around);
    return known;
  });
}

const holds = (a: Rect, b: Rect): boolean =>
  a.x <= b.x && a.y <= b.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height;

function unionOf(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

const meet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
