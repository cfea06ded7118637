import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { ArrivalClock, type DataFile } from '../../protocol/arrival.ts';
import { type FileHead, recordPlaces } from '../../protocol/records.ts';

const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
/** What unpacks to more is left packed: its reader follows it no further than it needs. */
const MOST_BYTES = 600_000_000;
/** Bytes that come out at a time: zlib's own choice, 16 kB, takes twice as long. */
const PIECE = 4_000_000;

const sharedRoom = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** Files that unpack to less are not worth a worker that begins before they are there. */
const LATE = 4 * PIECE;
/** And what is packed more often than data is: a few kilobytes must not become a full memory. */
const MOST_PACKED = 100;
const mostFrom = (file: Uint8Array): number => Math.min(MOST_BYTES, Math.max(LATE, MOST_PACKED * file.length));

/**
 * The bytes of a data file as a worker gets them without a copy of its own, unpacked where they are gzipped: node's zlib does
 * that in another thread, and those of a large file still arrive when they are given to the worker. What cannot be
 * unpacked stays as it is, for the file's reader to say what is wrong.
 */
export async function sharedBytes(file: Uint8Array): Promise<Pick<DataFile, 'bytes' | 'arriving'>> {
  const length = isGzipped(file) ? lengthAtEnd(file) : 0;
  return length > LATE && length < mostFrom(file) && isOneMember(file)
    ? arrivingBytes(file, length)
    : { bytes: await allBytes(file) };
}

/** A gzipped file ends with the number of bytes that it unpacks to, the least significant byte first. */
const lengthAtEnd = (file: Uint8Array): number =>
  file.length < 18 ? 0 : new DataView(file.buffer, file.byteOffset + file.length - 4, 4).getUint32(0, true);

const MEMBER = Buffer.from([0x1f, 0x8b, 8]);

/**
 * Whether no second gzip member follows, as in files that were joined: the length at the end is only the last one's. What
 * looks like a member's head (RFC 1952: its flags, how hard it was packed, and the system) counts as one.
 */
function isOneMember(file: Uint8Array): boolean {
  const searched = Buffer.from(file.buffer, file.byteOffset, file.length);
  for (let at = searched.indexOf(MEMBER, 10); at >= 0; at = searched.indexOf(MEMBER, at + 1)) {
    const [flags = 255, , , , , effort = 255, system = 254] = searched.subarray(at + 3);
    if (flags < 32 && (effort === 0 || effort === 2 || effort === 4) && (system < 14 || system === 255)) return false;
  }
  return true;
}

function arrivingBytes(file: Uint8Array, length: number): Pick<DataFile, 'bytes' | 'arriving'> {
  const bytes = sharedRoom(length);
  const arrival = new ArrivalClock();
  let there = 0;
  const stream = createGunzip({ chunkSize: PIECE });
  stream.on('data', (piece: Uint8Array) => {
    if (there + piece.length <= length) bytes.set(piece, there);
    there += piece.length;
    if (there < length) arrival.came(there);
    else if (there > length) arrival.failed();
  });
  stream.on('error', () => arrival.failed());
  // The last piece counts once the check at the end has been made.
  stream.on('end', () => (there === length ? arrival.came(length) : arrival.failed()));
  stream.end(file);
  return { bytes, arriving: arrival.shared };
}

async function allBytes(file: Uint8Array): Promise<Uint8Array> {
  const plain = isGzipped(file)
    ? await promisify(gunzip)(file, { maxOutputLength: mostFrom(file), chunkSize: PIECE }).catch(() => file)
    : file;
  if (plain.buffer instanceof SharedArrayBuffer) return plain;
  const shared = sharedRoom(plain.length);
  shared.set(plain);
  return shared;
}

/** The bytes of a file on disk, in memory that threads share. */
export const readShared = (file: string): Promise<Uint8Array> =>
  opened(file, async (handle, size) => {
    const bytes = sharedRoom(size);
    return bytes.subarray(0, await fill(handle, bytes, 0));
  });

/** The header of a file and the records that are drawn of it, one after the other. Undefined where it is too short for them. */
export const readRecords = (file: string, head: FileHead): Promise<Uint8Array | undefined> =>
  opened(file, async (handle, size) => {
    const header = new Uint8Array(head.header);
    if ((await fill(handle, header, 0)) < header.length) return undefined;
    const places = recordPlaces(header, size, head);
    if (places === undefined) return undefined;
    const bytes = new Uint8Array(header.length + places.starts.length * places.bytes);
    bytes.set(header);
    for (const [place, start] of places.starts.entries()) {
      const from = header.length + place * places.bytes;
      if ((await fill(handle, bytes.subarray(from, from + places.bytes), start)) < places.bytes) return undefined;
    }
    return bytes;
  });

/** How many bytes were there. */
async function fill(handle: FileHandle, bytes: Uint8Array, from: number): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

async function opened<T>(file: string, read: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  // A pipe would never be open, and hold a thread that other reads need.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(`${file} is not a regular file`);
    return await read(handle, stat.size);
  } finally {
    await handle.close();
  }
}
