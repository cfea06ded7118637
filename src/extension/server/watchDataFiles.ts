import * as vscode from 'vscode';
import { fileChangedNotification } from '../../protocol/language.ts';
import type { Client } from './client.ts';

/** Tables and the files of MNIST and CIFAR-10. */
const DATA_FILES = '**/{*.csv,*.tsv,*.txt,*.gz,*.bin,*-ubyte}';

/** Tells the server of data files that change, and when the workspace becomes trusted, so that lines never show old data. */
export function watchDataFiles(client: Client): readonly vscode.Disposable[] {
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
