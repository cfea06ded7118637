import * as vscode from 'vscode';

const SCHEME = 'backprop-page';
const LOST = 'This page was made before the window was opened anew. Ask for it again.\n';

type Write = () => Promise<string | undefined>;

const contents = new Map<string, string>();
/** How pages with pictures in the theme's colours are made. */
const writers = new Map<string, Write>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Pages that the extension writes, for reading only: nothing to save, nothing to be asked about on closing. */
export const providePages = (): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contents.get(uri.path) ?? LOST,
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== SCHEME) return;
      contents.delete(uri.path);
      writers.delete(uri.path);
    }),
    vscode.window.onDidChangeActiveColorTheme(() => {
      for (const [path, write] of writers) void rewrite(path, write);
    }),
  );

async function rewrite(path: string, write: Write): Promise<void> {
  const markdown = await write();
  if (markdown === undefined || !contents.has(path)) return;
  contents.set(path, markdown);
  changed.fire(vscode.Uri.from({ scheme: SCHEME, path }));
}

/**
 * Shows Markdown beside the text, typeset. A page with the same heading takes the place of the one before. `write` makes it anew
 * where it has a picture and the theme changes.
 */
export async function showPage(markdown: string, write?: Write): Promise<void> {
  const heading = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Backprop';
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${heading.replace(/[^\p{L}\p{N} ,.()-]/gu, '').trim()}.md` });
  contents.set(uri.path, markdown);
  if (write) writers.set(uri.path, write);
  else writers.delete(uri.path);
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
