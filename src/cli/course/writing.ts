import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import { complain, emit } from '../terminal.ts';

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
}

/** Writes files, folders included; nothing at all where one of them is there already and `force` is not given. */
export function writeAll(files: readonly Made[], force: boolean): ExitCode {
  const there = force ? undefined : files.find(({ file }) => existsSync(file));
  if (there) {
    complain(`bp: ${there.file} is there already: --force writes over it\n`);
    return 2;
  }
  for (const { file, content } of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return 0;
}

/** Writes to the file of `--out`, else to the standard output. */
export function writeOut(content: string, { out, force }: CommandLine, said: string): ExitCode {
  if (out === undefined) {
    emit(content);
    return 0;
  }
  const code = writeAll([{ file: out, content }], force);
  if (code === 0) complain(`bp: ${out}: ${said}\n`);
  return code;
}
