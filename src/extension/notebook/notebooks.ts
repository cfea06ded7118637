import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { readNotebook, writeNotebook } from '../../core/notebook/notebookCells.ts';
import { importJupyterRequest } from '../../protocol/language.ts';
import { inform, showError } from '../host/messages.ts';
import { openNewText } from '../host/newText.ts';
import { asNotebook, NOTEBOOK, textOf } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';
import type { TrainingDesk } from '../training/trainingController.ts';
import { emptyOutput, NotebookOutputs } from './notebookOutputs.ts';

/** A `.bp` file as a notebook, and back to the same bytes. */
const serializer: vscode.NotebookSerializer = {
  deserializeNotebook: (bytes) => notebookData(decoded(bytes)),
  serializeNotebook({ cells, metadata }) {
    const notebook = asNotebook(
      metadata,
      cells.map(({ kind, value, metadata: notes }) => ({ kind, source: value, notes })),
    );
    return new TextEncoder().encode(writeNotebook(notebook).text);
  },
};

function notebookData(text: string): vscode.NotebookData {
  const { head, lineEnd, cells } = readNotebook(text);
  const data = new vscode.NotebookData(
    cells.map(({ kind, source, original }) => {
      const isCode = kind === 'code';
      const cell = new vscode.NotebookCellData(
        isCode ? vscode.NotebookCellKind.Code : vscode.NotebookCellKind.Markup,
        source,
        isCode ? 'bp' : 'markdown',
      );
      cell.metadata = { original };
      if (isCode) cell.outputs = [emptyOutput()];
      return cell;
    }),
  );
  data.metadata = { head, lineEnd };
  return data;
}

/** Other encodings would not come back as the same bytes. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(t('This file is not UTF-8. Open it as text, and save it with that encoding.'));
  }
}

/** The notebook view: how it is read, written and run. */
export const notebooks = (client: Client, trainings: TrainingDesk): readonly vscode.Disposable[] => [
  vscode.workspace.registerNotebookSerializer(NOTEBOOK, serializer, { transientOutputs: true }),
  new NotebookOutputs(client, trainings),
];

/** The tab in front, of a text or of a notebook, is closed once its other view is open. */
async function replaceTab(open: () => Thenable<unknown>): Promise<void> {
  const before = vscode.window.tabGroups.activeTabGroup.activeTab;
  await open();
  if (before && vscode.window.tabGroups.activeTabGroup.activeTab !== before)
    await vscode.window.tabGroups.close(before, true);
}

/** The same file as a notebook, with the same selection; of a text without a file, a copy. */
export async function openAsNotebook(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'bp') return;
  const { document, selection } = editor;
  if (document.isUntitled) {
    const copy = await vscode.workspace.openNotebookDocument(NOTEBOOK, notebookData(document.getText()));
    await vscode.window.showNotebookDocument(copy);
    return select(copy, selection);
  }
  // A notebook is read from the file.
  if (document.isDirty && !(await document.save())) {
    void inform(t('Save this file first: the notebook shows what is saved.'));
    return;
  }
  await replaceTab(() => vscode.commands.executeCommand('vscode.openWith', document.uri, NOTEBOOK));
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.uri.toString() === document.uri.toString()) await select(notebook, selection);
}

/** A part of the text, in the cell that it begins in. */
async function select(notebook: vscode.NotebookDocument, selection: vscode.Range): Promise<void> {
  const text = textOf(notebook);
  const [start, end] = [text.inCell(selection.start), text.inCell(selection.end)];
  if (start === undefined) {
    const cell = text.cellOf(selection.start.line);
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(cell, cell + 1)] });
    return;
  }
  const isOne = end?.document === start.document;
  await vscode.window.showTextDocument(start.document, {
    selection: new vscode.Range(start.position, isOne ? end.position : start.position),
  });
}

/** The notebook's file as text, with the same selection; without a file, a copy. */
export async function openAsText(): Promise<void> {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.notebookType !== NOTEBOOK) return;
  if (notebook.isUntitled) {
    const content = textOf(notebook).getText();
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'bp', content }));
    return;
  }
  if (notebook.isDirty && !(await notebook.save())) {
    void inform(t('Save this notebook first: the text shows what is saved.'));
    return;
  }
  const text = textOf(notebook);
  const editor = vscode.window.activeTextEditor;
  const cell = vscode.window.activeNotebookEditor?.selection.start ?? 0;
  const document = notebook.getCells()[cell]?.document;
  const { start, end } = editor && editor.document === document ? editor.selection : new vscode.Selection(0, 0, 0, 0);
  const selection = document && new vscode.Range(text.fromCell(document, start), text.fromCell(document, end));
  await replaceTab(() => vscode.commands.executeCommand('vscode.openWith', notebook.uri, 'default', { selection }));
}

const MOST_BYTES = 20_000_000;

/** Opens what a Jupyter notebook says as a text; without a file the reader chooses one. */
export async function importJupyter(client: Client, given: unknown): Promise<void> {
  const chosen =
    given instanceof vscode.Uri
      ? [given]
      : await vscode.window.showOpenDialog({
          title: t('Import Jupyter Notebook'),
          filters: { Jupyter: ['ipynb'] },
        });
  const [file] = chosen ?? [];
  if (file === undefined) return;
  const bytes = await vscode.workspace.fs.readFile(file);
  const answer =
    bytes.length > MOST_BYTES
      ? { problem: t('it is larger than {0} MB', MOST_BYTES / 1e6) }
      : await client.ask(importJupyterRequest, { json: new TextDecoder().decode(bytes) });
  if (!answer) return;
  if ('problem' in answer) {
    void showError(t('{0} could not be imported: {1}.', file.path.split('/').at(-1) ?? '', answer.problem));
    return;
  }
  const { text: content, left } = answer;
  await openNewText(
    file.path
      .split('/')
      .at(-1)
      ?.replace(/\.ipynb$/, '') ?? '',
    content,
  );
  if (left.length > 0)
    void inform(
      left.length === 1
        ? t('1 line has no counterpart and stays a comment.')
        : t('{0} lines have no counterpart and stay comments.', left.length),
    );
}
