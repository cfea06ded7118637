import type { DataOptions, DataSet } from '../core/makers/dataSet.ts';
import { isMakerProblem } from '../core/makers/maker.ts';
import { ByteRows, type RowBytes } from '../core/tensor/byteRows.ts';
import { fileNameOf, isGzipped, isHead, named, unpacked } from './bytes.ts';
import { inFolder, rowsOption, rowsWanted, splitOption, textIn, textOption } from './fileOptions.ts';

const classNames = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const PIXELS = 3 * 32 * 32;
/** A label, then all reds row by row, all greens, all blues. */
const RECORD = 1 + PIXELS;
const BATCH = 10_000;
const nowhere: RowBytes = { bytes: new Uint8Array(0), from: 0 };

function pathsIn(options: DataOptions): readonly string[] {
  const folder = textIn(options, 'folder');
  if (textIn(options, 'split') === 'test') return [inFolder(folder, 'test_batch.bin')];
  const rows = rowsWanted(options, 5 * BATCH) ?? 1;
  return Array.from({ length: Math.ceil(rows / BATCH) }, (_, i) => inFolder(folder, `data_batch_${i + 1}.bin`));
}

export const cifar10: DataSet = {
  name: 'cifar10',
  options: [
    textOption('folder', true, 'where data_batch_1.bin and the others are (the binary version)'),
    splitOption,
    rowsOption,
  ],
  parts: [
    { name: 'X', role: 'features' },
    { name: 'y', role: 'labels' },
  ],
  source: 'file',
  paths: pathsIn,
  // What a packed file holds is only known when it is unpacked.
  head: (maxRows) => ({ plain: maxRows * RECORD, packed: undefined }),
  shapes: () => undefined,
  make(options, _random, files, maxRows) {
    const wanted = rowsWanted(options, maxRows);
    const all = rowsWanted(options, Number.POSITIVE_INFINITY);
    if (wanted === undefined || all === undefined) return { problem: 'cifar10: n is a whole number from 1' };
    const records: RowBytes[] = [];
    let total = 0;
    for (const [i, path] of pathsIn(options).entries()) {
      const name = fileNameOf(path);
      const file = named(name, files[i]);
      const bytes = unpacked(file, 2 * BATCH * RECORD);
      if (isMakerProblem(bytes)) return bytes;
      const size = isHead(file) && !isGzipped(file.bytes) ? file.size : bytes.length;
      if (size === 0 || size % RECORD !== 0)
        return {
          problem: `${name} is not in the binary version or cut short: its ${size} bytes are no whole number of pictures of ${RECORD} bytes`,
        };
      for (let at = 0; at < bytes.length - (bytes.length % RECORD); at += RECORD) {
        if ((bytes[at] ?? 0) >= classNames.length)
          return {
            problem: `${name}, picture ${at / RECORD}: label ${bytes[at]} is out of range, there are 10 classes`,
          };
        if (records.length < wanted) records.push({ bytes, from: at + 1 });
      }
      total += size / RECORD;
    }
    return {
      parts: [
        new ByteRows(records.length, PIXELS, (row) => records[row] ?? nowhere),
        { shape: [records.length], data: Float64Array.from(records, ({ bytes, from }) => bytes[from - 1] ?? 0) },
      ],
      rows: Math.min(total, all),
      classNames,
      picture: [32, 32, 3],
    };
  },
  prose: {
    summary:
      'Small photographs of ten kinds of things: rows of 3072 numbers from 0 to 1 (32×32 red, then green, then blue).',
    example: 'X, y = cifar10("cifar-10-batches-bin", n=1000)',
  },
};
