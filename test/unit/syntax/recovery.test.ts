import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { tokens } from '../../../src/core/syntax/lexer/tokens.ts';
import { dice, generateProgram } from './programGenerator.ts';
import { lost, SLIPS, slip } from './slips.ts';
import { errorsOf } from './treeShape.ts';

describe('one slip leaves every other statement as it was', () => {
  test.each(SLIPS)('a token or bracket %s', (kind) => {
    let total = 0;
    let damaged = 0;
    const examples: string[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const text = generateProgram(seed, 40);
      const before = parseDocument(text);
      expect(errorsOf(before)).toEqual([]);
      const code = tokens(before).filter(({ type }) => !['comment', 'marker', 'markdown'].includes(type));
      const roll = dice(seed * 31);
      for (let i = 0; i < 60; i++) {
        const made = slip(roll, text, code, kind);
        if (made === undefined) continue;
        total++;
        const changed = text.slice(0, made.from) + made.insert + text.slice(made.to);
        const gone = lost(before, changed, made);
        if (gone.length === 0) continue;
        damaged++;
        examples.push(
          `${made.what} at ${text.slice(Math.max(0, made.from - 30), made.to + 60)} loses ${gone.join(' | ')}`,
        );
      }
    }
    expect(total).toBeGreaterThan(1000);
    expect(damaged / total, examples.slice(0, 5).join('\n\n')).toBeLessThanOrEqual(0.01);
  });

  test('neighbours on the same line survive', () => {
    const texts = parseDocument('a = 1; b = (2; c = ]3; d = f(4, ; e = 5').statements.map(({ text }) => text);
    expect(texts).toEqual(['a = 1', 'b = (2', 'c = ]3', 'd = f(4,', 'e = 5']);
  });
});

describe('where a forgotten bracket ends', () => {
  const texts = (text: string): readonly string[] => parseDocument(text).statements.map((statement) => statement.text);

  test.each([
    ['f = (a + b\ng = 3'],
    ['f = g(\ng = 3'],
    ['f = g(a,\ng = 3'],
    ['f = (\ng = 3'],
    ['f = [\ng = h(a,\n  b)'],
    ['f = g(a,\ng = h(a,\n  b)'],
    ['f = (a +\ng = 3'],
    ['f = (a\n3 + 4'],
    ['f = (a,\ndef g(x) = x'],
    ['f = (a,\nbackward g(x, u) = u'],
    ['f = g(\nbackward(f)'],
    ['f = g(\ntrain(loss, lr=0.1)'],
    ['f = g(\ngrad(x) = ?'],
    ['f = g(\n\n# comment\nX, y = xor()'],
    ['f = g(a,\n# %% next\ng = 3'],
    ['f = (a\n[1, 2]'],
    ['f = g(a\n(b + c) * d\n# %%'],
    ['f = g(a\n-b; '],
  ])('%j', (text) => {
    const parsed = parseDocument(text);
    expect(parsed.statements.length).toBe(2);
    expect(parsed.statements[0]?.problems[0]?.code).toBe('unclosed-bracket');
    expect(parsed.statements[1]?.problems).toEqual([]);
  });

  test('a right call may run over unindented lines', () => {
    for (const text of [
      'train(loss,\nlr=0.1,\nmomentum=0.9)',
      'train(loss,\nlr=0.1\n)',
      'train(\nloss,\nlr = 0.1\n# why\n, momentum=0.9)',
      'train(loss,\nlr=[0.1,\n0.3])',
      'f(\nx\n)',
      'f = (\na\n+ b\n)',
      '[\n1,\n2\n]',
      'f(a,\n-b)',
      'f(a\n- b\n)',
      'f(a\n(b)\n)',
      '(a\n[0]\n+ b)',
    ]) {
      expect(texts(text)).toEqual([text]);
      expect(errorsOf(parseDocument(text))).toEqual([]);
    }
  });

  test('a comma forgotten in an indented list is one error', () => {
    const document = parseDocument('W = [\n  1, 2\n  3, 4\n]\nx = 1');
    expect(errorsOf(document)).toMatchObject([{ code: 'missing-comma', at: '3' }]);
    expect(document.statements.length).toBe(2);
  });
});
