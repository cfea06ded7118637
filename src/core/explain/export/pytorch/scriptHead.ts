import type { NodeId } from '../../../autodiff/tape/node.ts';
import { fileNameText, pythonWords } from '../../../base/quoting.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { SideFile } from './pythonValues.ts';

/** All rows of data sets of which an evaluation has the first ones only, by leaf. */
export type WholeData = ReadonlyMap<NodeId, Tensor>;

export interface PytorchExport {
  readonly script: string;
  /** Large tensors, to be written beside the script. */
  readonly files: readonly SideFile[];
  /** What a reader should know about the differences. */
  readonly notes: readonly string[];
}
export interface ScriptName {
  readonly title: string;
  /** File name without its ending. */
  readonly name: string;
}

/** What a script's names are told from: words of a title are none. */
export const NAMELESS: ScriptName = { title: '', name: '' };

/** The first lines of a script: what it is, what it imports, in which precision it computes. */
export const headOf = (
  { title, name }: ScriptName,
  about: string,
  loads: boolean,
  precision: string,
  imports: readonly string[] = [],
  more: readonly string[] = [],
): readonly string[] => [
  `"""${pythonWords(title)}`,
  '',
  `${about} Written by Backprop Tutor; run it with`,
  '',
  `    python ${fileNameText(name)}.py`,
  ...more,
  '"""',
  ...[...imports, ...(loads ? ['import os'] : [])].toSorted().filter((line, i, all) => line !== all[i - 1]),
  ...(imports.length > 0 || loads ? [''] : []),
  ...(loads ? ['import numpy'] : []),
  'import torch',
  '',
  `dtype = torch.${precision}`,
  'torch.set_default_dtype(dtype)',
  '',
  ...(loads
    ? [
        '',
        'def load(file):',
        '    folder = os.path.dirname(os.path.abspath(__file__))',
        '    return torch.from_numpy(numpy.load(os.path.join(folder, file))).to(dtype)',
        '',
        '',
      ]
    : []),
];
