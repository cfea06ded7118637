import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../tools/project.ts';
import { runOrThrow } from './run.ts';

export interface PackedExtension {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Screenshots weigh more than the lessons: the README that users see inside the editor goes without them. Answers its path below
 * the root, where the packer looks.
 */
async function writeReadme(): Promise<string> {
  const file = 'dist/readme.md';
  const text = await readFile(inRoot('README.md'), 'utf8');
  await writeFile(inRoot(file), text.replaceAll(/<picture>.*?<\/picture>\n+/gs, ''));
  return file;
}

/**
 * Packs what was built into the one file that users install. The Marketplace offers a `preRelease` to those who asked for such versions.
 */
export async function packVsix(file: string, preRelease = false): Promise<PackedExtension> {
  await mkdir(path.dirname(file), { recursive: true });
  const readme = await writeReadme();
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--readme-path',
    readme,
    '--out',
    file,
    ...(preRelease ? ['--pre-release'] : []),
  ];
  await runOrThrow(process.execPath, [vsce, ...args], { cwd: inRoot() });
  return { file, bytes: (await stat(file)).size };
}
