import { randomNormal } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from './random.ts';

/** Xoroshiro128+ from a hash of the seed, so that seeds that differ a little give streams that have nothing in common. */
export function seededRandom(seed: number | string): Random {
  const text = String(seed);
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => hashed(text, salt)));
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    normal: randomNormal.source(uniform)(0, 1),
    below: (below) => uniformInt(generator, 0, below - 1),
  };
}

/** FNV-1a over the code units, then MurmurHash3's finaliser, which lets every bit change every other. */
function hashed(text: string, salt: number): number {
  let hash = Math.imul(0x811c9dc5 ^ salt, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
