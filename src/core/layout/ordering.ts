import { countCrossings, crossingsOfPair, weightOf } from './crossings.ts';
import type { Layers, Piece, Slot } from './level.ts';

const SWEEPS = 16;

/** Fresh starts from shuffled readings, while crossings remain: fewer for larger graphs, to keep within a frame. */
const restartsFor = (slots: number): number => Math.min(40, Math.floor(2500 / Math.max(1, slots)));

/**
 * Puts every layer in order, top to bottom: first as the formula is read (a tree then has no crossing and its leaves
 * stand in the formula's order), then by barycentre sweeps and swaps of neighbours as long as crossings remain.
 * `before` gives the height where a node stood earlier: of equally good orders the one nearest to that wins, then the
 * formula's. Returns the number of crossings.
 */
export function orderLayers(sliced: Layers, before: (node: number) => number | undefined): number {
  readingOrder(sliced, inOrder);
  let best = Number.POSITIVE_INFINITY;
  let kept = remember(sliced);
  const attempt = () => {
    const now = minimise(sliced);
    if (now >= best) return;
    best = now;
    kept = remember(sliced);
  };
  if (countCrossings(sliced.layers) === 0) return 0;
  if (orderAsBefore(sliced, before)) {
    attempt();
    readingOrder(sliced, inOrder);
  }
  attempt();
  const random = new Shuffler();
  for (let left = restartsFor(sliced.slots.length); left > 0 && best > 0; left--) {
    readingOrder(sliced, (slot) => random.shuffled(slot.ins));
    attempt();
  }
  restore(sliced, kept);
  return best;
}

/** The same shuffles every time: a linear congruential generator. */
class Shuffler {
  private state = 1;

  shuffled<T>(list: readonly T[]): T[] {
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

function minimise(sliced: Layers): number {
  const { layers } = sliced;
  let best = countCrossings(layers);
  let kept = remember(sliced);
  for (let sweep = 0; sweep < SWEEPS && best > 0; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (let k = 1; k < layers.length; k++) {
      const layer = layers[rightwards ? k : layers.length - 1 - k] ?? [];
      sortByBarycentre(layer, rightwards);
    }
    swapNeighbours(layers);
    const now = countCrossings(layers);
    if (now < best) {
      best = now;
      kept = remember(sliced);
    } else if (sweep > 5) break;
  }
  restore(sliced, kept);
  return best;
}

function readingOrder(sliced: Layers, insOf: (slot: Slot) => Piece[]): void {
  const seen = new Uint8Array(sliced.slots.length);
  const fresh: Slot[][] = sliced.layers.map(() => []);
  const place = (slot: Slot) => {
    seen[slot.index] = 1;
    fresh[slot.layer]?.push(slot);
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
  adopt(sliced, fresh);
}

const inOrder = (slot: Slot): Piece[] => slot.ins.toSorted((a, b) => a.arrives - b.arrives);

/** Sorts by earlier heights; what is new keeps its place behind its neighbour. False when nothing stood before. */
function orderAsBefore(sliced: Layers, before: (node: number) => number | undefined): boolean {
  let known = 0;
  const fresh = sliced.layers.map((layer) => {
    let last = Number.NEGATIVE_INFINITY;
    const keyed = layer.map((slot) => {
      const height = slot.node < 0 ? undefined : before(slot.node);
      if (height !== undefined) {
        known++;
        last = height;
      }
      return { slot, height: last };
    });
    return keyed.toSorted((a, b) => a.height - b.height || a.slot.position - b.slot.position).map(({ slot }) => slot);
  });
  if (known === 0) return false;
  adopt(sliced, fresh);
  return true;
}

function sortByBarycentre(layer: Slot[], rightwards: boolean): void {
  const centres = new Map<Slot, number>();
  for (const slot of layer) {
    const pieces = rightwards ? slot.ins : slot.outs;
    let sum = 0;
    let weight = 0;
    for (const piece of pieces) {
      const end = rightwards
        ? piece.from.position + piece.leaves - piece.arrives
        : piece.to.position + piece.arrives - piece.leaves;
      sum += end * weightOf(piece);
      weight += weightOf(piece);
    }
    centres.set(slot, weight > 0 ? sum / weight : slot.position);
  }
  layer.sort((a, b) => (centres.get(a) ?? 0) - (centres.get(b) ?? 0) || a.position - b.position);
  number(layer);
}

/** Swaps neighbours wherever that saves crossings, until none does. */
function swapNeighbours(layers: readonly Slot[][]): void {
  for (let round = 0; round < 4; round++) {
    let swapped = false;
    for (const layer of layers) if (swapInLayer(layer)) swapped = true;
    if (!swapped) return;
  }
}

function swapInLayer(layer: Slot[]): boolean {
  const ends = new Map(layer.map((slot) => [slot, [endsOf(slot, true), endsOf(slot, false)] as const]));
  let swapped = false;
  for (let k = 0; k + 1 < layer.length; k++) {
    const upper = layer[k] as Slot;
    const lower = layer[k + 1] as Slot;
    const [upperIn, upperOut] = ends.get(upper) ?? [[], []];
    const [lowerIn, lowerOut] = ends.get(lower) ?? [[], []];
    const now = crossingsOfPair(upperIn, lowerIn) + crossingsOfPair(upperOut, lowerOut);
    if (now === 0) continue;
    if (crossingsOfPair(lowerIn, upperIn) + crossingsOfPair(lowerOut, upperOut) < now) {
      layer[k] = lower;
      layer[k + 1] = upper;
      lower.position = k;
      upper.position = k + 1;
      swapped = true;
    }
  }
  return swapped;
}

function endsOf(slot: Slot, ins: boolean): number[] {
  const ends: number[] = [];
  for (const piece of ins ? slot.ins : slot.outs) {
    const end = ins ? piece.from.position + piece.leaves : piece.to.position + piece.arrives;
    for (let k = weightOf(piece); k > 0; k--) ends.push(end);
  }
  return ends.sort((a, b) => a - b);
}

const number = (layer: readonly Slot[]): void => {
  for (const [k, slot] of layer.entries()) slot.position = k;
};

const remember = (sliced: Layers): Slot[][] => sliced.layers.map((layer) => layer.slice());

const restore = (sliced: Layers, kept: readonly (readonly Slot[])[]): void => adopt(sliced, kept);

function adopt(sliced: Layers, orders: readonly (readonly Slot[])[]): void {
  for (const [k, order] of orders.entries()) {
    sliced.layers[k] = order.slice();
    number(order);
  }
}
