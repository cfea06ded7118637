import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { isHead, type NamedFile, unpacked } from './bytes.ts';

/** The contents of an IDX file of bytes, as far as they were asked for: the first `count` of `total` items. */
interface IdxFile {
  readonly total: number;
  readonly count: number;
  /** Axes of one item: height and width of a picture, nothing for a label. */
  readonly item: readonly number[];
  readonly entries: Uint8Array;
  /** Waits for so many of the first items. */
  readonly arrived: (items: number) => boolean;
}

/** Two zeros, 8 for unsigned bytes, the number of axes; then each axis in four bytes, the most significant first. */
export function readIdx(file: NamedFile, axes: number, maxItems: number): IdxFile | MakerProblem {
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
  const wanted = Math.min(total, maxItems);
  const limit = headerSize + wanted * itemSize;
  // Pictures that still arrive are waited for when they are asked for.
  const late = axes > 1 && file.arrived !== undefined;
  const bytes = late ? file.bytes.subarray(0, limit) : unpacked(file, limit);
  if (isMakerProblem(bytes)) return bytes;
  const entries = bytes.subarray(headerSize);
  // The first bytes of large pictures hold fewer of them.
  const held = Math.floor(entries.length / itemSize);
  const count = isHead(file) && held > 0 ? Math.min(wanted, held) : wanted;
  if (entries.length < count * itemSize)
    return {
      problem: `${name} is cut short: it should hold ${total} ${axes === 1 ? 'labels' : 'pictures'}, and ends in number ${Math.floor(entries.length / itemSize) + 1}`,
    };
  const arrived = (items: number): boolean => !late || file.arrived?.(headerSize + items * itemSize) === true;
  return { total, count, item, entries, arrived };
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`;
