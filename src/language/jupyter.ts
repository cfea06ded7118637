/** Jupyter notebooks (nbformat 4.5): a text's cells as prose and PyTorch, and a notebook's Python in the language. */
import { markdownFence } from '../core/base/quoting.ts';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { isPytorchProblem, pytorchScript } from '../core/explain/export/pytorch/pytorchScript.ts';
import type { WholeData } from '../core/explain/export/pytorch/scriptHead.ts';
import { type NotebookCell, readNotebook, writeNotebook } from '../core/notebook/notebookCells.ts';
import { translatePython } from '../core/semantics/python/translate.ts';

interface JupyterExport {
  /** JSON. */
  readonly text: string;
  /** Arrays that the cells load, to be written beside the notebook. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly notes: readonly string[];
}

/**
 * One notebook cell for each cell of the text. What has an output becomes a script that stands alone, as the export of that cell does; the
 * rest is prose. `name` begins the names of side files; `isSecret`: a cell whose script would give answers away.
 */
export function toJupyter(
  evaluation: Evaluation,
  name: string,
  isSecret: (cell: number) => boolean,
  whole?: WholeData,
): JupyterExport {
  const { document, cells: outputs } = evaluation;
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  const notes = new Set<string>();
  const cells = document.cells.flatMap(({ kind, span, marker, title, index }): JupyterCell[] => {
    const [{ source } = { source: '' }] = readNotebook(document.text.slice(span.from, span.to)).cells;
    if (source === '') return [];
    if (kind === 'markdown') return [cellOf('markdown', source, index)];
    const lines = source.split('\n').slice(marker.to > marker.from ? 1 : 0);
    const heading = title === '' ? [] : [`## ${title}`, ''];
    const shown = cellOf('markdown', [...heading, markdownFence(lines, 'bp')].join('\n').trimEnd(), index);
    if (!outputs[index]?.own || isSecret(index)) return [shown];
    const made = pytorchScript(evaluation, index, `${name}-${index + 1}`, whole);
    if (isPytorchProblem(made)) {
      notes.add(`cell ${index + 1} stays text: ${made.problem}`);
      return [shown];
    }
    files.push(...made.files);
    for (const note of made.notes) notes.add(note);
    return [shown, cellOf('code', inNotebook(made.script), index)];
  });
  const notebook = {
    cells,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return { text: `${JSON.stringify(notebook, undefined, 1)}\n`, files, notes: [...notes] };
}

type JupyterCell = ReturnType<typeof cellOf>;

const cellOf = (kind: 'markdown' | 'code', source: string, index: number) => ({
  cell_type: kind,
  id: `${kind}-${index + 1}`,
  metadata: {},
  ...(kind === 'code' ? { execution_count: null, outputs: [] } : {}),
  source: source.split(/(?<=\n)/),
});

/** A notebook has no file of its own, and nobody runs it with a command. */
const inNotebook = (script: string): string =>
  script
    .replace(/^"""[\s\S]*?"""\n+/, '')
    .replace('os.path.dirname(os.path.abspath(__file__))', 'os.getcwd()')
    .trimEnd();

interface JupyterImport {
  readonly text: string;
  /** Lines that are kept as comments, and why. */
  readonly left: readonly { readonly code: string; readonly why: string }[];
}

/** A notebook's cells as a text: prose as it is, code as pasted programs are put into the language. */
export function fromJupyter(json: string): JupyterImport | { readonly problem: string } {
  const cells = cellsIn(json);
  if (cells === undefined) return { problem: 'it is not a Jupyter notebook of format 4' };
  const { text } = writeNotebook({ head: '', lineEnd: '\n', cells });
  const { text: written, left } = translatePython(text);
  return { text: `${written.trimEnd()}\n`, left: left.map(({ code, why }) => ({ code, why })) };
}

function cellsIn(json: string): readonly NotebookCell[] | undefined {
  const notebook = parsed(json);
  const cells = fieldOf(notebook, 'cells');
  if (!Array.isArray(cells) || fieldOf(notebook, 'nbformat') !== 4) return undefined;
  return cells.flatMap((cell: unknown): NotebookCell[] => {
    const type = fieldOf(cell, 'cell_type');
    const written = fieldOf(cell, 'source');
    const source = (Array.isArray(written) ? written.join('') : String(written ?? ''))
      .replaceAll(/\r\n?/g, '\n')
      .trimEnd();
    if (source === '' || (type !== 'code' && type !== 'markdown')) return [];
    // Commands of the notebook and of the shell are no Python.
    const python = source.replaceAll(/^[ \t]*[%!].*/gm, (line) => `# ${line}`);
    return type === 'code' ? [{ kind: 'code', source: `# %%\n${python}`, original: undefined }] : [proseOf(source)];
  });
}

/** A heading that begins the prose is the cell's title. */
function proseOf(source: string): NotebookCell {
  const [first = '', title] = /^#{1,6} +(.*\S) *(?:\n|$)/.exec(source) ?? [];
  return title === undefined
    ? { kind: 'markdown', source, original: undefined }
    : {
        kind: 'markdown',
        source: `## ${title}\n${source.slice(first.length)}`.trimEnd(),
        original: `# %% [markdown] ${title}\n`,
      };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
