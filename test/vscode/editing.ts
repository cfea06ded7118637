import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';

/** The extension as the editor loaded it. */
export function thisExtension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('backprop-tutor.backprop-tutor');
  if (!found) throw new Error('the editor did not load the extension');
  return found;
}

export async function openLesson(name: string): Promise<vscode.TextDocument> {
  const file = vscode.Uri.joinPath(thisExtension().extensionUri, 'media', 'lessons', name);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

let opened = 0;

/**
 * A document of its own for a test that types, so that no file changes. Each has a name that no other had: under the name of one
 * that was just closed the editor may give back what it has kept of that one, instead of the new text.
 */
export async function openText(content: string): Promise<vscode.TextDocument> {
  const name = vscode.Uri.from({ scheme: 'untitled', path: `/text${++opened}.bp` });
  const document = await vscode.workspace.openTextDocument(name);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
  return document;
}

export async function replaceLine(document: vscode.TextDocument, line: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.lineAt(line).range, text);
  await vscode.workspace.applyEdit(edit);
}

/** Closes all editors; what was typed into them is thrown away, so that nothing asks to be saved. */
export async function closeEverything(): Promise<void> {
  // The editor writes its settings through a document of its own, which is none of the tests'.
  const dirty = vscode.workspace.textDocuments.filter(
    ({ isDirty, isClosed, uri }) => isDirty && !isClosed && !uri.path.endsWith('/settings.json'),
  );
  for (const document of dirty) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Numbers are shown with a typographic minus and narrow or unbreakable spaces; tests are written with plain ones. */
export const plain = (text: string): string => text.replaceAll('\u2212', '-').replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

export async function lensTitles(document: vscode.TextDocument): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses.map((lens) => plain(lens.command?.title ?? ''));
}

/** Waits until some lens shows both texts: a value and its gradient stand in one lens. */
export const untilLens = (document: vscode.TextDocument, ...texts: readonly string[]): Promise<string> =>
  until(`a lens with ${texts.join(' and ')}`, async () =>
    (await lensTitles(document)).find((title) => texts.every((text) => title.includes(text))),
  );

export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const texts = hovers.flatMap((hover) =>
    hover.contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
  return plain(texts.join('\n'));
}

/** Keeps a picture of the editor, where the run can take one; waits until it is taken. */
export async function screenshot(name: string): Promise<void> {
  const folder = process.env.BACKPROP_SCREENSHOTS;
  if (!folder) return;
  console.log(`::screenshot ${name}`);
  await until(`the screenshot ${name}`, () => access(path.join(folder, `${name}.png`)).then(() => true));
}
