import { describe, expect, it } from 'vitest';
import { answeredOfCell, askedOfText, changeBetween } from '../../../src/extension/server/cellWire.ts';
import { openText } from '../../support/openText.ts';

const text = {
  uri: 'file:///a.bp#notebook',
  cells: [
    { uri: 'cell:1', firstLine: 2, lineCount: 3 },
    { uri: 'cell:2', firstLine: 6, lineCount: 2 },
  ],
};
const [first, second] = text.cells;
if (first === undefined || second === undefined) throw new Error('there are two cells');

const place = (line: number, character = 0) => ({ line, character });
const range = (from: number, to: number) => ({ start: place(from), end: place(to) });

describe('what is asked about a cell', () => {
  it('is asked about the text', () => {
    const asked = {
      textDocument: { uri: 'cell:2' },
      position: place(1, 4),
      context: { diagnostics: [{ range: range(0, 1) }] },
    };
    expect(askedOfText(asked, second, text)).toEqual({
      textDocument: { uri: text.uri },
      position: place(7, 4),
      context: { diagnostics: [{ range: range(6, 7) }] },
    });
  });
});

describe('what is answered about the text', () => {
  it('is about the lines of the cell, and of it alone', () => {
    const lenses = [0, 2, 4, 5, 6].map((line) => ({
      range: range(line, line),
      command: { arguments: [text.uri, 12] },
    }));
    expect(answeredOfCell(lenses, first, text)).toEqual([
      { range: range(0, 0), command: { arguments: [text.uri, 12] } },
      { range: range(2, 2), command: { arguments: [text.uri, 12] } },
    ]);
    expect(
      answeredOfCell(
        [
          { startLine: 1, endLine: 3 },
          { startLine: 6, endLine: 9 },
        ],
        second,
        text,
      ),
    ).toEqual([{ startLine: 0, endLine: 1 }]);
    expect(answeredOfCell({ contents: 'x', range: range(3, 3) }, first, text)).toEqual({
      contents: 'x',
      range: range(1, 1),
    });
    expect(answeredOfCell(null, first, text)).toBeNull();
  });

  it('leads to the cell that a place is in', () => {
    const found = [
      { uri: text.uri, range: range(3, 3) },
      { uri: text.uri, range: range(7, 7) },
      { uri: text.uri, range: range(0, 0) },
      { uri: 'file:///b.bp', range: range(9, 9) },
    ];
    expect(answeredOfCell(found, second, text)).toEqual([
      { uri: 'cell:1', range: range(1, 1) },
      { uri: 'cell:2', range: range(1, 1) },
      { uri: 'file:///b.bp', range: range(9, 9) },
    ]);
  });

  it('is written into all cells', () => {
    const edits = [3, 6, 7].map((line) => ({ range: range(line, line), newText: 'y' }));
    expect(answeredOfCell({ changes: { [text.uri]: edits } }, first, text)).toEqual({
      changes: {
        'cell:1': [{ range: range(1, 1), newText: 'y' }],
        'cell:2': [
          { range: range(0, 0), newText: 'y' },
          { range: range(1, 1), newText: 'y' },
        ],
      },
    });
  });

  it('colours the words of the cell', () => {
    // Lines 0, 2 (twice), 4 and 6 of the text.
    const data = [0, 5, 1, 0, 0, 2, 3, 1, 1, 0, 0, 4, 2, 1, 0, 2, 1, 1, 1, 1, 2, 6, 1, 1, 1];
    expect(answeredOfCell({ resultId: '1', data }, first, text)).toEqual({
      data: [0, 3, 1, 1, 0, 0, 4, 2, 1, 0, 2, 1, 1, 1, 1],
    });
    expect(answeredOfCell({ resultId: '1', data }, second, text)).toEqual({ data: [0, 6, 1, 1, 1] });
  });
});

describe('the change between two texts', () => {
  it('makes the one of the other', () => {
    const pieces = ['x = 1', 'y', '\r\n', '\n', '\r', '', ' # %%', '🙂'];
    for (let i = 0; i < 512; i++) {
      const make = (seed: number): string =>
        [0, 1, 2, 3].map((k) => pieces[(seed >> (k * 2)) % pieces.length]).join('');
      const [before, after] = [make(i), make(i * 7 + 3)];
      const change = changeBetween(before, after);
      if (change === undefined) expect(before).toBe(after);
      else {
        const { state } = openText(before);
        const [from, to] = [state.offsetAt(change.range.start), state.offsetAt(change.range.end)];
        expect(before.slice(0, from) + change.text + before.slice(to)).toBe(after);
      }
    }
  });
});
