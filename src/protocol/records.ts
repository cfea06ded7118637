/** Which parts of a data file the server needs, worked out where the file is: its header is known only there. */
import { type FileHead, takenRows } from '../core/base/takenRows.ts';

export type { FileHead } from '../core/base/takenRows.ts';

/** Where the wanted records of a file begin, and how long each is. */
export interface RecordPlaces {
  readonly bytes: number;
  readonly starts: readonly number[];
}

const LARGEST_RECORD = 1_000_000;

/** Undefined where the header makes no sense or the file has no room for what it says. */
export function recordPlaces(header: Uint8Array, size: number, head: FileHead): RecordPlaces | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < head.header) return undefined;
  const bytes =
    typeof head.record === 'number'
      ? head.record
      : head.record.reduce((product, at) => product * view.getUint32(at), 1);
  if (!(bytes > 0 && bytes <= LARGEST_RECORD)) return undefined;
  const room = Math.floor((size - head.header) / bytes);
  const count = head.countAt === undefined ? room : view.getUint32(head.countAt);
  if (count > room) return undefined;
  const rows = takenRows(Math.min(count, head.limit), head.count);
  return { bytes, starts: Array.from(rows, (row) => head.header + row * bytes) };
}
