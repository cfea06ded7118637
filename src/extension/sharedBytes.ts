import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const MOST_BYTES = 2_000_000_000;
/** Bytes that come out at a time: zlib's own choice, 16 kB, takes twice as long. */
const PIECE = 4_000_000;

const sharedRoom = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/**
 * The bytes of a data file as a worker gets them without a copy of its own, unpacked where they are gzipped: node's zlib does
 * that in a thread beside. What cannot be unpacked stays as it is, for the file's reader to say what is wrong.
 */
export async function sharedBytes(file: Uint8Array): Promise<Uint8Array> {
  const plain = isGzipped(file)
    ? await promisify(gunzip)(file, { maxOutputLength: MOST_BYTES, chunkSize: PIECE }).catch(() => file)
    : file;
  if (plain.buffer instanceof SharedArrayBuffer) return plain;
  const shared = sharedRoom(plain.length);
  shared.set(plain);
  return shared;
}

/** The first bytes of a file on disk, all of them where it is shorter, in memory that threads share. */
export async function readShared(file: string, most: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const bytes = sharedRoom(Math.min(size, most));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
