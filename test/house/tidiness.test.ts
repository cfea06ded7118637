import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeFiles, projectFiles } from './projectFiles.ts';

const attics = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'misc', 'common', 'shared']);

/** The tools find their configuration and their texts at the top; everything else has a room. */
const topLevel = new Set(['src', 'webview', 'media', 'test']);

const stem = (file: string) => path.posix.basename(file).split('.')[0] ?? '';
const pathsWhere = (wrong: (text: string) => boolean) =>
  codeFiles.filter(({ text }) => wrong(text)).map((file) => file.path);

describe('tidiness', () => {
  it('has only the four folders at the top', () => {
    const folders = new Set(
      projectFiles
        .map((file) => file.path.split('/'))
        .filter((parts) => parts.length > 1)
        .map(([top]) => top ?? ''),
    );
    expect([...folders].filter((folder) => !folder.startsWith('.') && !topLevel.has(folder))).toEqual([]);
  });

  it('names files in camelCase, and none after an attic', () => {
    const wrong = codeFiles.filter(
      (file) => !/^[a-z][a-zA-Z0-9]*$/.test(stem(file.path)) || attics.has(stem(file.path).toLowerCase()),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('puts no I before an interface', () => {
    expect(pathsWhere((text) => /\binterface I[A-Z][a-z]/.test(text))).toEqual([]);
  });

  it('switches no rule of the compiler or the linter off', () => {
    const switches = ['@ts-' + 'ignore', '@ts-' + 'expect-error', '@ts-' + 'nocheck', 'biome-' + 'ignore'];
    expect(pathsWhere((text) => switches.some((one) => text.includes(one)))).toEqual([]);
  });

  it('leaves no test out', () => {
    expect(pathsWhere((text) => /\b(it|test|describe|suite)\.(skip|only|todo)\(/.test(text))).toEqual([]);
  });
});
