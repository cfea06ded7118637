import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';

const cellsIn = (text: string) =>
  parseDocument(text).cells.map(({ kind, title, span, first, last }) => ({
    kind,
    title,
    text: text.slice(span.from, span.to),
    statements: last - first,
  }));

describe('cells', () => {
  test('a text without markers is one untitled cell, even an empty one', () => {
    expect(cellsIn('')).toEqual([{ kind: 'code', title: '', text: '', statements: 0 }]);
    expect(cellsIn('x = 1; y = 2')).toMatchObject([{ text: 'x = 1; y = 2', statements: 2 }]);
  });

  test('kinds and titles', () => {
    const text =
      'a = 1\n# %% One\nb = 2\n# %% [markdown] Two three\n# text\n# %% [practice]\n#%%[pause]Wait\n# %%[code] x';
    expect(cellsIn(text)).toEqual([
      { kind: 'code', title: '', text: 'a = 1\n', statements: 1 },
      { kind: 'code', title: 'One', text: '# %% One\nb = 2\n', statements: 1 },
      { kind: 'markdown', title: 'Two three', text: '# %% [markdown] Two three\n# text\n', statements: 0 },
      { kind: 'practice', title: '', text: '# %% [practice]\n', statements: 0 },
      { kind: 'pause', title: 'Wait', text: '#%%[pause]Wait\n', statements: 0 },
      { kind: 'code', title: 'x', text: '# %%[code] x', statements: 0 },
    ]);
    expect(parseDocument(text).problems).toEqual([]);
  });

  test('blank text above the first marker is no cell, a comment is one', () => {
    expect(cellsIn('\ufeff\r\n \n# %% One')).toMatchObject([{ title: 'One' }]);
    expect(cellsIn('# hello\n# %% One').length).toBe(2);
  });

  test('markers stand at the start of a line, also inside a forgotten bracket', () => {
    expect(cellsIn('x = 1 # %% no\n  # %% no\n"# %% no"').length).toBe(1);
    expect(cellsIn('x = (1,\n# %% yes\ny = 2')).toMatchObject([{ statements: 1 }, { title: 'yes', statements: 1 }]);
  });

  test('an unknown kind is a warning on the kind, and the cell is code', () => {
    const text = 'x = 1\r\n# %% [markdwon] Reading\ny = 2';
    const document = parseDocument(text);
    expect(document.cells[1]).toMatchObject({ kind: 'code', title: 'Reading', first: 1, last: 2 });
    const [problem] = document.problems;
    expect(problem).toMatchObject({ code: 'unknown-cell-kind', severity: 'warning' });
    expect(text.slice(problem?.from, problem?.to)).toBe('[markdwon]');
    expect(problem?.message).toContain('[markdown]');
  });

  test('lines of a markdown cell are never statements; a run of them that is no comment is one warning', () => {
    const text = '# %% [markdown]\n# text (\nx = 1\n\n  y = (2\n# more\nz\n# %%\nw = 3';
    const document = parseDocument(text);
    expect(document.statements.map((statement) => statement.text)).toEqual(['w = 3']);
    expect(document.problems.map(({ code, from, to }) => [code, text.slice(from, to)])).toEqual([
      ['markdown-text', 'x = 1\n\n  y = (2'],
      ['markdown-text', 'z'],
    ]);
  });

  test('spans of the cells follow one another up to the end', () => {
    const text = '# head\n# %% a\nx = 1\n# %% b\n\n# %% c\ny = 2\n';
    let end = 0;
    for (const { span, marker, index } of parseDocument(text).cells) {
      expect(span.from).toBe(end);
      expect(marker.from).toBe(span.from);
      if (index > 0) expect(text.slice(marker.from, marker.to)).toMatch(/^# %% [abc]$/);
      end = span.to;
    }
    expect(end).toBe(text.length);
  });
});
