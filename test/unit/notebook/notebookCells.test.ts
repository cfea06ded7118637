import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import {
  type Notebook,
  type NotebookCell,
  readNotebook,
  writeNotebook,
} from '../../../src/core/notebook/notebookCells.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { lessons } from '../../language/lessons.ts';
import { mutator } from '../../language/mutations.ts';

const written = (notebook: Notebook): string => writeNotebook(notebook).text;

/** With the sources as an editor gives them back, which knows one line end. */
const unedited = (text: string): string => {
  const { cells, ...rest } = readNotebook(text);
  return written({
    ...rest,
    cells: cells.map((cell) => ({ ...cell, source: cell.source.split(/\r\n|\r|\n/).join('\n') })),
  });
};

const edited = (notebook: Notebook, index: number, source: (before: string) => string): Notebook => ({
  ...notebook,
  cells: notebook.cells.map((cell, i) => (i === index ? { ...cell, source: source(cell.source) } : cell)),
});

const fresh = (kind: NotebookCell['kind'], source: string): NotebookCell => ({ kind, source, original: undefined });

const TEXT =
  '# %% [markdown] Reading\n# Some *text*\n#\n# more\n\n# %% [practice] Own\nx = 2\nf = x * x\n\n\n# %%\ny = 1\n';

describe('a text as a notebook', () => {
  it('shows code with its markers, and prose without', () => {
    expect(readNotebook(TEXT).cells.map(({ kind, source }) => [kind, source])).toEqual([
      ['markdown', '## Reading\nSome *text*\n\nmore'],
      ['code', '# %% [practice] Own\nx = 2\nf = x * x'],
      ['code', '# %%\ny = 1'],
    ]);
  });

  it('has a cell for code above the first marker, and one for a blank text', () => {
    expect(readNotebook('x = 1\n# %%\ny = 2').cells.map(({ source }) => source)).toEqual(['x = 1', '# %%\ny = 2']);
    expect(readNotebook('\ufeff\r\n\r\n# %%\r\n').cells.map(({ source }) => source)).toEqual(['# %%']);
    for (const blank of ['', '\ufeff', '\n \t\n'])
      expect(readNotebook(blank).cells.map(({ source }) => source)).toEqual(['']);
  });

  it.each(lessons)('$name: comes back byte for byte, with every line end and without the last one', ({ text }) => {
    for (const end of ['\n', '\r\n', '\r'])
      for (const variant of [text, text.trimEnd(), `\ufeff${text}`, `\n\t\n${text}`]) {
        const whole = variant.replaceAll('\n', end);
        expect(unedited(whole)).toBe(whole);
      }
  });

  it('comes back byte for byte however damaged it is', () => {
    const texts = mutator(
      lessons.map(({ text }) => text.slice(0, 1500)),
      'notebook',
    );
    for (let i = 0; i < 3000; i++) {
      const text = texts.next();
      if (unedited(text) !== text) expect(unedited(text)).toBe(text);
    }
  });

  it('says on which line of the text each cell begins', () => {
    for (const { text } of lessons)
      for (const variant of [text, text.replaceAll('\n', '\r\n'), `\n${text}`]) {
        const notebook = readNotebook(variant);
        const { firstLines } = writeNotebook(notebook);
        const lines = variant.split(/\r\n|\n/);
        notebook.cells.forEach(({ kind, source }, i) => {
          if (kind === 'code') expect(lines[firstLines[i] ?? -1]).toBe(source.split('\n')[0]);
        });
      }
  });

  it('has the cells that the language finds', () => {
    for (const { text } of lessons)
      expect(readNotebook(text).cells.map(({ original }) => original)).toEqual(
        parseDocument(text).cells.map(({ span }) => text.slice(span.from, span.to)),
      );
  });
});

describe('an edited notebook', () => {
  it('changes the lines that were edited, and no others', () => {
    const text = '\ufeff# %% [markdown] Odd\r\n#no blank\r\nno mark\n\t# deep\r\n# %%\r\nx = 1\ny = 2\r\n';
    const notebook = readNotebook(text);
    expect(written(edited(notebook, 1, (source) => source.replace('x = 1', 'x = 3\nz = 4')))).toBe(
      text.replace('x = 1\n', 'x = 3\r\nz = 4\r\n'),
    );
    expect(written(edited(notebook, 0, (source) => source.replace('no mark', 'a mark')))).toBe(
      text.replace('no mark\n', '# a mark\r\n'),
    );
  });

  it('keeps the other cells, and shows what was written when it is read again', () => {
    const random = seededRandom('edits');
    for (const { text } of lessons) {
      const notebook = readNotebook(text);
      const index = random.below(notebook.cells.length);
      const kind = notebook.cells[index]?.kind;
      const line = kind === 'code' ? 'k = 1' : 'A line';
      const after = edited(notebook, index, (source) => {
        const lines = source.split('\n');
        lines.splice(1 + random.below(lines.length), random.below(2), line);
        return lines.join('\n');
      });
      const again = readNotebook(written(after));
      expect(again.cells.map(({ source }) => source)).toEqual(after.cells.map(({ source }) => source));
      expect(again.cells.map(({ original }) => original).toSpliced(index, 1)).toEqual(
        notebook.cells.map(({ original }) => original).toSpliced(index, 1),
      );
    }
  });

  it('writes a new title into the marker', () => {
    const notebook = readNotebook(TEXT);
    expect(written(edited(notebook, 0, (source) => source.replace('Reading', 'Listening')))).toBe(
      TEXT.replace('Reading', 'Listening'),
    );
    expect(written(edited(notebook, 0, (source) => source.replace('## Reading\n', '')))).toBe(
      TEXT.replace(' Reading', ''),
    );
  });

  it('gives new cells a marker', () => {
    const notebook = readNotebook('x = 1');
    const cells = [...notebook.cells, fresh('code', 'y = 2'), fresh('markdown', 'Prose\n\n%% no marker')];
    expect(written({ ...notebook, cells })).toBe(
      'x = 1\n# %%\ny = 2\n\n# %% [markdown]\n# Prose\n#\n# \\%% no marker\n\n',
    );
    expect(written({ ...notebook, cells: cells.toReversed().slice(1) })).toBe('y = 2\n\n# %%\nx = 1');
  });

  it('turns code into prose, and prose into code', () => {
    const { cells, ...rest } = readNotebook('# %% A title\nx = 1\n');
    const [cell] = cells;
    if (cell === undefined) throw new Error('there is no cell');
    expect(written({ ...rest, cells: [{ ...cell, kind: 'markdown' }] })).toBe(
      '# %% [markdown]\n# # %% A title\n# x = 1\n\n',
    );
    const prose = readNotebook('# %% [markdown] T\n# x = 1\n').cells.map((one) => ({ ...one, kind: 'code' }) as const);
    expect(written({ ...rest, cells: prose })).toBe('## T\nx = 1\n\n');
  });
});
