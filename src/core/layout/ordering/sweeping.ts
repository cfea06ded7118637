import type { Crossings } from './crossings.ts';

const SWEEPS = 12;
const SWEEPS_OF_LARGE = 6;
const LARGE = 4000;
/** So many sweeps in a row that have saved nothing are enough: one each way. */
const IDLE = 2;
const ROUNDS_OF_SWAPS = 4;

type Order = number[][];

/** Sweeps over the layers, to and fro, that put the slots of each in such an order that fewer pieces cross. */
export class Sweeping {
  private readonly crossings: Crossings;
  /** Crossings after each layer, and the layers whose order has changed since they were counted. */
  private counts: number[] = [];
  private changed: boolean[] = [];

  constructor(crossings: Crossings) {
    this.crossings = crossings;
  }

  /** The number of crossings of an order. */
  count(order: Order): number {
    for (const layer of order) this.crossings.number(layer);
    this.changed = order.map(() => true);
    this.counts = order.map(() => 0);
    return this.recount(order);
  }

  /** The best order that was met on the way, and its number of crossings. */
  minimise(start: Order): { readonly count: number; readonly order: Order } {
    const { crossings } = this;
    const layers = start.map((layer) => layer.slice());
    let order = start;
    let count = this.count(layers);
    const most = crossings.position.length > LARGE ? SWEEPS_OF_LARGE : SWEEPS;
    for (let sweep = 0, idle = 0; sweep < most && count > 0 && idle < IDLE; sweep++) {
      const rightwards = sweep % 2 === 0;
      for (let k = 1; k < layers.length; k++) {
        const at = rightwards ? k : layers.length - 1 - k;
        if (this.sort(layers[at]!, rightwards ? 'ins' : 'outs')) this.changed[at] = true;
      }
      this.swapNeighbours(layers);
      const now = this.recount(layers);
      idle = now < count ? 0 : idle + 1;
      if (now >= count) continue;
      count = now;
      order = layers.map((layer) => layer.slice());
    }
    return { count, order };
  }

  private recount(layers: Order): number {
    const { changed, counts } = this;
    let total = 0;
    for (let k = 0; k + 1 < layers.length; k++) {
      if (changed[k] || changed[k + 1]) counts[k] = this.crossings.after(layers[k]!);
      total += counts[k]!;
    }
    changed.fill(false);
    return total;
  }

  /** Sorts a layer by where the neighbours on one side would have its slots stand. Whether that changed anything. */
  private sort(layer: number[], side: 'ins' | 'outs'): boolean {
    const { crossings } = this;
    const { centre } = crossings;
    let sorted = true;
    let last = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < layer.length; k++) {
      const slot = layer[k]!;
      const wish = crossings.barycentre(slot, side, k);
      centre[slot] = wish;
      if (wish < last) sorted = false;
      last = wish;
    }
    if (sorted) return false;
    if (layer.length > 48) layer.sort((a, b) => centre[a]! - centre[b]!);
    else insertionSort(layer, centre);
    crossings.number(layer);
    return true;
  }

  /** Swaps neighbours wherever that saves crossings, until none does. */
  private swapNeighbours(layers: Order): void {
    const { crossings, changed } = this;
    let near: Uint8Array | undefined;
    for (let round = 0; round < ROUNDS_OF_SWAPS; round++) {
      // In later rounds, only beside a layer that has changed can there be something new to save.
      const next = new Uint8Array(layers.length + 2);
      let swapped = false;
      for (let k = 0; k < layers.length; k++) {
        if (near && near[k + 1] === 0 && next[k + 1] === 0) continue;
        const layer = layers[k]!;
        for (let at = 0; at + 1 < layer.length; at++) {
          const upper = layer[at]!;
          const lower = layer[at + 1]!;
          if (crossings.savedBySwap(upper, lower) <= 0) continue;
          layer[at] = lower;
          layer[at + 1] = upper;
          crossings.position[lower] = at;
          crossings.position[upper] = at + 1;
          changed[k] = true;
          next.fill(1, k, k + 3);
          swapped = true;
        }
      }
      if (!swapped) return;
      near = next;
    }
  }
}

function insertionSort(layer: number[], keys: Float64Array): void {
  for (let k = 1; k < layer.length; k++) {
    const slot = layer[k]!;
    const key = keys[slot]!;
    let at = k;
    for (; at > 0 && keys[layer[at - 1]!]! > key; at--) layer[at] = layer[at - 1]!;
    layer[at] = slot;
  }
}
