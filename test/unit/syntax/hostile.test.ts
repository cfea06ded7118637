import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextAt } from '../../../src/core/syntax/cursor/cursorContext.ts';
import { nodeAt } from '../../../src/core/syntax/cursor/nodeAt.ts';
import { parseDocument, parseExpression, updateDocument } from '../../../src/core/syntax/document.ts';
import { applyEdits, format } from '../../../src/core/syntax/format/formatter.ts';
import { printExpression, printMinimal } from '../../../src/core/syntax/format/printer.ts';
import { tokens } from '../../../src/core/syntax/lexer/tokens.ts';
import { DRESSED_PROGRAMS, SAMPLE_PROGRAMS } from './samplePrograms.ts';

/** Reads the text in every way there is; checks what holds for every text. */
function readEverything(text: string): void {
  const document = parseDocument(text);
  document.statements.forEach((statement, i) => {
    const start = document.starts[i] ?? -1;
    expect(text.slice(start, start + statement.text.length)).toBe(statement.text);
    for (const { from, to, message } of statement.problems) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(statement.text.length);
      expect(message).not.toBe('');
    }
  });
  for (const offset of [0, text.length >> 1, text.length]) {
    contextAt(document, offset);
    nodeAt(document, offset);
  }
  tokens(document);
  format(document);
  parseExpression(text);
}

const codes = (text: string): readonly string[] =>
  parseDocument(text).statements.flatMap(({ problems }) => problems.map(({ code }) => code));

describe('huge texts', () => {
  test('100,000 brackets are one clear error', () => {
    expect(codes(`x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}`)).toEqual(['too-deep']);
    expect(codes(`x = ${'['.repeat(100_000)}`)).toContain('too-deep');
    const [statement] = parseDocument(`x = ${'('.repeat(300)}1${')'.repeat(300)}\ny = 1`).statements;
    expect(statement?.problems).toMatchObject([{ code: 'too-deep', from: 260, to: 261 }]);
    expect(statement?.problems[0]?.message).toContain('more than 256 nested brackets');
    expect(codes(`x = ${'('.repeat(256)}1${')'.repeat(256)}`)).toEqual([]);
  });

  test('signs, powers, transposes and subscripts are bounded as well', () => {
    expect(codes(`x = ${'-'.repeat(100_000)}1`)).toContain('too-deep');
    expect(codes(`x = 2${'**2'.repeat(100_000)}`)).toEqual(['too-deep']);
    expect(codes(`x = A${'.T'.repeat(100_000)}`)).toEqual(['too-deep']);
    expect(codes(`x = A${'[0]'.repeat(100_000)}`)).toEqual(['too-deep']);
  });

  test('a flat chain of 100,000 terms is right, and prints', () => {
    const text = `x${' + x'.repeat(100_000)}`;
    const { expression, problems } = parseExpression(text);
    expect(problems).toEqual([]);
    expect(printExpression(expression)).toBe(text);
    expect(printMinimal(expression)).toBe(text);
  });

  test.each([
    ['a line of a megabyte', `x = 1${'+1'.repeat(500_000)}`, 1],
    ['50,000 lines', 'x = 1\n'.repeat(50_000), 50_000],
    ['50,000 errors', 'x = $\n'.repeat(50_000), 50_000],
    ['50,000 forgotten brackets', 'x = f(a,\n'.repeat(50_000), 50_000],
    ['50,000 lines of a forgotten bracket', `x = f(\n${' a,\n'.repeat(50_000)}`, 1],
    ['comments in a forgotten bracket', `x = f(\n${'#\n'.repeat(50_000)}`.repeat(4), 4],
    ['50,000 markers', '# %% [x] y\n'.repeat(50_000), 0],
    ['a megabyte of ;', ';'.repeat(1_000_000), 0],
    ['a megabyte of blanks', ' '.repeat(1_000_000), 0],
    ['a megabyte of wide blanks', '\u00a0'.repeat(1_000_000), 0],
    ['closers without openers', 'x = ([)'.repeat(100_000), 1],
    ['options without end', `f(${'a=1,'.repeat(200_000)})`, 1],
    ['a long name', 'ä'.repeat(500_000), 1],
  ])('%s', (_, text, statements) => {
    const document = parseDocument(text);
    expect(document.statements.length).toBe(statements);
    const after = updateDocument(document, { from: text.length, to: text.length, insert: '\nz = 1' });
    expect(after.statements.length).toBe(statements + 1);
    expect(applyEdits(text, format(document)).length).toBeGreaterThan(0);
  });
});

describe('any text', () => {
  test('every prefix of the sample programs', () => {
    for (const text of SAMPLE_PROGRAMS) for (let end = 0; end <= text.length; end++) readEverything(text.slice(0, end));
    for (const text of DRESSED_PROGRAMS)
      for (let end = 0; end <= text.length; end += 5) readEverything(text.slice(0, end));
  });

  test('soup', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        '\n',
        '\r',
        ';',
        '"',
        "'",
        '# %%',
        '[markdown]',
        '=',
        ',',
        '.',
        ':',
        '?',
        '+',
      ),
      fc.constantFrom(
        'def ',
        'backward ',
        'train(',
        'grad(x)',
        'value(',
        'x',
        'f(',
        '3',
        '.5',
        '1e',
        ' ',
        '**',
        '\u200b',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (parts) => readEverything(parts.join(''))),
      { numRuns: 3000 },
    );
  });
});
