import * as vscode from 'vscode';
import {
  fileChangedNotification,
  listFilesRequest,
  readFileRequest,
  themeNotification,
} from '../../protocol/language.ts';
import { fileOf } from '../host/notebookText.ts';
import type { Platform, ThemeKind } from '../host/platform.ts';
import { Client } from './client.ts';
import { followNotebooks, notebookMiddleware } from './notebookWire.ts';
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
export function startClient(
  context: vscode.ExtensionContext,
  platform: Platform,
  log: vscode.LogOutputChannel,
): Client {
  const server = platform.languageServer(log);
  const client = new Client(
    (ended) => server.client({ log, theme: themeKind(), ended, middleware: notebookMiddleware() }),
    log,
  );
  client.answer(listFilesRequest, ({ uri, folder }) => listFolder(fileOf(uri), folder));
  client.answer(readFileRequest, ({ uri, path, maxBytes, head }) =>
    readDataFile(platform, fileOf(uri), path, maxBytes, head),
  );
  context.subscriptions.push(
    server,
    ...watchDataFiles(client),
    followNotebooks(client),
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
