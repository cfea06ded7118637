import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Evaluation } from '../../core/evaluate/evaluation.ts';
import { parseDocument } from '../../core/syntax/document.ts';
import type { Document } from '../../core/syntax/tree.ts';
import { evaluateFile, readText } from '../openFile.ts';
import { studentOf } from './student.ts';

/** A file as it was handed out. */
export interface HandedOut {
  readonly file: string;
  readonly document: Document;
  readonly evaluation: Evaluation;
  /** SHA-256 of its text. */
  readonly hash: string;
}

export type FoundOriginal = HandedOut | { readonly problem: string };

export function readHandedOut(file: string): FoundOriginal {
  const text = readText(file);
  if (typeof text !== 'string') return text;
  const document = parseDocument(text);
  return {
    file,
    document,
    evaluation: evaluateFile(file, text),
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

/** Finds each student's own original in a folder: the file of the same name, else the one named after the id in the header. */
export function originalsIn(folder: string): (file: string, text: string) => FoundOriginal {
  const read = new Map<string, FoundOriginal>();
  return (file, text) => {
    const { id } = studentOf(file, text);
    const names = [basename(file), `${basename(id)}.bp`];
    const path = names.map((name) => join(folder, name)).find((one) => existsSync(one));
    if (path === undefined) return { problem: `there is no original ${names.join(' or ')} in ${folder}` };
    const known = read.get(path) ?? readHandedOut(path);
    read.set(path, known);
    return known;
  };
}

/** Files as they are, and of folders all `.bp` files in them, at any depth, in the order of their names. */
export function filesIn(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => (existsSync(path) && statSync(path).isDirectory() ? filesBelow(path).sort() : [path]));
}

/** Links to folders are not followed: one that leads back up would be walked for ever. A folder that cannot be read stands for its files. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith('.bp') && !(entry.isSymbolicLink() && leadsToFolder(path)) ? [path] : [];
    });
  } catch {
    return [folder];
  }
}

/** False for a link that leads nowhere, which is reported as a file that is missing. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}
