import { Crossings } from './crossings.ts';
import type { Layers, Piece, Slot } from './level.ts';

const SWEEPS = 12;
const SWEEPS_OF_LARGE = 6;
const LARGE = 4000;

/** Fresh starts from shuffled readings, while crossings remain: fewer for larger graphs, to keep within a frame. */
const restartsFor = (slots: number): number => Math.min(32, Math.floor(1600 / Math.max(1, slots)));

type Order = number[][];

/**
 * Puts every layer in order, top to bottom: first as the formula is read (a tree then has no crossing and its leaves
 * stand in the formula's order), then by barycentre sweeps and swaps of neighbours as long as crossings remain.
 * `before` gives the height where a node stood earlier: of equally good orders the one nearest to that wins, then the
 * formula's. Returns the number of crossings.
 */
export function orderLayers(sliced: Layers, before: (node: number) => number | undefined): number {
  const crossings = new Crossings(sliced);
  const reading = readingOrder(sliced, inOrder);
  let kept = reading;
  let best = countOf(crossings, reading);
  const attempt = (start: Order) => {
    const found = minimise(crossings, start);
    if (found.count >= best) return;
    best = found.count;
    kept = found.order;
  };
  if (best > 0) {
    best = Number.POSITIVE_INFINITY;
    const earlier = orderAsBefore(sliced, reading, before);
    if (earlier) attempt(earlier);
    attempt(reading);
    const random = new Shuffler();
    for (let left = restartsFor(sliced.slots.length); left > 0 && best > 0; left--) {
      attempt(readingOrder(sliced, (slot) => random.shuffled(slot.ins)));
    }
  }
  for (const [k, layer] of kept.entries()) {
    sliced.layers[k] = layer.map((index) => sliced.slots[index] as Slot);
    for (const [position, slot] of (sliced.layers[k] ?? []).entries()) slot.position = position;
  }
  return best;
}

function countOf(crossings: Crossings, order: Order): number {
  for (const layer of order) crossings.number(layer);
  return crossings.count(order);
}

function minimise(crossings: Crossings, start: Order): { readonly count: number; readonly order: Order } {
  const layers = start.map((layer) => layer.slice());
  let order = start;
  let count = countOf(crossings, layers);
  const most = crossings.position.length > LARGE ? SWEEPS_OF_LARGE : SWEEPS;
  for (let sweep = 0, idle = 0; sweep < most && count > 0 && idle < 4; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (let k = 1; k < layers.length; k++) {
      sortByBarycentre(crossings, layers[rightwards ? k : layers.length - 1 - k] ?? [], rightwards ? 'ins' : 'outs');
    }
    swapNeighbours(crossings, layers);
    const now = crossings.count(layers);
    idle = now < count ? 0 : idle + 1;
    if (now >= count) continue;
    count = now;
    order = layers.map((layer) => layer.slice());
  }
  return { count, order };
}

/** Depth first from the output, operands in order: each slot stands where it is first met. */
function readingOrder(sliced: Layers, insOf: (slot: Slot) => readonly Piece[]): Order {
  const seen = new Uint8Array(sliced.slots.length);
  const fresh: Order = sliced.layers.map(() => []);
  const place = (slot: Slot) => {
    seen[slot.index] = 1;
    fresh[slot.layer]?.push(slot.index);
  };
  for (const slot of sliced.slots) {
    if (slot.outs.length > 0 || seen[slot.index]) continue;
    place(slot);
    const stack = [{ ins: insOf(slot), next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const piece = top.ins[top.next++];
      if (!piece) stack.pop();
      else if (!seen[piece.from.index]) {
        place(piece.from);
        stack.push({ ins: insOf(piece.from), next: 0 });
      }
    }
  }
  for (const slot of sliced.slots) if (!seen[slot.index]) place(slot);
  return fresh;
}

const inOrder = (slot: Slot): readonly Piece[] =>
  slot.ins.length < 2 ? slot.ins : slot.ins.toSorted((a, b) => a.arrives - b.arrives);

/** Sorts by earlier heights; what is new keeps its place behind its neighbour. Nothing when nothing stood before. */
function orderAsBefore(
  sliced: Layers,
  reading: Order,
  before: (node: number) => number | undefined,
): Order | undefined {
  let known = 0;
  const order = reading.map((layer) => {
    let last = Number.NEGATIVE_INFINITY;
    const keyed = layer.map((index) => {
      const node = sliced.slots[index]?.node ?? -1;
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

function sortByBarycentre(crossings: Crossings, layer: number[], side: 'ins' | 'outs'): void {
  if (layer.length < 2) return;
  const { centre } = crossings;
  let sorted = true;
  for (let k = 0; k < layer.length; k++) {
    const slot = layer[k] ?? 0;
    centre[slot] = crossings.barycentre(slot, side) ?? k;
    if (k > 0 && (centre[layer[k - 1] ?? 0] ?? 0) > (centre[slot] ?? 0)) sorted = false;
  }
  if (sorted) return;
  layer.sort((a, b) => (centre[a] ?? 0) - (centre[b] ?? 0));
  crossings.number(layer);
}

/** Swaps neighbours wherever that saves crossings, until none does. */
function swapNeighbours(crossings: Crossings, layers: readonly number[][]): void {
  for (let round = 0; round < 4; round++) {
    let swapped = false;
    for (const layer of layers) {
      for (let k = 0; k + 1 < layer.length; k++) {
        const upper = layer[k] ?? 0;
        const lower = layer[k + 1] ?? 0;
        const now = crossings.ofPair(upper, lower);
        if (now === 0 || crossings.ofPair(lower, upper) >= now) continue;
        layer[k] = lower;
        layer[k + 1] = upper;
        crossings.position[lower] = k;
        crossings.position[upper] = k + 1;
        swapped = true;
      }
    }
    if (!swapped) return;
  }
}

/** The same shuffles every time: a linear congruential generator. */
class Shuffler {
  private state = 1;

  shuffled<T>(list: readonly T[]): readonly T[] {
    if (list.length < 2) return list;
    const mixed = list.slice();
    for (let k = mixed.length - 1; k > 0; k--) {
      this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
      const other = Math.floor((this.state / 4294967296) * (k + 1));
      const held = mixed[k] as T;
      mixed[k] = mixed[other] as T;
      mixed[other] = held;
    }
    return mixed;
  }
}
