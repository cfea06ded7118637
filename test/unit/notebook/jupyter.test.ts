import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { fromJupyter, toJupyter } from '../../../src/language/jupyter.ts';
import { lessons } from '../../language/lessons.ts';
import { openText } from '../../support/openText.ts';

interface Jupyter {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id: string;
    readonly metadata: unknown;
    readonly source: readonly string[];
    readonly outputs?: unknown;
    readonly execution_count?: unknown;
  }[];
}

/** What the published schema of format 4.5 asks of a notebook. */
function faultsOf({ nbformat, nbformat_minor, metadata, cells, ...rest }: Jupyter): readonly string[] {
  const ids = cells.map(({ id }) => id);
  return [
    ...(nbformat === 4 && nbformat_minor === 5 && Object.keys(rest).length === 0 ? [] : ['format']),
    ...(typeof metadata === 'object' ? [] : ['metadata']),
    ...(new Set(ids).size === ids.length && ids.every((id) => /^[a-zA-Z0-9-_]{1,64}$/.test(id)) ? [] : ['ids']),
    ...cells.flatMap((cell) => {
      const { cell_type: kind, source, outputs, execution_count: count } = cell;
      const names = Object.keys(cell).toSorted().join();
      const isSource =
        Array.isArray(source) && source.every((line, i) => line.endsWith('\n') === i < source.length - 1);
      const isCode = kind === 'code' && names === 'cell_type,execution_count,id,metadata,outputs,source';
      const isProse = kind === 'markdown' && names === 'cell_type,id,metadata,source';
      return isSource && ((isCode && Array.isArray(outputs) && count === null) || isProse)
        ? []
        : [`${cell.id}: ${names}`];
    }),
  ];
}

const exported = (text: string, isSecret = false): Jupyter =>
  JSON.parse(toJupyter(openText(text).state.evaluation, 'model', () => isSecret).text);

const TEXT = '# %% [markdown] Reading\n# Some *text*\n\n# %% Own\nx = 2\nf = x * x\n';

describe('a text as a Jupyter notebook', () => {
  it.each(lessons.filter(({ name }) => /^(?:01|06|08|11|12|14)/.test(name)))(
    '$name: is one of format 4.5',
    ({ text }) => {
      expect(faultsOf(exported(text))).toEqual([]);
    },
  );

  it('has prose, the lines of each cell, and the script of those with an output', () => {
    const { cells } = exported(TEXT);
    expect(cells.map(({ cell_type: kind, source }) => [kind, source.join('').split('\n')[0]])).toEqual([
      ['markdown', '## Reading'],
      ['markdown', '## Own'],
      ['code', 'import torch'],
    ]);
    const script = cells[2]?.source.join('') ?? '';
    expect(script).toContain('output.backward()');
    expect(script).not.toContain('__file__');
  });

  it('has no script that would give an answer away', () => {
    expect(exported(TEXT, true).cells.map(({ cell_type: kind }) => kind)).toEqual(['markdown', 'markdown']);
  });
});

describe('a Jupyter notebook as a text', () => {
  const notebook = (cells: readonly object[], format = 4): string => JSON.stringify({ nbformat: format, cells });

  it('keeps prose, and puts code into the language', () => {
    const made = fromJupyter(
      notebook([
        { cell_type: 'markdown', source: ['# Title\n', 'Some *text*'] },
        { cell_type: 'code', source: ['%matplotlib inline\n', 'import numpy as np\n', 'x = np.array([1., 2.])'] },
        { cell_type: 'code', source: 'y = np.maximum(0, x)\nf = y.sum()\nplt.show()' },
        { cell_type: 'raw', source: 'left out' },
      ]),
    );
    if ('problem' in made) throw new Error(made.problem);
    expect(made.text.split('\n').slice(0, 2)).toEqual(['# %% [markdown] Title', '# Some *text*']);
    const { cells } = parseDocument(made.text);
    expect(cells.map(({ kind }) => kind)).toEqual(['markdown', 'code', 'code']);
    expect(made.left.map(({ code }) => code.trim())).toEqual(['plt.show()']);
    expect(openText(made.text).state.evaluation.cells.at(-1)?.outputName).toBe('f');
  });

  it('says what is no notebook', () => {
    for (const text of ['', '{', '[]', 'null', '{"cells": 1}', notebook([], 3)])
      expect(fromJupyter(text)).toEqual({ problem: 'it is not a Jupyter notebook of format 4' });
    expect(fromJupyter(notebook([null, 1, {}].map((cell) => cell as object)))).toEqual({ text: '\n', left: [] });
  });
});
