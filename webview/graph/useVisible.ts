import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Rect } from '../../src/core/layout/layout.ts';
import type { Drawing, EdgeMark, NodeMark } from '../../src/core/picture/drawing.ts';
import { seen } from './camera.ts';
import type { GraphModel } from './graphModel.ts';
import type { Viewport } from './viewport.ts';

/** Below this many nodes everything is drawn. */
const ALL_BELOW = 300;

interface Shown {
  readonly nodes: readonly NodeMark[];
  readonly edges: readonly EdgeMark[];
}

/** Screens that a region may hold before it is made smaller again. */
const MOST_SCREENS = 60;

/** What is in view, with a screen's width around it. It changes when the view comes to its end, not with every pixel. */
export function useVisible(model: GraphModel, drawing: Drawing): Shown {
  const region = useMemo(() => regionOf(model.viewport), [model]);
  if (drawing.nodes.length < ALL_BELOW) return drawing;
  const { value: view } = region;
  const nodes = drawing.nodes.filter(({ rect }) => meet(rect, view));
  const near = new Set(nodes.map(({ id }) => id));
  const edges = drawing.edges.filter(
    (edge) => near.has(edge.from) || near.has(edge.to) || meet(edge.room, view) || passes(drawing, edge, view),
  );
  return { nodes, edges };
}

/** While the picture moves its region only grows: what is drawn stays as it is. */
function regionOf({ camera, drawn, size }: Viewport): ReadonlySignal<Rect> {
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
