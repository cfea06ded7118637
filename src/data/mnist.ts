import { takenRows } from '../core/base/takenRows.ts';
import type { DataOptions, DataSet } from '../core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../core/makers/maker.ts';
import { ByteRows } from '../core/tensor/byteRows.ts';
import { isGzipped, type NamedFile, named, unpacked } from './bytes.ts';
import { inFolder, rowsOption, rowsWanted, splitOption, textIn, textOption } from './fileOptions.ts';

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
function readIdx(file: NamedFile, axes: number, limit: number, most: number, first = false): IdxFile | MakerProblem {
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

const filesIn = (options: DataOptions): readonly [string, string] => {
  const stem = textIn(options, 'split') === 'test' ? 't10k' : 'train';
  return [`${stem}-images-idx3-ubyte`, `${stem}-labels-idx1-ubyte`];
};

const nothing = new Uint8Array(0);

/** The handwritten digits, and other sets in the same files (Fashion-MNIST). */
export const mnist: DataSet = {
  name: 'mnist',
  options: [textOption('folder', true, 'where the IDX files are, plain or gzipped'), splitOption, rowsOption],
  parts: [
    { name: 'X', role: 'features' },
    { name: 'y', role: 'labels' },
  ],
  source: 'file',
  paths: (options) =>
    filesIn(options).map((file) => {
      // As the files are called on their own page; by many copies; in the folders that PyTorch and Kaggle make.
      const dotted = file.replace('-idx', '.idx');
      return [
        file,
        dotted,
        `MNIST/raw/${file}`,
        `raw/${file}`,
        `${file}/${file}`,
        `${dotted}/${dotted}`,
        `${file}/${dotted}`,
      ].map((name) => inFolder(textIn(options, 'folder'), name));
    }),
  // Height and width stand in the file; the labels are few bytes.
  head: (count, options) => [
    { header: 16, record: [8, 12], count, limit: rowsWanted(options, 1e9) ?? 1, countAt: 4 },
    undefined,
  ],
  shapes: () => undefined,
  make(options, _random, [imageFile, labelFile], maxRows) {
    const all = rowsWanted(options, Number.POSITIVE_INFINITY);
    if (all === undefined) return { problem: 'mnist: n is a whole number from 1' };
    const [imageName, labelName] = filesIn(options);
    const images = readIdx(named(imageName, imageFile), 3, all, maxRows);
    if (isMakerProblem(images)) return images;
    const labels = readIdx(named(labelName, labelFile), 1, Math.min(all, images.total), maxRows, images.firstOnly);
    if (isMakerProblem(labels)) return labels;
    if (images.total !== labels.total)
      return { problem: `${imageName} holds ${images.total} pictures, but ${labelName} ${labels.total} labels` };
    const [height = 1, width = 1] = images.item;
    const size = height * width;
    const { entries } = images;
    return {
      parts: [
        new ByteRows(images.count, size, (row) => ({
          bytes: images.arrived(row) ? entries : nothing,
          from: images.startOf(row),
        })),
        {
          shape: [labels.count],
          data: Float64Array.from({ length: labels.count }, (_, row) => labels.entries[labels.startOf(row)] ?? 0),
        },
      ],
      rows: Math.min(images.total, all),
      classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      picture: [height, width, 1],
    };
  },
  prose: {
    summary:
      'Handwritten digits from MNIST’s own files: pictures of 28×28 as rows of 784 numbers from 0 to 1, labels 0 to 9.',
    example: 'X, y = mnist("mnist", n=1000)',
  },
};
