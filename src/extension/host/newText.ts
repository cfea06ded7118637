import * as vscode from 'vscode';
import { fileNameText } from '../../core/base/quoting.ts';

/**
 * Opens a new .bp text that is not saved yet. In an open folder it has a name there: its tab says what it is, it is a .bp text
 * again after the window is reloaded, and Save asks nothing. Elsewhere the editor names it.
 */
export async function openNewText(title: string, content: string): Promise<vscode.TextEditor> {
  const address = await freeAddress(fileNameText(title.replaceAll(/[,:]\s*/g, ' ')));
  if (address === undefined)
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'bp', content }));
  const document = await vscode.workspace.openTextDocument(address);
  const edit = new vscode.WorkspaceEdit();
  // The editor may give back what it has kept of a text of this name that was closed.
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  edit.replace(address, whole, content);
  await vscode.workspace.applyEdit(edit);
  keepFromEmpty(document);
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  return editor;
}

/** Undo stops at the text as it was opened, although the editor takes its first words for an edit as well. */
function keepFromEmpty(document: vscode.TextDocument): void {
  const watched = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document !== document || change.reason !== vscode.TextDocumentChangeReason.Undo) return;
      if (document.getText() === '') void vscode.commands.executeCommand('redo');
    }),
    vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed === document) watched.dispose();
    }),
  );
}

/** In the first folder: the title, or with a number where a file or another text has that name. Undefined without a folder. */
async function freeAddress(name: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') return undefined;
  // A tab that has not been looked at since the window was loaded has no document yet.
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ input }) => input));
  const taken = new Set([
    ...vscode.workspace.textDocuments.flatMap(({ uri, isClosed }) => (isClosed ? [] : [uri.path])),
    ...tabs.flatMap((input) => (input instanceof vscode.TabInputText ? [input.uri.path] : [])),
  ]);
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number > 1 ? ` (${number})` : ''}.bp`);
    if (!taken.has(file.path) && !(await exists(file))) return file.with({ scheme: 'untitled' });
  }
}

/** Whether there is a file or folder at an address. */
export const exists = (file: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(file)).then(
    () => true,
    () => false,
  );
