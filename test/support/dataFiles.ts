import { strToU8 } from 'fflate';
import { seededRandom } from '../../src/core/base/seededRandom.ts';

/** Files in the real formats, small, made on the spot. */

const bigEndian = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

/** An IDX file of bytes: axes of the whole, then its entries. */
export const idxFile = (axes: readonly number[], entries: ArrayLike<number>): Uint8Array =>
  Uint8Array.from([0, 0, 8, axes.length, ...axes.flatMap(bigEndian), ...Array.from(entries)]);

export interface PictureFiles {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** As written, row after row. */
  readonly pixels: readonly number[];
  readonly classes: readonly number[];
}

export function mnistFiles(count: number, height = 28, width = 28): PictureFiles {
  const random = seededRandom(`mnist ${count}`);
  const pixels = Array.from({ length: count * height * width }, () => random.below(256));
  const classes = Array.from({ length: count }, () => random.below(10));
  return { images: idxFile([count, height, width], pixels), labels: idxFile([count], classes), pixels, classes };
}

/** One batch of the binary version: a label and 3072 bytes for each picture. */
export function cifarBatch(
  count: number,
  seed: number,
): { readonly bytes: Uint8Array; readonly classes: readonly number[] } {
  const random = seededRandom(`cifar ${seed}`);
  const bytes = new Uint8Array(count * 3073);
  const classes = Array.from({ length: count }, () => random.below(10));
  for (let i = 0; i < bytes.length; i++) bytes[i] = i % 3073 === 0 ? (classes[i / 3073] ?? 0) : random.below(256);
  return { bytes, classes };
}

export const textFile = (text: string): Uint8Array => strToU8(text);
