import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { plainSurroundings } from '../core/evaluate/environment.ts';
import { evaluateDocument } from '../core/evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../core/evaluate/evaluation.ts';
import type { FileSource, FileState } from '../core/makers/dataSet.ts';
import { parseDocument } from '../core/syntax/document.ts';
import { dataSets } from '../data/index.ts';

const MOST_BYTES = 2_000_000_000;

/** The text of a file, or why it cannot be read. A byte order mark at its start is kept out. */
export function readText(file: string): string | { readonly problem: string } {
  try {
    return decoded(readFileSync(file));
  } catch (problem) {
    const code = (problem as NodeJS.ErrnoException).code;
    return {
      problem:
        code === 'ENOENT'
          ? `there is no file ${file}`
          : code === 'EISDIR'
            ? `${file} is a folder`
            : `${file} cannot be read`,
    };
  }
}

/** UTF-8, or the UTF-16 that a redirect in Windows PowerShell writes; told by the byte order mark. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Data files on disk, relative to a `.bp` file. */
export function filesBeside(file: string): FileSource {
  const read = new Map<string, FileState>();
  return {
    read(path) {
      const known = read.get(path);
      if (known) return known;
      try {
        const plain = resolve(dirname(file), path);
        // As they are downloaded, some sets are packed.
        const full = existsSync(plain) ? plain : `${plain}.gz`;
        const { size } = statSync(full);
        if (size > MOST_BYTES) return { state: 'refused', reason: `${path} is larger than ${MOST_BYTES} bytes` };
        const bytes = new Uint8Array(readFileSync(full));
        const state: FileState = { state: 'ready', bytes, size };
        read.set(path, state);
        return state;
      } catch {
        return { state: 'refused', reason: `there is no file ${path} beside ${file}` };
      }
    },
  };
}

/** Of data files the first `maxRows` rows, where only some are wanted. */
export const evaluateFile = (file: string, text: string, maxRows = plainSurroundings.maxRows): Evaluation =>
  evaluateDocument(parseDocument(text), surroundingsOf(file, maxRows));

export const surroundingsOf = (file: string, maxRows = plainSurroundings.maxRows): Surroundings => ({
  ...plainSurroundings,
  maxRows,
  dataSets,
  files: filesBeside(file),
});
