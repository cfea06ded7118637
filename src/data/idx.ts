import { takenRows } from '../core/base/takenRows.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { isGzipped, type NamedFile, unpacked } from './bytes.ts';

/** What was asked for of an IDX file of bytes: `count` of its `total` items. */
interface IdxFile {
  readonly total: number;
  readonly count: number;
  /** The items are the first ones, not drawn ones. */
  readonly firstOnly: boolean;
  /** Where in `entries` an item begins. */
  readonly startOf: (item: number) => number;
  /** Axes of one item: height and width of a picture, nothing for a label. */
  readonly item: readonly number[];
  readonly entries: Uint8Array;
  /** Waits for an item. */
  readonly arrived: (item: number) => boolean;
}

/** Of a packed file that unpacks to more, the first items stand for all. */
const MOST_UNPACKED = 600_000_000;

/**
 * At most `most` of the first `limit` items, drawn over all of them; the first ones where `first` says so, and of a file
 * that still arrives.
 * The format: two zeros, 8 for unsigned bytes, the number of axes; then each axis in four bytes, the most
 * significant first.
 */
export function readIdx(
  file: NamedFile,
  axes: number,
  limit: number,
  most: number,
  first = false,
): IdxFile | MakerProblem {
  const headerSize = 4 + 4 * axes;
  const header = unpacked(file, headerSize);
  if (isMakerProblem(header)) return header;
  const { name } = file;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const magic = header.length < 4 ? 0x800 + axes : view.getUint32(0);
  if (magic !== 0x800 + axes)
    return {
      problem: `${name} is no IDX file of ${axes === 1 ? 'labels' : 'pictures'}: it begins with ${hex(magic)}, not ${hex(0x800 + axes)}`,
    };
  if (header.length < headerSize)
    return { problem: `${name} is cut short: ${header.length} bytes do not hold the ${headerSize} of its head` };
  const [total = 0, ...item] = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const itemSize = item.reduce((size, length) => size * length, 1);
  if (itemSize === 0 || itemSize > 1e6) return { problem: `${name} says that a picture has ${item.join('×')} pixels` };
  const all = Math.min(total, limit);
  // Pictures that still arrive are waited for when they are asked for.
  const late = axes > 1 && file.arrived !== undefined;
  const packed = isGzipped(file.bytes);
  const firstOnly = first || late || (packed && all * itemSize > MOST_UNPACKED);
  const room = Math.floor((file.size - headerSize) / itemSize);
  const cut = (held: number): MakerProblem => ({
    problem: `${name} is cut short: it should hold ${total} ${axes === 1 ? 'labels' : 'pictures'}, and ends in number ${held + 1}`,
  });
  if (!packed && !late && room < all) return cut(room);
  const taken = firstOnly || all <= most ? undefined : takenRows(all, most);
  const count = taken?.length ?? Math.min(all, most);
  const packedTogether = taken === undefined || file.drawn === true;
  const end = packedTogether ? count : (taken.at(-1) ?? -1) + 1;
  const bytes = late
    ? file.bytes.subarray(0, headerSize + end * itemSize)
    : unpacked(file, headerSize + end * itemSize);
  if (isMakerProblem(bytes)) return bytes;
  const entries = bytes.subarray(headerSize);
  if (entries.length < end * itemSize) return cut(Math.floor(entries.length / itemSize));
  return {
    total,
    count,
    item,
    entries,
    firstOnly,
    startOf: (place) => (packedTogether ? place : (taken[place] ?? 0)) * itemSize,
    arrived: (place) => !late || file.arrived?.(headerSize + (place + 1) * itemSize) === true,
  };
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`;
