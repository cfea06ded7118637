import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface ProjectFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const made = new Set(['.git', 'node_modules', 'dist', 'test-results', '.vscode-test']);
const isMade = (name: string) =>
  made.has(name) || name.startsWith('.vscode-host') || name.endsWith('.vsix') || name.endsWith('.tgz');

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder || '.', { withFileTypes: true })) {
    if (isMade(entry.name)) continue;
    const found = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(found);
    else yield found;
  }
}

const pictures = /\.(png|webp|woff2|wasm|gz)$/;

/** Everything in the repository that is text. */
export const projectFiles: readonly ProjectFile[] = [...walk('')]
  .filter((file) => !pictures.test(file))
  .map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));

export const codeFiles = projectFiles.filter(({ path }) => /^(src|webview|test)\/.*\.(ts|tsx|mjs)$/.test(path));
export const shippedCode = codeFiles.filter(({ path }) => !path.startsWith('test/'));

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/g;

/** What a file imports: a path from the project's folder, or a package's name. */
export function importsOf({ path: from, text }: ProjectFile): readonly string[] {
  return [...text.matchAll(importPattern)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(from), target)) : target;
  });
}

export const isPackage = (target: string): boolean =>
  !/^(src|webview|media|test)\//.test(target) && !target.startsWith('..');

/** `@preact/signals` of `@preact/signals/utils`; `node:` of every part of Node. */
export function packageName(target: string): string {
  if (target.startsWith('node:')) return 'node:';
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}
