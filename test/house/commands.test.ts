import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedCode } from './projectFiles.ts';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
const promised: readonly string[] = contributes.commands.map(({ command }: { readonly command: string }) => command);

/** Commands are registered one by one, or as the properties of a record. */
const registered = shippedCode
  .filter(({ path }) => path.startsWith('src/extension/'))
  .flatMap(({ text }) => [
    ...text.matchAll(/(?:\b(?:command|registerCommand)\(\s*'(backprop\.\w+)'|^\s*'(backprop\.\w+)':)/gm),
  ])
  .map(([, called, named]) => called ?? named ?? '');

describe('the commands', () => {
  it('that are promised are registered', () => {
    expect(promised.filter((command) => !registered.includes(command))).toEqual([]);
  });

  it('that are registered are promised, each once', () => {
    expect(registered.filter((command) => !promised.includes(command))).toEqual([]);
    expect(registered.filter((command, index) => registered.indexOf(command) !== index)).toEqual([]);
  });
});
