import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from './random.ts';

/** Xoroshiro128+ from a hash of the seed, so that seeds that differ a little give streams that have nothing in common. */
export const seededRandom = (seed: number | string): Random => new SeededRandom(String(seed));

/** A word has so many values. */
const WORDS = 2 ** 32;
/** A uniform number: 26 bits of one word, and 27 of the next behind them. */
const HIGH_BITS = 2 ** 26 - 1;
const LOW_BITS = 2 ** 27 - 1;
const HIGH = 2 ** -26;
const LOW = 2 ** -53;

/**
 * Loops stand here, around the generator itself: where a run begins nothing is compiled yet, and weights drawn through two
 * libraries and a closure took twice as long as these.
 */
class SeededRandom implements Random {
  private readonly generator: ReturnType<typeof xoroshiro128plusFromState>;
  /** The second of two normals that were drawn together; NaN: there is none. */
  private spare = Number.NaN;

  constructor(seed: string) {
    this.generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => hashed(seed, salt)));
  }

  uniform(): number {
    const { generator } = this;
    return (generator.next() & HIGH_BITS) * HIGH + (generator.next() & LOW_BITS) * LOW;
  }

  normal(): number {
    const one = new Float64Array(1);
    this.normals(one, 1);
    return one[0] ?? 0;
  }

  /** Marsaglia's polar method: a point in the unit circle gives two. */
  normals(out: Float32Array | Float64Array, scale: number): void {
    const { generator } = this;
    let { spare } = this;
    for (let i = 0; i < out.length; i++) {
      if (!Number.isNaN(spare)) {
        out[i] = spare * scale;
        spare = Number.NaN;
        continue;
      }
      let x = 0;
      let y = 0;
      let square = 0;
      while (square === 0 || square > 1) {
        x = ((generator.next() & HIGH_BITS) * HIGH + (generator.next() & LOW_BITS) * LOW) * 2 - 1;
        y = ((generator.next() & HIGH_BITS) * HIGH + (generator.next() & LOW_BITS) * LOW) * 2 - 1;
        square = x * x + y * y;
      }
      const length = Math.sqrt((-2 * Math.log(square)) / square);
      out[i] = y * length * scale;
      spare = x * length;
    }
    this.spare = spare;
  }

  below(below: number): number {
    // Words that would make some numbers likelier than others are drawn again.
    const most = WORDS - (WORDS % below);
    let word = this.generator.next() + WORDS / 2;
    while (word >= most) word = this.generator.next() + WORDS / 2;
    return word % below;
  }

  /** Fisher and Yates. */
  shuffle(entries: Int32Array): void {
    for (let last = entries.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const entry = entries[last] ?? 0;
      entries[last] = entries[other] ?? 0;
      entries[other] = entry;
    }
  }
}

/**
 * Word number `place` of the stream `key` (SplitMix32, with the mixer of Hash Prospector), from 0 to 2 ** 32 − 1. Each is had
 * without those before it, so exported scripts draw whole arrays of them at once.
 */
export function wordAt(key: number, place: number): number {
  let word = (key + Math.imul(place, 0x9e3779b9)) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}

/** FNV-1a over the code units, then MurmurHash3's finaliser, which lets every bit change every other. */
export function hashed(text: string, salt: number): number {
  let hash = Math.imul(0x811c9dc5 ^ salt, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
