import { beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { type TokenType, tokens } from '../../../src/core/syntax/lexer/tokens.ts';
import { generateProgram } from '../syntax/programGenerator.ts';
import { SAMPLE_PROGRAMS } from '../syntax/samplePrograms.ts';
import { loadTokeniser, type Scoped } from './textMate.ts';

let tokenise: (text: string) => readonly Scoped[];
beforeAll(async () => {
  tokenise = await loadTokeniser();
});

/** The innermost scope of each piece that is more than blanks. */
const read = (text: string): readonly string[] =>
  tokenise(text)
    .filter((piece) => piece.text.trim() !== '')
    .map((piece) => `${piece.text.trim()} ${piece.scopes.at(-1)?.replace(/\.bp$/, '')}`);

const scopesAt = (pieces: readonly Scoped[], offset: number): string =>
  pieces.find(({ from, to }) => from <= offset && offset < to)?.scopes.join(' ') ?? '';

describe('the grammar', () => {
  test('an assignment', () => {
    expect(read('q = x + 2.5e-3')).toEqual([
      'q variable.other.definition',
      '= keyword.operator.assignment',
      'x variable.other',
      '+ keyword.operator.arithmetic',
      '2.5e-3 constant.numeric',
    ]);
    expect(read('X, ŷ = spiral(n=3)').slice(0, 7)).toEqual([
      'X variable.other.definition',
      ', punctuation.separator',
      'ŷ variable.other.definition',
      '= keyword.operator.assignment',
      'spiral entity.name.function',
      '( punctuation.bracket.round',
      'n variable.parameter.option',
    ]);
  });

  test('definitions, directives, questions', () => {
    expect(read('def f(x) = x')).toContain('x variable.parameter');
    expect(read('backward f(x, u) = u')[0]).toBe('backward keyword.declaration');
    expect(read('backward(f)')[0]).toBe('backward keyword.control');
    expect(read('x = 1; train(loss)')).toContain('train keyword.control');
    expect(read('grad(x) = ?')).toEqual([
      'grad support.function.question',
      '( punctuation.bracket.round',
      'x variable.other',
      ') punctuation.bracket.round',
      '= keyword.operator.assignment',
      '? support.function.question',
    ]);
    expect(read('v = grad(W)')).toContain('grad entity.name.function');
    expect(read('W = param(zeros(3))')).toContain('param storage.modifier');
    expect(read('W.T @ x')).toContain('T keyword.operator.transpose');
    expect(read('W += x')[1]).toBe('+= keyword.operator.assignment');
    expect(read('for t in range(3):').slice(0, 3)).toContain('in keyword.control');
    expect(read('import numpy as np')).toEqual(['import numpy as np comment.line.import']);
  });

  test('cells', () => {
    expect(read('# %% [practice] Try')).toEqual([
      '# %% keyword.control.cell',
      '[practice] support.type.cell',
      'Try markup.heading.cell',
    ]);
    expect(read('# %% [markdown] M\n# a $x = 1$ and **b** and `c`\nx = 1\n# %%\nx = 1')).toEqual([
      '# %% keyword.control.cell',
      '[markdown] support.type.cell',
      'M markup.heading.cell',
      '# punctuation.definition.comment',
      'a markup.other',
      '$x = 1$ markup.math',
      'and markup.other',
      '**b** markup.bold',
      'and markup.other',
      '`c` markup.inline.raw',
      'x = 1 markup.other',
      '# %% keyword.control.cell',
      'x variable.other.definition',
      '= keyword.operator.assignment',
      '1 constant.numeric',
    ]);
  });

  test('options in lines of their own', () => {
    expect(read('train(loss,\n    lr=0.1,  # rate\n    momentum=0.9)')).toEqual(
      expect.arrayContaining(['lr variable.parameter.option', 'momentum variable.parameter.option']),
    );
  });

  test('a forgotten bracket or quotation mark ends with the next statement', () => {
    for (const text of [
      'f = (a + b\ng = 3',
      'f = g(h(a, [1\ng = 3',
      'f = "abc\ng = 3',
      'f = (a; g = 3',
      'f = (\n# %% x\ng = 3',
    ])
      expect(read(text)).toContain('g variable.other.definition');
  });

  test('what means nothing is marked', () => {
    expect(read('x = a $ b')).toContain('$ invalid.illegal');
    expect(tokenise('x = a\u200b').some(({ scopes }) => scopes.includes('invalid.illegal.bp'))).toBe(true);
  });
});

const EXPECTED: Partial<Record<TokenType, RegExp>> = {
  marker: /keyword\.control\.cell/,
  comment: /comment\.line/,
  keyword: /keyword\.(?:declaration|control)/,
  function: /entity\.name\.function|keyword\.control|support\.function\.question|storage\.modifier/,
  option: /variable\.parameter\.option/,
  name: /variable|constant\.language|keyword\.operator\.transpose/,
  number: /constant\.numeric/,
  string: /string\.quoted/,
  question: /support\.function\.question/,
  operator: /keyword\.operator/,
  bracket: /punctuation\.bracket/,
  punctuation: /punctuation/,
  markdown: /meta\.markdown/,
};

describe('grammar and lexer agree', () => {
  test('on every token of right programs', () => {
    const programs = [...SAMPLE_PROGRAMS, ...Array.from({ length: 20 }, (_, seed) => generateProgram(seed, 40))];
    for (const text of programs) {
      const pieces = tokenise(text);
      for (const { type, from, to } of tokens(parseDocument(text)))
        expect(scopesAt(pieces, from), `${type} ${text.slice(from, to)} at ${text.slice(from - 20, to + 20)}`).toMatch(
          EXPECTED[type] ?? /source/,
        );
    }
  });
});
