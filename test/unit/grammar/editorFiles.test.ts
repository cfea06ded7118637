import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { errorsOf } from '../syntax/treeShape.ts';

const readJson = (file: string) => JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));

describe('the language configuration', () => {
  const configuration = readJson('media/language-configuration.json');
  const matches = (pattern: string, text: string): boolean => new RegExp(pattern).test(text);

  test('words are the names and numbers of the language', () => {
    const { pattern, flags } = configuration.wordPattern;
    const words = 'w0 = α·ŷ_1 − 1_000.5e-3 + .5*f(café)'.match(new RegExp(pattern, `g${flags}`));
    expect(words).toEqual(['w0', 'α', 'ŷ_1', '1_000.5e-3', '.5', 'f', 'café']);
    expect(new RegExp(`^(?:${pattern})$`, flags).test('')).toBe(false);
  });

  test('a line after an open bracket is indented, one that closes it is not', () => {
    const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
    for (const line of ['train(loss,', 'W = [', 'x = f(a) + g(b,', 'W = [  # rows'])
      expect(matches(increaseIndentPattern, line), line).toBe(true);
    for (const line of ['x = f(a)', '# text (', 'x = 3', 'csv("a(b")'])
      expect(matches(increaseIndentPattern, line), line).toBe(false);
    expect(matches(decreaseIndentPattern, ')')).toBe(true);
  });

  test('behind the line that closes a bracket the indent ends', () => {
    const rule = configuration.onEnterRules.find(
      (candidate: { action: { indent: string } }) => candidate.action.indent === 'outdent',
    );
    for (const line of ['    momentum=0.9)', '  [3, 4]]', '    lr=[0.1, 0.3], f(x))  # end'])
      expect(matches(rule.beforeText, line), line).toBe(true);
    for (const line of ['    momentum=0.9,', '  [3, 4],', 'x = f(a)', '    f(x),'])
      expect(matches(rule.beforeText, line), line).toBe(false);
  });
});

describe('snippets', () => {
  const snippets: Record<string, { body: string[]; description: string; prefix: string | string[] }> =
    readJson('media/snippets.json');

  /** What stands in the text when every stop is left as it is. */
  const written = (body: readonly string[]): string =>
    body
      .join('\n')
      .replace(/\$\{\d+:([^{}]*)\}/g, '$1')
      .replace(/\$\d+/g, '');

  test.each(Object.entries(snippets))('%s is a right program', (_, { body, description, prefix }) => {
    const document = parseDocument(written(body));
    expect(errorsOf(document)).toEqual([]);
    expect(document.problems).toEqual([]);
    expect(description).not.toBe('');
    expect(prefix.length).toBeGreaterThan(0);
    expect(body.at(-1)).toMatch(/\$\{?0/);
  });

  test('the extension contributes them', () => {
    const { contributes } = readJson('package.json');
    expect(contributes.snippets).toEqual([{ language: 'bp', path: './media/snippets.json' }]);
    expect(contributes.grammars).toEqual([
      {
        language: 'bp',
        scopeName: 'source.bp',
        path: './media/bp.tmLanguage.json',
        // Brackets in prose are no brackets of the program.
        tokenTypes: { 'meta.markdown.bp': 'comment' },
      },
    ]);
    expect(contributes.languages).toMatchObject([{ id: 'bp', configuration: './media/language-configuration.json' }]);
  });
});
