import type { Layers } from '../level.ts';
import { Crossings } from './crossings.ts';
import { Sweeping } from './sweeping.ts';

/** Fresh starts from shuffled readings, while crossings remain: fewer for larger graphs, to keep within a frame. */
const restartsFor = (slots: number): number => Math.min(32, Math.floor(1600 / Math.max(1, slots)));

/** So many of them in a row that have found nothing better are enough. */
const IN_VAIN = 8;

/** So many orders with equally few crossings are kept, in graphs with at most so many slots. */
const MOST_RIVALS = 6;
const MOST_SLOTS = 120;

/** The slots of each layer from top to bottom. */
export type Order = readonly (readonly number[])[];
type Draft = number[][];

export interface Ordering {
  readonly crossings: number;
  /** Orders with so many crossings, the nearest to what stood before and to the formula's first. */
  readonly orders: readonly Order[];
}

/**
 * Puts every layer in order, top to bottom: first as the formula is read (a tree then has no crossing and its leaves
 * stand in the formula's order), then by barycentre sweeps and swaps of neighbours as long as crossings remain.
 * `before` gives the height where a node stood earlier: of equally good orders the one nearest to that is the only one.
 */
export function orderLayers(sliced: Layers, before: (node: number) => number | undefined): Ordering {
  const sweeping = new Sweeping(new Crossings(sliced));
  const reading = readingOrder(sliced, undefined);
  let kept: Draft[] = [reading];
  let best = sweeping.count(reading);
  if (best === 0) return { crossings: 0, orders: kept };
  best = Number.POSITIVE_INFINITY;
  let vain = 0;
  const attempt = (start: Draft) => {
    const found = sweeping.minimise(start);
    vain++;
    if (found.count < best) {
      vain = 0;
      best = found.count;
      kept = [found.order];
    } else if (found.count === best && kept.length < MOST_RIVALS) kept.push(found.order);
  };
  const earlier = orderAsBefore(sliced, reading, before);
  if (earlier) attempt(earlier);
  attempt(reading);
  const random = new Shuffler();
  for (let left = restartsFor(sliced.layerOf.length); left > 0 && best > 0 && vain < IN_VAIN; left--)
    attempt(readingOrder(sliced, random));
  const alone = earlier !== undefined || sliced.layerOf.length > MOST_SLOTS;
  return { crossings: best, orders: alone ? kept.slice(0, 1) : differing(kept) };
}

function differing(orders: readonly Order[]): readonly Order[] {
  const known = new Map(orders.toReversed().map((order) => [order.map((layer) => layer.join(' ')).join('|'), order]));
  return [...known.values()].toReversed();
}

/** Depth first from the output, operands in order, or shuffled: each slot stands where it is first met. */
function readingOrder({ layerOf, layers, pieces, ins, outs }: Layers, random: Shuffler | undefined): Draft {
  const slots = layerOf.length;
  const items = random ? ins.items.slice() : ins.items;
  const seen = new Uint8Array(slots);
  const next = ins.start.slice();
  const stack = new Int32Array(slots);
  const fresh: Draft = layers.map(() => []);
  const place = (slot: number) => {
    seen[slot] = 1;
    fresh[layerOf[slot]!]?.push(slot);
    random?.shuffle(items, ins.start[slot]!, ins.start[slot + 1]!);
  };
  for (let slot = 0; slot < slots; slot++) {
    if (outs.start[slot + 1] !== outs.start[slot] || seen[slot] === 1) continue;
    place(slot);
    stack[0] = slot;
    for (let top = 0; top >= 0; ) {
      const at = stack[top]!;
      const k = next[at]!;
      if (k === ins.start[at + 1]) {
        top--;
        continue;
      }
      next[at] = k + 1;
      const from = pieces.from[items[k]!]!;
      if (seen[from] === 1) continue;
      place(from);
      stack[++top] = from;
    }
  }
  for (let slot = 0; slot < slots; slot++) if (seen[slot] === 0) place(slot);
  return fresh;
}

/** Sorts by earlier heights; what is new keeps its place behind its neighbour. Nothing when nothing stood before. */
function orderAsBefore(
  { nodeOf }: Layers,
  reading: Draft,
  before: (node: number) => number | undefined,
): Draft | undefined {
  let known = 0;
  const order = reading.map((layer) => {
    let last = Number.NEGATIVE_INFINITY;
    const keyed = layer.map((index) => {
      const node = nodeOf[index]!;
      const height = node < 0 ? undefined : before(node);
      if (height !== undefined) {
        known++;
        last = height;
      }
      return { index, height: last };
    });
    return keyed.toSorted((a, b) => a.height - b.height).map(({ index }) => index);
  });
  return known > 0 ? order : undefined;
}

/** The same shuffles every time: a linear congruential generator. */
class Shuffler {
  private state = 1;

  shuffle(items: Int32Array, first: number, end: number): void {
    for (let k = end - first - 1; k > 0; k--) {
      this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
      const other = first + Math.floor((this.state / 4294967296) * (k + 1));
      const held = items[first + k]!;
      items[first + k] = items[other]!;
      items[other] = held;
    }
  }
}
