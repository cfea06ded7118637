import * as vscode from 'vscode';
import { lineEndsRequest, refreshedNotification } from '../protocol/language.ts';
import type { Client } from './client.ts';

/** Quiet time after a key stroke before the grey texts are asked for. */
const PAUSE = 120;

/** Values at the ends of lines, in grey: they never move code. */
export class LineEnds implements vscode.Disposable {
  private readonly client: Client;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 3ch', color: new vscode.ThemeColor('backprop.lineEndForeground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });

  constructor(client: Client) {
    this.client = client;
    this.subscriptions.push(
      this.decoration,
      client.on(refreshedNotification, ({ uri }) => this.soon(uri, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.soon(document.uri.toString(), PAUSE)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('backprop')) this.all();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.all()),
    );
    void client.whenReady().then(
      () => this.all(),
      () => undefined,
    );
  }

  private all(): void {
    for (const editor of vscode.window.visibleTextEditors) this.soon(editor.document.uri.toString(), 0);
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

  private async show(uri: string): Promise<void> {
    const editors = vscode.window.visibleTextEditors.filter(
      ({ document }) => document.languageId === 'bp' && document.uri.toString() === uri,
    );
    if (editors.length === 0) return;
    const place = vscode.workspace.getConfiguration('backprop').get<string>('annotations');
    if (place !== 'lineEnd' && place !== 'both') {
      for (const editor of editors) editor.setDecorations(this.decoration, []);
      return;
    }
    const answer = await this.client.ask(lineEndsRequest, { uri });
    if (answer === undefined) return;
    for (const editor of editors)
      if (editor.document.version === answer.version)
        editor.setDecorations(
          this.decoration,
          answer.lines
            .filter(({ line }) => line < editor.document.lineCount)
            .map(({ line, text }) => ({
              range: new vscode.Range(line, 1e6, line, 1e6),
              renderOptions: { after: { contentText: text } },
            })),
        );
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
