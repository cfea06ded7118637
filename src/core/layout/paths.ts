import type { EdgePath, PathPart, Point } from './layout.ts';
import type { Run } from './routing.ts';

/** Joins runs to a path. The last one ends on the round cap of the target, coming from the direction of its row. */
export function pathOf(runs: readonly Run[], cap: number): EdgePath {
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
