import type { Layers } from './level.ts';

/** An edge over a frame is as bad as many crossings. */
const OVER_FRAME = 16;

/**
 * The pieces between the layers in flat arrays, for counting crossings often and without garbage. Slots are known by
 * their index; `position` is where each stands in its layer.
 */
export class Crossings {
  readonly position: Float64Array;
  /** Where each slot would like to stand. */
  readonly centre: Float64Array;
  private readonly ins: Ends;
  private readonly outs: Ends;
  private keys = new Float64Array(64);
  private spare = new Float64Array(64);

  constructor(sliced: Layers) {
    const { slots } = sliced;
    this.position = Float64Array.from(slots, (slot) => slot.position);
    this.centre = new Float64Array(slots.length);
    this.ins = endsOf(
      slots.map((slot) =>
        slot.ins.map((piece) => ({
          other: piece.from.index,
          there: piece.leaves,
          here: piece.arrives,
          body: piece.body,
        })),
      ),
    );
    this.outs = endsOf(
      slots.map((slot) =>
        slot.outs.map((piece) => ({
          other: piece.to.index,
          there: piece.arrives,
          here: piece.leaves,
          body: piece.body,
        })),
      ),
    );
  }

  number(layer: readonly number[]): void {
    for (let k = 0; k < layer.length; k++) this.position[layer[k] ?? 0] = k;
  }

  count(layers: readonly (readonly number[])[]): number {
    let total = 0;
    for (let k = 0; k + 1 < layers.length; k++) total += this.after(layers[k] ?? []);
    return total;
  }

  /** Where the neighbours on one side would have a slot stand. */
  barycentre(slot: number, side: 'ins' | 'outs'): number | undefined {
    const { start, other, there, here, weight } = this[side];
    let sum = 0;
    let total = 0;
    for (let k = start[slot] ?? 0; k < (start[slot + 1] ?? 0); k++) {
      const own = weight[k] ?? 1;
      sum += own * ((this.position[other[k] ?? 0] ?? 0) + (there[k] ?? 0) - (here[k] ?? 0));
      total += own;
    }
    return total > 0 ? sum / total : undefined;
  }

  /** Crossings between the pieces of two neighbours in a layer, `upper` standing above `lower`. */
  ofPair(upper: number, lower: number): number {
    return this.ofPairOn(this.ins, upper, lower) + this.ofPairOn(this.outs, upper, lower);
  }

  private ofPairOn({ start, other, there, weight }: Ends, upper: number, lower: number): number {
    let count = 0;
    for (let a = start[upper] ?? 0; a < (start[upper + 1] ?? 0); a++) {
      const end = (this.position[other[a] ?? 0] ?? 0) + (there[a] ?? 0);
      for (let b = start[lower] ?? 0; b < (start[lower + 1] ?? 0); b++) {
        if (end > (this.position[other[b] ?? 0] ?? 0) + (there[b] ?? 0)) count += (weight[a] ?? 1) * (weight[b] ?? 1);
      }
    }
    return count;
  }

  /** Between this layer and the next: pairs in the wrong order, by merge sort. */
  private after(layer: readonly number[]): number {
    const { start, other, there, weight } = this.outs;
    let size = 0;
    for (const slot of layer) {
      const first = size;
      for (let k = start[slot] ?? 0; k < (start[slot + 1] ?? 0); k++) {
        const end = (this.position[other[k] ?? 0] ?? 0) + (there[k] ?? 0);
        for (let copies = weight[k] ?? 1; copies > 0; copies--) {
          if (size === this.keys.length) this.grow();
          // Pieces of one slot do not cross each other: they are kept in order.
          let at = size++;
          for (; at > first && (this.keys[at - 1] ?? 0) > end; at--) this.keys[at] = this.keys[at - 1] ?? 0;
          this.keys[at] = end;
        }
      }
    }
    return size < 2 ? 0 : this.inversions(size);
  }

  private grow(): void {
    const larger = new Float64Array(this.keys.length * 2);
    larger.set(this.keys);
    this.keys = larger;
    this.spare = new Float64Array(larger.length);
  }

  private inversions(size: number): number {
    let count = 0;
    for (let width = 1; width < size; width *= 2) {
      const { keys, spare } = this;
      for (let start = 0; start < size; start += 2 * width) {
        const middle = Math.min(start + width, size);
        const end = Math.min(start + 2 * width, size);
        let left = start;
        let right = middle;
        for (let k = start; k < end; k++) {
          if (left < middle && (right >= end || (keys[left] ?? 0) <= (keys[right] ?? 0))) spare[k] = keys[left++] ?? 0;
          else {
            spare[k] = keys[right++] ?? 0;
            count += middle - left;
          }
        }
      }
      this.keys = spare;
      this.spare = keys;
    }
    return count;
  }
}

/** For each slot the far ends of its pieces on one side, from `start[slot]` to `start[slot + 1]`. */
interface Ends {
  readonly start: Int32Array;
  readonly other: Int32Array;
  readonly there: Float64Array;
  readonly here: Float64Array;
  readonly weight: Int32Array;
}

interface End {
  readonly other: number;
  readonly there: number;
  readonly here: number;
  readonly body: boolean;
}

function endsOf(lists: readonly (readonly End[])[]): Ends {
  const start = new Int32Array(lists.length + 1);
  for (const [k, list] of lists.entries()) start[k + 1] = (start[k] ?? 0) + list.length;
  const flat = lists.flat();
  return {
    start,
    other: Int32Array.from(flat, (end) => end.other),
    there: Float64Array.from(flat, (end) => end.there),
    here: Float64Array.from(flat, (end) => end.here),
    weight: Int32Array.from(flat, (end) => (end.body ? OVER_FRAME : 1)),
  };
}

/** Whether an edge runs over a frame. */
export function crossesFrames({ layers }: Layers): boolean {
  return layers.some((layer) => {
    const pieces = layer.flatMap((slot) => slot.outs);
    const bodies = pieces.filter((piece) => piece.body);
    return bodies.some((body) =>
      pieces.some((piece) => (piece.from.position - body.from.position) * (piece.to.position - body.to.position) < 0),
    );
  });
}
