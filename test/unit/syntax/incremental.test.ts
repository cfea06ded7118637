import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { lineTable } from '../../../src/core/base/lineTable.ts';
import { linesOf, parseDocument, type TextEdit, updateDocument } from '../../../src/core/syntax/document.ts';
import type { Document } from '../../../src/core/syntax/tree.ts';
import { type Dice, dice, generateProgram, pick } from './programGenerator.ts';

const SNIPPETS = [
  '(',
  ')',
  '[',
  ']',
  '\n',
  '\r\n',
  '\r',
  ';',
  ' ',
  '  ',
  ',',
  '=',
  '"',
  '#',
  '# %%',
  '# %% [markdown]\n',
  '\n# %% [practice] x\n',
  'x = 1\n',
  'f(a,\n',
  '\n(a)',
  '\n-x',
  '\nlr=0.1,',
  '\ngrad(x) = ?\n',
  '+ y',
  '\ufeff',
  '\0',
  'α',
  '[markdown]',
  'text of its own\n',
] as const;

function randomEdit(roll: Dice, text: string): TextEdit {
  const from = roll(text.length + 1);
  const to = roll(3) === 0 ? Math.min(text.length, from + roll(roll(6) === 0 ? 200 : 4)) : from;
  const insert = roll(4) === 0 ? '' : pick(roll, SNIPPETS);
  return { from, to, insert };
}

const inverse = (text: string, { from, to, insert }: TextEdit): TextEdit => ({
  from,
  to: from + insert.length,
  insert: text.slice(from, to),
});

function expectFresh(document: Document, history: string): void {
  const fresh = parseDocument(document.text);
  if (!isDeepStrictEqual(document, fresh)) expect(document, history).toEqual(fresh);
}

describe('after any edits the document is that of a fresh reading', () => {
  test('single edits, many edits, and undoing all of them', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const roll = dice(seed);
      let document = parseDocument(generateProgram(seed, 25));
      const original = document.text;
      const undo: TextEdit[] = [];
      for (let i = 0; i < 40; i++) {
        const edit = randomEdit(roll, document.text);
        undo.push(inverse(document.text, edit));
        const before = document.text;
        document = updateDocument(document, edit);
        expectFresh(document, `seed ${seed}, edit ${i} ${JSON.stringify(edit)} of ${JSON.stringify(before)}`);
      }
      for (const edit of undo.reverse()) document = updateDocument(document, edit);
      expect(document.text).toBe(original);
      expectFresh(document, `seed ${seed}, undone`);
    }
  });

  test('in a long text, of which an edit reads a part only', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const roll = dice(seed);
      let document = parseDocument(generateProgram(seed, 500));
      for (let i = 0; i < 40; i++) {
        const edit = randomEdit(roll, document.text);
        const history = `seed ${seed}, edit ${i} ${JSON.stringify(edit)}`;
        document = updateDocument(document, edit);
        expectFresh(document, history);
        const lines = linesOf(document);
        const fresh = lineTable(document.text);
        expect(lines.lineCount, history).toBe(fresh.lineCount);
        expect(lines.at(edit.to + 100), history).toEqual(fresh.at(edit.to + 100));
      }
    }
  });

  test('typing a program letter by letter, and deleting it again', () => {
    const text = generateProgram(7, 20);
    let document = parseDocument('');
    for (const letter of text) {
      document = updateDocument(document, { from: document.text.length, to: document.text.length, insert: letter });
      expectFresh(document, document.text);
    }
    while (document.text.length > 0) {
      document = updateDocument(document, { from: 0, to: 1, insert: '' });
      expectFresh(document, document.text);
    }
  });

  test('edits that lie outside the text are cut to it', () => {
    const document = updateDocument(parseDocument('x = 1'), { from: 99, to: -3, insert: 'y = 2' });
    expect(document.text).toBe('y = 2');
    expectFresh(document, 'cut');
  });
});

describe('what an edit does not touch is the same object', () => {
  const text = generateProgram(3, 300);
  const before = parseDocument(text);

  test('a letter typed anywhere leaves all but a few statements alone', () => {
    for (let at = 0; at < text.length; at += 97) {
      const after = updateDocument(before, { from: at, to: at, insert: 'a' });
      const kept = new Set(before.statements);
      const fresh = after.statements.filter((statement) => !kept.has(statement));
      expect(fresh.length).toBeLessThanOrEqual(12);
      // Text that only moves, below the edit, and text above it.
      if (at < text.length - 200) expect(after.statements.at(-1)).toBe(before.statements.at(-1));
      if (at > 200) expect(after.statements[0]).toBe(before.statements[0]);
    }
  });

  test('a new line above everything replaces nothing', () => {
    const after = updateDocument(before, { from: 0, to: 0, insert: 'new = 1\n' });
    expect(after.statements.length).toBe(before.statements.length + 1);
    before.statements.forEach((statement, i) => {
      expect(after.statements[i + 1]).toBe(statement);
    });
  });

  test('neighbours that were read again with the same text are the same objects', () => {
    const small = parseDocument('a = 1\nb = 2\nc = 3\nd = 4\n');
    const after = updateDocument(small, { from: 16, to: 17, insert: '5' });
    expect(after.statements.map((statement, i) => statement === small.statements[i])).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
