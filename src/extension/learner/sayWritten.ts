import type * as vscode from 'vscode';
import { note } from '../host/messages.ts';

/** Says in the status bar that a file is on disk, whole: writing it from another machine takes its time. */
export function sayWritten(file: vscode.Uri): void {
  note(`Saved ${file.path.slice(file.path.lastIndexOf('/') + 1)}`, { done: true, after: 5000 });
}
