import * as vscode from 'vscode';

const SCHEME = 'backprop-page';
const LOST = 'This page was made before the window was opened anew. Ask for it again.\n';

const contents = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Pages that the extension writes, for reading only: nothing to save, nothing to be asked about on closing. */
export const providePages = (): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contents.get(uri.path) ?? LOST,
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) contents.delete(uri.path);
    }),
  );

/** Shows Markdown beside the text, typeset. A page with the same heading takes the place of the one before. */
export async function showPage(markdown: string): Promise<void> {
  const heading = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Backprop';
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${heading.replace(/[^\p{L}\p{N} ,.()-]/gu, '').trim()}.md` });
  contents.set(uri.path, markdown);
  changed.fire(uri);
  await preview(uri);
}

const NTH = ['First', 'Second', 'Third', 'Fourth'];

/** Beside the text, also when a panel there has the focus: it would be beside the panel otherwise. */
async function preview(uri: vscode.Uri): Promise<void> {
  const text = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'bp');
  const nth = NTH[(text?.viewColumn ?? 0) - 1];
  if (nth) await vscode.commands.executeCommand(`workbench.action.focus${nth}EditorGroup`);
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}

/** The description of the language, which ships with the extension. */
export const showLanguageReference = ({ extensionUri }: vscode.ExtensionContext): Promise<void> =>
  preview(vscode.Uri.joinPath(extensionUri, 'media', 'language.md'));
