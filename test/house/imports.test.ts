import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeFiles, importsOf, isPackage, type ProjectFile, packageName, shippedCode } from './projectFiles.ts';
import { type Room, rooms, workerEntries } from './rooms.ts';

const isIn = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

const roomName = (file: string): string | undefined =>
  Object.keys(rooms)
    .filter((name) => isIn(file, name))
    .sort((a, b) => b.length - a.length)[0];

function isAllowed(file: ProjectFile, target: string, own: string, { rooms: may, packages }: Room): boolean {
  if (isPackage(target)) return packages.includes(packageName(target));
  // A style sheet belongs to the folder that shows it.
  if (isIn(target, own)) return true;
  return [...may, ...(workerEntries[file.path] ?? [])].some((name) => isIn(target, name));
}

describe('who may import whom', () => {
  it('gives every shipped file a room', () => {
    const homeless = shippedCode.filter(({ path }) => path.endsWith('.mjs') === false && roomName(path) === undefined);
    expect(homeless.map(({ path }) => path)).toEqual([]);
  });

  it.each(Object.keys(rooms))('%s imports only what it may', (name) => {
    const strays = shippedCode
      .filter(({ path }) => roomName(path) === name && !path.endsWith('.mjs'))
      .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
      .filter(({ file, target }) => !isAllowed(file, target, name, rooms[name] ?? { rooms: [], packages: [] }))
      .map(({ file, target }) => `${file.path} imports ${target}`);
    expect(strays).toEqual([]);
  });

  it('imports no package that package.json does not name', () => {
    const namesIn = (file: string, field: 'dependencies' | 'devDependencies'): readonly string[] =>
      Object.keys(JSON.parse(readFileSync(file, 'utf8'))[field]);
    const provided = new Set([...namesIn('package.json', 'devDependencies'), 'node:', 'vscode']);
    const ofBenchmarks = new Set(namesIn('test/bench/package.json', 'dependencies'));
    const isProvided = (from: string, name: string): boolean =>
      provided.has(name) || (from.startsWith('test/bench/') && ofBenchmarks.has(name));
    const unnamed = codeFiles
      .flatMap((file) => importsOf(file).map((target) => ({ path: file.path, target })))
      .filter(({ path, target }) => isPackage(target) && !isProvided(path, packageName(target)));
    expect(unnamed).toEqual([]);
  });

  it('imports no file that is not there', () => {
    const present = new Set(codeFiles.map(({ path }) => path));
    const missing = codeFiles
      .flatMap((file) => importsOf(file).map((target) => ({ path: file.path, target })))
      .filter(({ target }) => !isPackage(target) && /\.(ts|tsx)$/.test(target) && !present.has(target));
    expect(missing).toEqual([]);
  });
});
