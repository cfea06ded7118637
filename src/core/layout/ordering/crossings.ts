import type { Layers } from '../level.ts';
import type { Lists } from '../lists.ts';

/** An edge over a frame is as bad as many crossings. */
const OVER_FRAME = 16;

/** Counts crossings, often and without garbage. `position` is where each slot stands in its layer. */
export class Crossings {
  readonly position: Float64Array;
  /** Where each slot would like to stand. */
  readonly centre: Float64Array;
  private readonly ins: Ends;
  private readonly outs: Ends;
  private keys = new Float64Array(64);
  private spare = new Float64Array(64);

  constructor({ layerOf, pieces, ins, outs }: Layers) {
    this.position = new Float64Array(layerOf.length);
    this.centre = new Float64Array(layerOf.length);
    const { from, to, leaves, arrives, body } = pieces;
    this.ins = endsOf(ins, from, leaves, arrives, body);
    this.outs = endsOf(outs, to, arrives, leaves, body);
  }

  number(layer: readonly number[]): void {
    const { position } = this;
    for (let k = 0; k < layer.length; k++) position[layer[k]!] = k;
  }

  /** Where the neighbours on one side would have a slot stand; `otherwise` when it has none. */
  barycentre(slot: number, side: 'ins' | 'outs', otherwise: number): number {
    const { start, other, lean, weight } = this[side];
    const { position } = this;
    let sum = 0;
    let total = 0;
    for (let k = start[slot]!, end = start[slot + 1]!; k < end; k++) {
      const own = weight[k]!;
      sum += own * (position[other[k]!]! + lean[k]!);
      total += own;
    }
    return total > 0 ? sum / total : otherwise;
  }

  /** Crossings that are saved when `upper`, which stands right above `lower` in its layer, changes places with it. */
  savedBySwap(upper: number, lower: number): number {
    return this.savedOn(this.ins, upper, lower) + this.savedOn(this.outs, upper, lower);
  }

  private savedOn({ start, other, there, weight }: Ends, upper: number, lower: number): number {
    const { position } = this;
    const [first, last] = [start[lower]!, start[lower + 1]!];
    let saved = 0;
    for (let a = start[upper]!, end = start[upper + 1]!; a < end; a++) {
      const at = position[other[a]!]! + there[a]!;
      for (let b = first; b < last; b++) {
        const beside = position[other[b]!]! + there[b]!;
        if (at > beside) saved += weight[a]! * weight[b]!;
        else if (at < beside) saved -= weight[a]! * weight[b]!;
      }
    }
    return saved;
  }

  /** Between this layer and the next: pairs in the wrong order, by insertion, or by merging when they are many. */
  after(layer: readonly number[]): number {
    const { start, other, there, weight } = this.outs;
    const { position } = this;
    let size = 0;
    for (let k = 0; k < layer.length; k++) {
      const slot = layer[k]!;
      const first = size;
      for (let piece = start[slot]!, end = start[slot + 1]!; piece < end; piece++) {
        const key = position[other[piece]!]! + there[piece]!;
        for (let copies = weight[piece]!; copies > 0; copies--) {
          if (size === this.keys.length) this.grow();
          // Pieces of one slot do not cross each other: they are kept in order.
          let at = size++;
          for (; at > first && this.keys[at - 1]! > key; at--) this.keys[at] = this.keys[at - 1]!;
          this.keys[at] = key;
        }
      }
    }
    return size < 2 ? 0 : size <= 24 ? this.inserted(size) : this.merged(size);
  }

  private grow(): void {
    const larger = new Float64Array(this.keys.length * 2);
    larger.set(this.keys);
    this.keys = larger;
    this.spare = new Float64Array(larger.length);
  }

  private inserted(size: number): number {
    const { keys } = this;
    let count = 0;
    for (let k = 1; k < size; k++) {
      const key = keys[k]!;
      let at = k;
      for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
      keys[at] = key;
      count += k - at;
    }
    return count;
  }

  private merged(size: number): number {
    let count = 0;
    for (let width = 1; width < size; width *= 2) {
      const { keys, spare } = this;
      for (let start = 0; start < size; start += 2 * width) {
        const middle = Math.min(start + width, size);
        const end = Math.min(start + 2 * width, size);
        let left = start;
        let right = middle;
        for (let k = start; k < end; k++) {
          if (left < middle && (right >= end || keys[left]! <= keys[right]!)) spare[k] = keys[left++]!;
          else {
            spare[k] = keys[right++]!;
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
  /** Where the piece ends on the other slot, and how much further down than on this one. */
  readonly there: Float64Array;
  readonly lean: Float64Array;
  readonly weight: Uint8Array;
}

function endsOf(
  { start, items }: Lists,
  far: Int32Array,
  there: Float64Array,
  here: Float64Array,
  body: Uint8Array,
): Ends {
  const count = items.length;
  const ends = {
    start,
    other: new Int32Array(count),
    there: new Float64Array(count),
    lean: new Float64Array(count),
    weight: new Uint8Array(count),
  };
  for (let k = 0; k < count; k++) {
    const piece = items[k]!;
    ends.other[k] = far[piece]!;
    ends.there[k] = there[piece]!;
    ends.lean[k] = there[piece]! - here[piece]!;
    ends.weight[k] = body[piece] === 1 ? OVER_FRAME : 1;
  }
  return ends;
}

/** Whether an edge runs over a frame. */
export function crossesFrames({ layerOf, pieces }: Layers, layers: readonly (readonly number[])[]): boolean {
  const { from, to, body } = pieces;
  if (!body.includes(1)) return false;
  const position = new Int32Array(layerOf.length);
  for (const layer of layers) for (const [k, slot] of layer.entries()) position[slot] = k;
  const at = (slot: number | undefined): number => position[slot!]!;
  const byLayer: number[][] = layers.map(() => []);
  for (let k = 0; k < from.length; k++) byLayer[layerOf[from[k]!]!]?.push(k);
  return byLayer.some((list) =>
    list.some((k) => body[k] === 1 && list.some((l) => (at(from[l]) - at(from[k])) * (at(to[l]) - at(to[k])) < 0)),
  );
}
