import type { Plane } from '../plot/plane.ts';

interface StartPointProps {
  readonly plane: Plane;
  readonly point: readonly [number, number];
  readonly text: string;
  readonly onMove: (point: readonly [number, number]) => void;
  readonly onDone: () => void;
}

type PressEvent = PointerEvent & { readonly currentTarget: HTMLDivElement };

/** The start of all variants: a ring that can be dragged, or moved with the arrow keys and confirmed with Enter. */
export function StartPoint({ plane, point, text, onMove, onDone }: StartPointProps) {
  const [x, y] = [plane.x(point[0]), plane.y(point[1])];
  const move = (toX: number, toY: number) =>
    onMove([
      plane.dataX(Math.min(plane.left + plane.width, Math.max(plane.left, toX))),
      plane.dataY(Math.min(plane.top + plane.height, Math.max(plane.top, toY))),
    ]);
  const onPointerMove = (event: PressEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left = 0, top = 0 } = event.currentTarget.parentElement?.getBoundingClientRect() ?? {};
    move(event.clientX - left, event.clientY - top);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 20 : 4;
    const arrow = arrows.get(event.key);
    if (event.key === 'Enter') onDone();
    else if (arrow) move(x + arrow[0] * stride, y + arrow[1] * stride);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="start-point"
      style={{ left: `${x}px`, top: `${y}px` }}
      role="slider"
      tabIndex={0}
      title="The start: drag it elsewhere"
      aria-label="Start point; arrow keys move it, Enter starts from there"
      aria-valuenow={point[0]}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onPointerUp={onDone}
    />
  );
}

const arrows: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);
