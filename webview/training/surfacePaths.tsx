import type { Plane } from './plane.ts';
import { markerPath, variantStyle } from './variantStyle.ts';

export interface SurfacePath {
  readonly variant: number;
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

const MOST_DOTS = 250;

/** One variant's way over the surface: the line, a dot for each step while they can be told apart, and where it is now. */
export function VariantTrail({
  path,
  plane,
  named,
}: {
  readonly path: SurfacePath;
  readonly plane: Plane;
  readonly named: boolean;
}) {
  const { colour, dash, marker } = variantStyle(path.variant);
  const end = path.x.length - 1;
  if (end < 0) return null;
  const points = Array.from(
    { length: end + 1 },
    (_, index) => [far(plane.x(path.x[index] ?? 0)), far(plane.y(path.y[index] ?? 0))] as const,
  );
  const [endX, endY] = points[end] ?? [0, 0];
  const flip = endX > plane.left + plane.width - 80;
  return (
    <g class="trail" style={{ color: `var(${colour})` }}>
      <polyline
        class="trail-line"
        points={points.map((point) => point.join(',')).join(' ')}
        stroke-dasharray={dash.join(' ')}
      />
      {end < MOST_DOTS && <path class="trail-dots" d={points.map(([x, y]) => `M${x} ${y}h.01`).join('')} />}
      <path class="trail-now" transform={`translate(${endX} ${endY})`} d={markerPath(marker, 5.5)} />
      {named && (
        <text class="trail-name" x={flip ? endX - 10 : endX + 10} y={endY - 8} text-anchor={flip ? 'end' : 'start'}>
          {path.label}
        </text>
      )}
    </g>
  );
}

/** Far outside is far enough: huge coordinates break some renderers. */
const far = (pixel: number) => Math.round(Math.min(1e5, Math.max(-1e5, pixel)) * 10) / 10;

interface StartPointProps {
  readonly plane: Plane;
  readonly point: readonly [number, number];
  readonly text: string;
  readonly onMove: (point: readonly [number, number]) => void;
  readonly onDone: () => void;
}

/** The start of all variants: a ring that can be dragged, or moved with the arrow keys and confirmed with Enter. */
export function StartPoint({ plane, point, text, onMove, onDone }: StartPointProps) {
  const [x, y] = [plane.x(point[0]), plane.y(point[1])];
  const toData = (event: PointerEvent & { currentTarget: SVGGElement }): readonly [number, number] => {
    const { left, top } = event.currentTarget.ownerSVGElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const inside = (pixel: number, from: number, length: number) => Math.min(from + length, Math.max(from, pixel));
    return [
      plane.dataX(inside(event.clientX - left, plane.left, plane.width)),
      plane.dataY(inside(event.clientY - top, plane.top, plane.height)),
    ];
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 20 : 4;
    const move = arrows.get(event.key);
    if (event.key === 'Enter') onDone();
    else if (move) onMove([plane.dataX(x + move[0] * stride), plane.dataY(y + move[1] * stride)]);
    else return;
    event.preventDefault();
  };
  return (
    <g
      class="start-point"
      transform={`translate(${x} ${y})`}
      role="slider"
      tabIndex={0}
      aria-label="Start point; arrow keys move it, Enter starts from there"
      aria-valuenow={point[0]}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && onMove(toData(event))}
      onPointerUp={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && onDone()}
    >
      <circle class="start-hit" r="14" />
      <circle class="start-ring" r="6.5" />
      <circle class="start-dot" r="1.8" />
    </g>
  );
}

const arrows: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);
