import path from 'node:path';
import * as vscode from 'vscode';
import {
  fileChangedNotification,
  listFilesRequest,
  readFileRequest,
  themeNotification,
} from '../../protocol/language.ts';
import { Client } from './client.ts';
import type { ThemeKind } from './languageClient.ts';
import { LanguageServer } from './languageServer.ts';
import { readDataFile } from './readDataFile.ts';

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

const MOST = 500;

/** What is in a folder beside a document, for paths that are being typed. Only in a trusted workspace. */
async function listFolder(document: vscode.Uri, folder: string): Promise<{ readonly entries: readonly Entry[] }> {
  if (!vscode.workspace.isTrusted || document.scheme === 'untitled') return { entries: [] };
  try {
    const found = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(document, '..', folder));
    const entries = found.slice(0, MOST).map(([name, type]) => ({
      name,
      isFolder: (type & vscode.FileType.Directory) !== 0,
    }));
    return { entries };
  } catch {
    return { entries: [] };
  }
}

const VERSION = 'backprop.compiledVersion';

/**
 * Where the engine may keep what it has compiled of the server; undefined where there is no such place. What an older version
 * of the extension has left there goes.
 */
function compiledFolder(context: vscode.ExtensionContext): string | undefined {
  const { globalStorageUri, globalState, extension } = context;
  if (globalStorageUri.scheme !== 'file') return undefined;
  const { version } = extension.packageJSON;
  const folder = (of: unknown): vscode.Uri => vscode.Uri.joinPath(globalStorageUri, `compiled-${of}`);
  const before = globalState.get<unknown>(VERSION);
  if (before !== version) {
    void globalState.update(VERSION, version);
    if (before !== undefined)
      void vscode.workspace.fs.delete(folder(before), { recursive: true }).then(undefined, () => undefined);
  }
  return path.normalize(folder(version).fsPath);
}

/** Tables and the files of MNIST and CIFAR-10. */
const DATA_FILES = '**/{*.csv,*.tsv,*.txt,*.gz,*.bin,*-ubyte}';

/** Tells the server of data files that change, and when the workspace becomes trusted, so that lines never show old data. */
function watchDataFiles(client: Client): readonly vscode.Disposable[] {
  const watcher = vscode.workspace.createFileSystemWatcher(DATA_FILES);
  const changed = (file: vscode.Uri): void => void client.tell(fileChangedNotification, { file: file.toString() });
  return [
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client.tell(fileChangedNotification, {})),
  ];
}

/** Starts the server and its client; what it is asked for by the server it can answer from the first moment. */
export function startClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Client {
  const server = new LanguageServer(context.asAbsolutePath('dist/server.js'), compiledFolder(context), log);
  const client = new Client(async (ended) => {
    // Its packages are most of what the extension loads: a file of their own, read when the extension is active.
    await new Promise(setImmediate);
    const { languageClient } = await import('./languageClient.ts');
    return languageClient({ server, log, theme: themeKind(), ended });
  }, log);
  client.answer(listFilesRequest, ({ uri, folder }) => listFolder(vscode.Uri.parse(uri), folder));
  client.answer(readFileRequest, ({ uri, path, maxBytes, head }) =>
    readDataFile(vscode.Uri.parse(uri), path, maxBytes, head),
  );
  context.subscriptions.push(
    server,
    ...watchDataFiles(client),
    vscode.window.onDidChangeActiveColorTheme(() => void client.tell(themeNotification, { kind: themeKind() })),
  );
  return client;
}

function themeKind(): ThemeKind {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return 'light';
    case vscode.ColorThemeKind.HighContrast:
      return 'highContrastDark';
    case vscode.ColorThemeKind.HighContrastLight:
      return 'highContrastLight';
    case vscode.ColorThemeKind.Dark:
      return 'dark';
  }
}
