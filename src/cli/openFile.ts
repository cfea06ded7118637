import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { plainSurroundings } from '../core/evaluate/environment.ts';
import { evaluateDocument } from '../core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../core/evaluate/evaluation.ts';
import type { FileSource, FileState } from '../core/makers/dataSet.ts';
import { parseDocument } from '../core/syntax/document.ts';
import { dataSets } from '../data/index.ts';
import { DATA_FILE_BYTES } from '../protocol/language.ts';

const MOST_TEXT = 100_000_000;

/** Why a file is not read: it is a pipe, a device or a socket, whose end may never come. */
class NoFile extends Error {}

/** The bytes of a regular file. Others are refused before a byte of them is waited for. */
export function readRegular(file: string, most: number = DATA_FILE_BYTES.whole): Uint8Array {
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(handle);
    if (stat.isDirectory()) throw new NoFile(`${file} is a folder`);
    if (!stat.isFile()) throw new NoFile(`${file} is not a regular file`);
    if (stat.size > most) throw new NoFile(`${file} is larger than ${most} bytes`);
    return new Uint8Array(readFileSync(handle));
  } finally {
    closeSync(handle);
  }
}

/** The text of a file, or why it cannot be read. A byte order mark at its start is kept out. */
export function readText(file: string): string | { readonly problem: string } {
  try {
    return decoded(readRegular(file, MOST_TEXT));
  } catch (problem) {
    if (problem instanceof NoFile) return { problem: problem.message };
    const { code } = problem as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read` };
  }
}

/** UTF-8, or the UTF-16 that a redirect in Windows PowerShell writes; told by the byte order mark. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** How far from a `.bp` file its data may be. */
export interface DataBounds {
  /** Only files in the folder of the `.bp` file and below are read, links followed: the text is somebody else's. */
  readonly staysInside?: boolean;
}

/** Data files on disk, relative to a `.bp` file. */
export function filesBeside(file: string, { staysInside = false }: DataBounds = {}): FileSource {
  const read = new Map<string, FileState>();
  const folder = dirname(file);
  return {
    read(path) {
      const known = read.get(path);
      if (known) return known;
      try {
        const real = realpathSync(folder);
        const plain = resolve(real, path);
        // As they are downloaded, some sets are packed.
        const full = existsSync(plain) ? plain : `${plain}.gz`;
        if (staysInside && !isInside(real, existsSync(full) ? realpathSync(full) : full))
          return { state: 'refused', reason: `${path} is outside the folder of the .bp file, and is not read` };
        const bytes = readRegular(full);
        const state: FileState = { state: 'ready', bytes, size: bytes.length };
        read.set(path, state);
        return state;
      } catch (problem) {
        // The path is the text's own; where the folder lies is nobody's business.
        const why = problem instanceof NoFile ? problem.message.slice(problem.message.indexOf(' is ')) : undefined;
        return {
          state: 'refused',
          reason: why ? `${path}${why}` : `there is no file ${path} in the folder of ${file}`,
        };
      }
    },
  };
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Of data files the first `maxRows` rows, where only some are wanted. */
export const evaluateFile = (
  file: string,
  text: string,
  maxRows = plainSurroundings.maxRows,
  bounds: DataBounds = {},
): Evaluation => evaluateDocument(parseDocument(text), surroundingsOf(file, maxRows, bounds));

export const surroundingsOf = (
  file: string,
  maxRows = plainSurroundings.maxRows,
  bounds: DataBounds = {},
): Surroundings => ({
  ...plainSurroundings,
  maxRows,
  dataSets,
  files: filesBeside(file, bounds),
});

/** What a file, or the cell that `--cell` names, does not have: `cell 2 has no train(…) line`. `cells`: how many the file has. */
export const lackOf = (what: string, file: string, cell: number | undefined, cells: number): string =>
  cell !== undefined && cell > cells
    ? `${file} has no cell ${cell}`
    : `${cell === undefined ? file : `cell ${cell}`} has no ${what}`;
