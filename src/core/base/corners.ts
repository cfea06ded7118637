/**
 * Indices of the `most` points of a line that keep its shape, both ends among them: again and again those points go which
 * span the smallest triangles with their neighbours (Visvalingam and Whyatt), never two neighbours at once. Axes of
 * any scale do: a stretched picture has the same order of triangles.
 */
export function cornersOf(x: ArrayLike<number>, y: ArrayLike<number>, most: number): readonly number[] {
  let kept = Array.from({ length: x.length }, (_, index) => index);
  while (kept.length > Math.max(2, most)) {
    const areas = kept.map((at, i) => {
      const before = kept[i - 1];
      const after = kept[i + 1];
      return before === undefined || after === undefined ? Number.POSITIVE_INFINITY : triangle(x, y, before, at, after);
    });
    let surplus = kept.length - Math.max(2, most);
    const largest = Float64Array.from(areas).sort()[surplus - 1] ?? 0;
    const left: number[] = [];
    let gone = false;
    for (const [i, at] of kept.entries()) {
      const inside = i > 0 && i < kept.length - 1;
      gone = !gone && inside && surplus > 0 && (areas[i] ?? 0) <= largest;
      if (gone) surplus--;
      else left.push(at);
    }
    kept = left;
  }
  return kept;
}

/** Twice the area; 0 where the numbers are too large to tell. */
function triangle(x: ArrayLike<number>, y: ArrayLike<number>, a: number, b: number, c: number): number {
  const [ax = 0, bx = 0, cx = 0] = [x[a], x[b], x[c]];
  const [ay = 0, by = 0, cy = 0] = [y[a], y[b], y[c]];
  const area = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay));
  return Number.isNaN(area) ? 0 : area;
}
