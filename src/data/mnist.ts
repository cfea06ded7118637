import type { DataOptions, DataSet } from '../core/makers/dataSet.ts';
import { isMakerProblem } from '../core/makers/maker.ts';
import { ByteRows } from '../core/tensor/byteRows.ts';
import { named } from './bytes.ts';
import { inFolder, rowsOption, rowsWanted, splitOption, textIn, textOption } from './fileOptions.ts';
import { readIdx } from './idx.ts';

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
