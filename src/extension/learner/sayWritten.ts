import type * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { note } from '../host/messages.ts';

/** Says in the status bar that a file is on disk, whole: writing it from another machine takes its time. */
export function sayWritten(file: vscode.Uri): void {
  note(t('Saved {0}', file.path.slice(file.path.lastIndexOf('/') + 1)), { done: true, after: 5000 });
}
