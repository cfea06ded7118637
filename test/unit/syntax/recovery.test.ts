import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { type Token, tokens } from '../../../src/core/syntax/tokens.ts';
import type { Document } from '../../../src/core/syntax/tree.ts';
import { type Dice, dice, generateProgram, pick } from './programGenerator.ts';
import { errorsOf } from './treeShape.ts';

interface Slip {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

const KINDS = ['deleted', 'doubled', 'swapped', 'opened', 'closed'] as const;

function slip(roll: Dice, text: string, code: readonly Token[], what: (typeof KINDS)[number]): Slip | undefined {
  const at = roll(code.length - 1);
  const token = code[at];
  const next = code[at + 1];
  if (token === undefined || next === undefined) return undefined;
  const word = text.slice(token.from, token.to);
  switch (what) {
    case 'deleted':
      return { what: `deleted ${word}`, from: token.from, to: token.to, insert: '' };
    case 'doubled':
      return { what: `doubled ${word}`, from: token.to, to: token.to, insert: ` ${word}` };
    case 'swapped': {
      const gap = text.slice(token.to, next.from);
      if (gap.includes('\n')) return undefined;
      const swapped = text.slice(next.from, next.to) + gap + word;
      return { what: `swapped ${word}`, from: token.from, to: next.to, insert: swapped };
    }
    case 'opened':
    case 'closed': {
      const bracket = what === 'opened' ? pick(roll, ['(', '[']) : pick(roll, [')', ']']);
      const place = roll(2) === 0 ? token.from : token.to;
      return { what: `${what} ${bracket}`, from: place, to: place, insert: bracket };
    }
  }
}

/** Statements that the slip does not touch and that the text with the slip no longer has. */
function lost(before: Document, text: string, { from, to, insert }: Slip): readonly string[] {
  const after = parseDocument(text);
  const found = new Map([...after.starts].map((start, i) => [start, after.statements[i]]));
  const shift = insert.length - (to - from);
  return before.statements.flatMap((statement, i) => {
    const start = before.starts[i] ?? 0;
    // A `;` belongs to both of its neighbours.
    if (start <= to + 1 && from <= start + statement.text.length) return [];
    const same = found.get(start < from ? start : start + shift);
    return same?.text === statement.text && same.problems.length === statement.problems.length ? [] : [statement.text];
  });
}

describe('one slip leaves every other statement as it was', () => {
  test.each(KINDS)('a token or bracket %s', (kind) => {
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
    expect(errorsOf(document)).toMatchObject([{ code: 'missing-operator', at: '3' }]);
    expect(document.statements.length).toBe(2);
  });
});
