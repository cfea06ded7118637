/** The editor's short messages. What they quote from a file or a path stays text. */
import * as vscode from 'vscode';
import { editorText } from '../../core/base/quoting.ts';

/** The button that was chosen; undefined where the message was closed. */
type Chosen = Thenable<string | undefined>;

export const inform = (text: string, ...buttons: readonly string[]): Chosen =>
  vscode.window.showInformationMessage(editorText(text), ...buttons);

export const warn = (text: string, ...buttons: readonly string[]): Chosen =>
  vscode.window.showWarningMessage(editorText(text), ...buttons);

export const showError = (text: string, ...buttons: readonly string[]): Chosen =>
  vscode.window.showErrorMessage(editorText(text), ...buttons);

/** For some seconds in the status bar, after a tick where something is done. */
export const note = (text: string, { done = false, after = 3000 } = {}): void =>
  void vscode.window.setStatusBarMessage(`${done ? '$(check) ' : ''}${editorText(text)}`, after);
