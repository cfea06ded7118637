import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../tools/project.ts';
import { runOrThrow } from './run.ts';

export interface PackedExtension {
  readonly file: string;
  readonly bytes: number;
}

/** Packs what was built into the one file that users install. */
export async function packVsix(file: string): Promise<PackedExtension> {
  await mkdir(path.dirname(file), { recursive: true });
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ];
  await runOrThrow(process.execPath, [vsce, ...args], { cwd: inRoot() });
  return { file, bytes: (await stat(file)).size };
}
