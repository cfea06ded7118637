import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));

describe('the grammar', () => {
  let grammar: textmate.IGrammar;

  beforeAll(async () => {
    await oniguruma.loadWASM(wasm);
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async () => textmate.parseRawGrammar(readFileSync('media/bp.tmLanguage.json', 'utf8'), 'bp.json'),
    });
    const loaded = await registry.loadGrammar('source.bp');
    if (!loaded) throw new Error('the grammar was not loaded');
    grammar = loaded;
  });

  /** Each piece of the last line with the last part of its innermost scope, blanks left out. */
  function scopes(...lines: readonly string[]): readonly (readonly [string, string])[] {
    let state = textmate.INITIAL;
    let pieces: readonly (readonly [string, string])[] = [];
    for (const line of lines) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      pieces = tokens.map(
        ({ startIndex, endIndex, scopes }) =>
          [line.slice(startIndex, endIndex), scopes.at(-1)?.replace(/\.bp$/, '') ?? ''] as const,
      );
    }
    return pieces.filter(([text]) => text.trim() !== '');
  }

  it('knows a name that is being defined from one that is used', () => {
    expect(scopes('q = x + 2')).toEqual([
      ['q', 'variable.other.definition'],
      ['=', 'keyword.operator.assignment'],
      ['x', 'variable.other'],
      ['+', 'keyword.operator'],
      ['2', 'constant.numeric'],
    ]);
    expect(scopes('X, y = spiral()').map(([text, scope]) => (scope.includes('definition') ? text : ''))).toEqual([
      'X',
      '',
      'y',
      '',
      '',
      '',
      '',
    ]);
  });

  it('reads statements after a semicolon', () => {
    expect(scopes('x = 1; ß_2 = .5e-3')).toContainEqual(['ß_2', 'variable.other.definition']);
    expect(scopes('x = 1; ß_2 = .5e-3')).toContainEqual(['.5e-3', 'constant.numeric']);
  });

  it('takes digits in a name for a part of it', () => {
    expect(scopes('f = W1')).toContainEqual(['W1', 'variable.other']);
  });

  it('marks cells with kind and title', () => {
    expect(scopes('# %% [practice] Sigmoid neuron')).toEqual([
      ['# %%', 'keyword.control.cell'],
      ['[practice]', 'storage.type.cell'],
      [' Sigmoid neuron', 'markup.heading.cell'],
    ]);
  });

  it('ends the text of a markdown cell at the next cell', () => {
    expect(scopes('# %% [markdown] Reading', '# x = 1')).toContainEqual([' x = 1', 'markup.quote']);
    expect(scopes('# %% [markdown] Reading', '# x = 1', '# %%', 'x = 1')).toContainEqual([
      'x',
      'variable.other.definition',
    ]);
  });

  it('knows options, roles, functions, definitions and questions', () => {
    expect(scopes('train(loss, lr=0.1)')).toContainEqual(['lr', 'variable.parameter']);
    expect(scopes('W = param(randn(2, 2))')).toContainEqual(['param', 'storage.modifier']);
    expect(scopes('W = param(randn(2, 2))')).toContainEqual(['randn', 'entity.name.function.call']);
    expect(scopes('def neuron(w) = w')).toContainEqual(['neuron', 'entity.name.function']);
    expect(scopes('grad(x) = ?')).toContainEqual(['?', 'keyword.other.question']);
    expect(scopes('a == b')).toContainEqual(['==', 'keyword.operator']);
  });

  it('leaves a comment after a statement a comment', () => {
    expect(scopes('x = 1 # y = 2').at(-1)).toEqual([' y = 2', 'comment.line.number-sign']);
  });
});
