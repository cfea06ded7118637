import * as vscode from 'vscode';
import { lineEndsRequest } from '../../protocol/language.ts';
import type { Client } from './client.ts';
import { ShownTexts } from './shownTexts.ts';

/** Values at the ends of lines, in grey: they never move code. */
export class LineEnds implements vscode.Disposable {
  private readonly client: Client;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 3ch', color: new vscode.ThemeColor('backprop.lineEndForeground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });

  constructor(client: Client) {
    this.client = client;
    const texts = new ShownTexts(client, (uri) => this.show(uri));
    this.subscriptions.push(
      this.decoration,
      texts,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('backprop')) texts.all();
      }),
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
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
