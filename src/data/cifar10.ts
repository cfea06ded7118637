import { takenRows } from '../core/base/takenRows.ts';
import type { DataOptions, DataSet } from '../core/makers/dataSet.ts';
import { isMakerProblem } from '../core/makers/maker.ts';
import { ByteRows, type RowBytes } from '../core/tensor/byteRows.ts';
import { fileNameOf, named, unpacked } from './bytes.ts';
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

/** Of how many first records of each file how many are wanted, where `most` rows of all files are. */
function sharesOf(options: DataOptions, most: number): readonly { readonly limit: number; readonly count: number }[] {
  const files = pathsIn(options).length;
  const all = rowsWanted(options, files * BATCH) ?? 1;
  const upTo = (file: number): number => Math.min(file * BATCH, all);
  const share = (file: number): number => (Number.isFinite(most) ? Math.round((most * upTo(file)) / all) : upTo(file));
  return Array.from({ length: files }, (_, file) => ({
    limit: upTo(file + 1) - upTo(file),
    count: share(file + 1) - share(file),
  }));
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
  head: (most, options) => sharesOf(options, most).map((share) => ({ header: 0, record: RECORD, ...share })),
  shapes: () => undefined,
  make(options, _random, files, maxRows) {
    if (rowsWanted(options, maxRows) === undefined) return { problem: 'cifar10: n is a whole number from 1' };
    const shares = sharesOf(options, maxRows);
    const records: RowBytes[] = [];
    let total = 0;
    for (const [i, path] of pathsIn(options).entries()) {
      const { limit = 0, count = 0 } = shares[i] ?? {};
      const name = fileNameOf(path);
      const file = named(name, files[i]);
      const bytes = unpacked(file, 2 * BATCH * RECORD);
      if (isMakerProblem(bytes)) return bytes;
      const size = file.drawn ? file.size : bytes.length;
      if (size === 0 || size % RECORD !== 0)
        return {
          problem: `${name} is not in the binary version or cut short: its ${size} bytes are no whole number of pictures of ${RECORD} bytes`,
        };
      for (let at = 0; at < bytes.length - (bytes.length % RECORD); at += RECORD)
        if ((bytes[at] ?? 0) >= classNames.length)
          return {
            problem: `${name}, picture ${at / RECORD}: label ${bytes[at]} is out of range, there are 10 classes`,
          };
      const all = Math.min(size / RECORD, limit);
      for (const [place, row] of takenRows(all, count).entries())
        records.push({ bytes, from: (file.drawn ? place : row) * RECORD + 1 });
      total += all;
    }
    return {
      parts: [
        new ByteRows(records.length, PIXELS, (row) => records[row] ?? nowhere),
        { shape: [records.length], data: Float64Array.from(records, ({ bytes, from }) => bytes[from - 1] ?? 0) },
      ],
      rows: total,
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
