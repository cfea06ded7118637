import type { Piece, Slot } from './level.ts';

/** How many pairs of pieces cross between this layer and the next, in their present order. */
export function crossingsAfter(layer: readonly Slot[]): number {
  const ends: number[] = [];
  let pieces = 0;
  for (const slot of layer) {
    const outs = slot.outs;
    pieces += outs.length;
    const sorted = outs.length > 1 ? outs.toSorted(byPlace) : outs;
    for (const piece of sorted) {
      const end = piece.to.position + piece.arrives;
      for (let k = weightOf(piece); k > 0; k--) ends.push(end);
    }
  }
  return pieces < 2 ? 0 : inversions(ends);
}

const byPlace = (a: Piece, b: Piece): number =>
  a.leaves - b.leaves || a.to.position + a.arrives - b.to.position - b.arrives;

/** An edge over a frame is as bad as many crossings. */
export const weightOf = (piece: Piece): number => (piece.body ? 16 : 1);

/** Whether an edge runs over a frame. */
export function crossesFrames(layers: readonly (readonly Slot[])[]): boolean {
  return layers.some((layer) => {
    const pieces = layer.flatMap((slot) => slot.outs);
    const bodies = pieces.filter((piece) => piece.body);
    return bodies.some((body) =>
      pieces.some((piece) => (piece.from.position - body.from.position) * (piece.to.position - body.to.position) < 0),
    );
  });
}

export function countCrossings(layers: readonly (readonly Slot[])[]): number {
  let total = 0;
  for (let k = 0; k + 1 < layers.length; k++) total += crossingsAfter(layers[k] ?? []);
  return total;
}

/** Pairs in the wrong order: merge sort, O(n log n). */
function inversions(values: readonly number[]): number {
  let from = Float64Array.from(values);
  let to = new Float64Array(values.length);
  let count = 0;
  for (let width = 1; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      for (let k = start; k < end; k++) {
        if (left < middle && (right >= end || (from[left] ?? 0) <= (from[right] ?? 0))) to[k] = from[left++] ?? 0;
        else {
          to[k] = from[right++] ?? 0;
          count += middle - left;
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

/** Crossings between the outer pieces of two neighbours in a layer, `upper` standing above `lower`. */
export function crossingsOfPair(upper: readonly number[], lower: readonly number[]): number {
  let count = 0;
  let below = 0;
  for (const end of upper) {
    while (below < lower.length && (lower[below] ?? 0) < end) below++;
    count += below;
  }
  return count;
}
