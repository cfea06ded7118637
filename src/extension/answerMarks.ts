import * as vscode from 'vscode';
import { type AnswerMark, marksRequest, refreshedNotification } from '../protocol/language.ts';
import type { Client } from './client.ts';

const kinds = ['right', 'wrong', 'follows'] as const;
type Kind = (typeof kinds)[number];

/** Quiet time after a key stroke before the marks are asked for. */
const PAUSE = 120;

/**
 * ✓ and ✗ beside the lines, in the gutter. They appear when the server has judged, a second after typing stops; a line that is
 * being typed on loses its mark at once.
 */
export class AnswerMarks implements vscode.Disposable {
  private readonly client: Client;
  private readonly react: (document: vscode.TextDocument, marks: readonly AnswerMark[]) => void;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** The lines that carry a mark, by document. */
  private readonly marked = new Map<string, ReadonlySet<number>>();
  private readonly decorations: Readonly<Record<Kind, vscode.TextEditorDecorationType>>;

  /** `react` hears of every set of marks. */
  constructor(
    extension: vscode.Uri,
    client: Client,
    react: (document: vscode.TextDocument, marks: readonly AnswerMark[]) => void,
  ) {
    this.client = client;
    this.react = react;
    const decoration = (kind: Kind): vscode.TextEditorDecorationType => {
      const icon = (theme: string): vscode.Uri =>
        vscode.Uri.joinPath(extension, 'media', 'marks', `${kind}-${theme}.svg`);
      return vscode.window.createTextEditorDecorationType({
        light: { gutterIconPath: icon('light') },
        dark: { gutterIconPath: icon('dark') },
        gutterIconSize: '75%',
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      });
    };
    this.decorations = { right: decoration('right'), wrong: decoration('wrong'), follows: decoration('follows') };
    this.subscriptions.push(
      ...Object.values(this.decorations),
      client.on(refreshedNotification, ({ uri }) => this.soon(uri, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId !== 'bp') return;
        const uri = document.uri.toString();
        const marked = this.marked.get(uri);
        const touches = contentChanges.some(
          ({ range }) => marked?.has(range.start.line) || marked?.has(range.end.line),
        );
        this.soon(uri, touches ? 0 : PAUSE);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.all()),
    );
    void client.whenReady().then(
      () => this.all(),
      () => undefined,
    );
  }

  private all(): void {
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

  private async show(uri: string): Promise<void> {
    const editors = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri);
    const [first] = editors;
    if (first === undefined) return;
    const answer = await this.client.ask(marksRequest, { uri });
    if (answer === undefined || first.document.version !== answer.version) return;
    for (const editor of editors)
      for (const kind of kinds)
        editor.setDecorations(
          this.decorations[kind],
          answer.marks
            .filter((mark) => mark.kind === kind && mark.line < editor.document.lineCount)
            .map(({ line }) => new vscode.Range(line, 0, line, 0)),
        );
    this.marked.set(uri, new Set(answer.marks.map(({ line }) => line)));
    this.react(first.document, answer.marks);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
