import { useRef } from 'preact/hooks';
import type { Layout } from '../../../src/core/layout/layout.ts';
import type { GraphModel } from '../model/graphModel.ts';
import { seen } from './camera.ts';

const WIDTH = 180;
const TALLEST = 130;
/** It takes no more than this of the view's width and height. */
const SHARE = 0.3;
/** In less height it would cover what the reader looks at, as at 300 % zoom. */
const LEAST_HEIGHT = 180;

/** The whole graph in a corner, when it does not fit into the view. */
export function Minimap({ model }: { readonly model: GraphModel }) {
  const map = useRef<SVGSVGElement>(null);
  const { value: size } = model.viewport.size;
  const { value: camera } = model.viewport.camera;
  const layout = model.picture.value?.layout;
  if (size.height < LEAST_HEIGHT || !layout) return null;
  const view = seen(camera, size);
  const outside =
    view.x > 1 || view.y > 1 || view.x + view.width < layout.width - 1 || view.y + view.height < layout.height - 1;
  const matters = layout.width * camera.zoom > size.width * 1.15 || layout.height * camera.zoom > size.height * 1.15;
  if (!outside || !matters) return null;
  const scale = Math.min(
    Math.min(WIDTH, size.width * SHARE) / layout.width,
    Math.min(TALLEST, size.height * SHARE) / layout.height,
  );
  const goTo = (event: PointerEvent) => {
    if (event.buttons === 0 || !map.current) return;
    const { left, top } = map.current.getBoundingClientRect();
    const x = (event.clientX - left) / scale;
    const y = (event.clientY - top) / scale;
    const { zoom } = model.viewport.camera.peek();
    model.viewport.move({ zoom, x: size.width / 2 - x * zoom, y: size.height / 2 - y * zoom });
  };
  return (
    <svg
      class="minimap"
      ref={map}
      width={layout.width * scale}
      height={layout.height * scale}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      aria-hidden="true"
      onPointerDown={goTo}
      onPointerMove={goTo}
    >
      <path class="dots" d={dotsOf(layout, 3 / scale)} />
      <rect class="view" x={view.x} y={view.y} width={view.width} height={view.height} stroke-width={1.5 / scale} />
    </svg>
  );
}

const known = new WeakMap<Layout, string>();

function dotsOf(layout: Layout, least: number): string {
  const made =
    known.get(layout) ??
    [...layout.nodes.values()]
      .map((rect) => {
        const width = Math.max(rect.width, least).toFixed(1);
        const height = Math.max(rect.height, least).toFixed(1);
        return `M${rect.x.toFixed(1)} ${rect.y.toFixed(1)}h${width}v${height}h-${width}z`;
      })
      .join('');
  known.set(layout, made);
  return made;
}
