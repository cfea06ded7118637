import * as vscode from 'vscode';
import { refreshedNotification } from '../../protocol/language.ts';
import type { Client } from './client.ts';

/** Quiet time after a key stroke before anything is asked for. */
const PAUSE = 120;

/** Calls `show` for the `.bp` texts in visible editors whenever what is shown beside them may have changed. */
export class ShownTexts implements vscode.Disposable {
  private readonly show: (uri: string) => Promise<void>;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly subscriptions: readonly vscode.Disposable[];

  /** `isUrgent`: whether a change is not to wait for a pause. */
  constructor(
    client: Client,
    show: (uri: string) => Promise<void>,
    isUrgent: (change: vscode.TextDocumentChangeEvent) => boolean = () => false,
  ) {
    this.show = show;
    this.subscriptions = [
      client.onReady(() => this.all()),
      client.on(refreshedNotification, ({ uri }) => this.soon(uri, 0)),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document.languageId !== 'bp') return;
        this.soon(change.document.uri.toString(), isUrgent(change) ? 0 : PAUSE);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.all()),
    ];
  }

  all(): void {
    for (const { document } of vscode.window.visibleTextEditors)
      if (document.languageId === 'bp') this.soon(document.uri.toString(), 0);
  }

  private soon(uri: string, after: number): void {
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => {
        this.timers.delete(uri);
        void this.show(uri);
      }, after),
    );
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
