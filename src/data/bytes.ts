import { Gunzip } from 'fflate';
import type { FileBytes } from '../core/makers/dataSet.ts';
import type { MakerProblem } from '../core/makers/maker.ts';

/** The end of a path, for messages. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** Bytes of a file with the name that messages use. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
export interface NamedFile extends NamedBytes, FileBytes {}

const noFile: FileBytes = { bytes: new Uint8Array(0), size: 0 };
export const named = (name: string, file: FileBytes | undefined): NamedFile => ({ name, ...(file ?? noFile) });

export const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const SLICE = 1 << 16;

const notArrived = (name: string): string => `${name} cannot be unpacked: it is damaged or cut short`;

/**
 * The first `limit` bytes of a file, unpacked where it is gzipped. A small file that unpacks without end is followed no
 * further than `limit`.
 */
export function unpacked(file: NamedFile, limit: number): Uint8Array | MakerProblem {
  const { name, bytes } = file;
  if (file.arrived?.(Math.min(limit, bytes.length)) === false) return { problem: notArrived(name) };
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
