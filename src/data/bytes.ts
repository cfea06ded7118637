import { Gunzip } from 'fflate';
import type { MakerProblem } from '../core/makers/maker.ts';

/** The end of a path, for messages. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** Bytes of a file with the name that messages use. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const SLICE = 1 << 16;

/**
 * The first `limit` bytes of a file, unpacked where it is gzipped. A small file that unpacks without end is followed no
 * further than `limit`.
 */
export function unpacked({ name, bytes }: NamedBytes, limit: number): Uint8Array | MakerProblem {
  if (!isGzipped(bytes)) return bytes.subarray(0, Math.min(limit, bytes.length));
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Gunzip((piece, last) => {
    pieces.push(piece);
    size += piece.length;
    ended ||= last;
  });
  try {
    for (let at = 0; at < bytes.length && size < limit; at += SLICE)
      stream.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
  } catch (error) {
    return { problem: `${name} cannot be unpacked: ${error instanceof Error ? error.message : 'damaged'}` };
  }
  if (size < limit && !ended) return { problem: `${name} is cut short: it ends in the middle of its packed data` };
  const whole = new Uint8Array(Math.min(size, limit));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece.subarray(0, whole.length - at), at);
    at = Math.min(at + piece.length, whole.length);
  }
  return whole;
}
