/**
 * The contract of a data set: `X, y = spiral(n=300)`. Made ones need numbers only; those read from files are given the
 * bytes. The list is handed to the core by whoever runs it.
 */
import type { Random } from '../base/random.ts';
import type { FileHead } from '../base/takenRows.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { MakerProblem } from './maker.ts';

export interface DataOption {
  readonly name: string;
  /**
   * `switch`: true, false or a text, kept as a text. `names`: a text, a whole number, or a list of such; one of them where
   * `initial` is a single name.
   */
  readonly kind: 'whole number' | 'number' | 'text' | 'switch' | 'names';
  /** Undefined: must be given, or may be left out without a value (`target`), as `required` says. */
  readonly initial: number | string | undefined;
  readonly required: boolean;
  readonly meaning: string;
}
export type DataOptionValue = number | string | readonly (number | string)[];
export type DataOptions = ReadonlyMap<string, DataOptionValue>;

/**
 * One part of the tuple: the features X (n, d), and class labels (n,) or a target (n, 1), which has the shape of what a layer
 * with one output predicts.
 */
export interface DataPart {
  /** What lessons call it: `X`, `y`. */
  readonly name: string;
  /** Class labels are whole numbers from 0; no gradient flows to them. A file may say otherwise (`MadeData.roles`). */
  readonly role: 'features' | 'labels' | 'target';
}
export interface MadeData {
  readonly parts: readonly Tensor[];
  /** All rows there are; larger than the parts' first axis when only some were asked for. */
  readonly rows: number;
  /** Of each part, where only the file decides: a column of words is labels, one of measurements a target. */
  readonly roles?: readonly DataPart['role'][];
  /** How a file was read, in sentences for the hover of its line. */
  readonly understood?: readonly string[];
  /** What was guessed and could be wrong: each a warning that names the option which settles it. */
  readonly doubts?: readonly string[];
  /** Names of the classes or columns, where the file has them. */
  readonly classNames?: readonly string[];
  readonly columnNames?: readonly string[];
  /** Height, width and channels of a row that is a picture: one whole channel after the other, each row by row. */
  readonly picture?: readonly [number, number, number];
}

/** What was read of a data file. */
export interface FileBytes {
  /** All of the file, or what `drawn` says of it. */
  readonly bytes: Uint8Array;
  /** Only the head of the file and the records that were asked for are in `bytes`, one after the other. */
  readonly drawn?: boolean | undefined;
  /** Bytes of the file as it lies on disk, packed where it is. */
  readonly size: number;
  /** Where bytes still arrive: waits until so many of the first are there; false when they will not come. */
  readonly arrived?: (bytes: number) => boolean;
}

export interface DataSet {
  readonly name: string;
  readonly options: readonly DataOption[];
  readonly parts: readonly DataPart[];
  readonly source: 'made' | 'file';
  /**
   * For files: the paths to be read, relative to the `.bp` file, in the order that `make` gets them; where a file goes by
   * several names, all of them, the usual one first: the first that exists is read.
   */
  readonly paths: (options: DataOptions) => readonly (string | readonly string[])[];
  /** How much of each file, in the order of `paths`, shows `maxRows` rows and how many there are; left out: all of it. */
  readonly head?: (maxRows: number, options: DataOptions) => readonly (FileHead | undefined)[];
  /** Shapes of the parts before anything is allocated, where the options alone decide them (made sets). */
  readonly shapes: (options: DataOptions) => readonly Shape[] | MakerProblem | undefined;
  /** At most `maxRows` rows, drawn by a fixed seed over all of them (`takenRows`); all when it is Infinity. Never throws on bytes of any kind. */
  readonly make: (
    options: DataOptions,
    random: Random,
    files: readonly FileBytes[],
    maxRows: number,
  ) => MadeData | MakerProblem;
  readonly prose: { readonly summary: string; readonly example: string };
}

/**
 * Where the bytes of data files come from. Answers at once; a file that is still being read says so. Where `path` does not
 * exist, `path` with `.gz` at its end is given instead. Where `head` says how much is enough, no more need be given.
 */
export interface FileSource {
  read(path: string, head?: FileHead): FileState;
}
export type FileState =
  | ({ readonly state: 'ready' } & FileBytes)
  | { readonly state: 'loading' }
  /** In the learner's words: not found, not trusted, too large. */
  | { readonly state: 'refused'; readonly reason: string };
