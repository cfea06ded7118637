import * as vscode from 'vscode';

/** Says in the status bar that a file is on disk, whole: writing it from another machine takes its time. */
export function sayWritten(file: vscode.Uri): void {
  vscode.window.setStatusBarMessage(`$(check) Saved ${file.path.slice(file.path.lastIndexOf('/') + 1)}`, 5000);
}
