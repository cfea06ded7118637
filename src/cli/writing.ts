import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import type { CommandLine, ExitCode } from './commandLine.ts';
import { complain, emit } from './terminal.ts';

/** A file of a zip. */
export interface Part {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly isProgram?: boolean;
}

/** A time that every file of a zip gets: the same homework makes the same bytes. */
const STAMP = new Date('2026-01-01T00:00:00');
const PROGRAM = 0o755;
const FILE = 0o644;
const UNIX = 3;

export function zipped(parts: readonly Part[]): Uint8Array {
  const entries: Zippable = {};
  for (const { path, content, isProgram } of parts)
    entries[path] = [
      typeof content === 'string' ? strToU8(content) : content,
      { mtime: STAMP, level: 9, os: UNIX, attrs: (isProgram ? PROGRAM : FILE) << 16 },
    ];
  return zipSync(entries);
}

export interface Made {
  readonly file: string;
  readonly content: string | Uint8Array;
  /** The very file that was asked for: written over where it is there already. */
  readonly replaces?: boolean;
}

/**
 * Writes files, folders included; nothing at all where one of them is there already and `--force` is not given. A file that the
 * command has read is never written over.
 */
export function writeAll(files: readonly Made[], line: CommandLine): ExitCode {
  const read = new Set(
    [...line.files, line.original, line.arrays, line.course.roster].flatMap((file) =>
      file === undefined ? [] : [placeOf(file)],
    ),
  );
  const own = files.find(({ file }) => read.has(placeOf(file)));
  if (own) {
    complain(`bp: ${own.file} was read for this, and is not written over: choose another name\n`);
    return 2;
  }
  const there = line.force ? undefined : files.find(({ file, replaces }) => !replaces && existsSync(file));
  if (there) {
    complain(`bp: ${there.file} is there already: --force writes over it\n`);
    return 2;
  }
  for (const { file, content } of files) {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    } catch (problem) {
      complain(`bp: ${file} cannot be written: ${reasonOf(problem)}\n`);
      return 1;
    }
  }
  return 0;
}

/** Where a file lies, links followed; two names of one file are one place. */
function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};

const reasonOf = (problem: unknown): string =>
  problem instanceof Error
    ? ((('code' in problem && typeof problem.code === 'string' && REASONS[problem.code]) || undefined) ??
      problem.message)
    : String(problem);

/** Writes to the file of `--out`, else to the standard output. */
export function writeOut(content: string, line: CommandLine, said: string): ExitCode {
  const { out } = line;
  if (out === undefined) {
    emit(content);
    return 0;
  }
  const code = writeAll([{ file: out, content }], line);
  if (code === 0) complain(`bp: ${out}: ${said}\n`);
  return code;
}
