import * as vscode from 'vscode';
import { type AnswerMark, marksRequest } from '../../protocol/language.ts';
import type { Client } from '../server/client.ts';
import { ShownTexts } from '../server/shownTexts.ts';

const kinds = ['right', 'wrong', 'follows'] as const;
type Kind = (typeof kinds)[number];

/**
 * ✓ and ✗ beside the lines, in the gutter. They appear when the server has judged, a second after typing stops; a line that is
 * being typed on loses its mark at once.
 */
export class AnswerMarks implements vscode.Disposable {
  private readonly client: Client;
  private readonly react: (document: vscode.TextDocument, marks: readonly AnswerMark[]) => void;
  private readonly subscriptions: vscode.Disposable[] = [];
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
      new ShownTexts(
        client,
        (uri) => this.show(uri),
        ({ document, contentChanges }) => {
          const marked = this.marked.get(document.uri.toString());
          return contentChanges.some(({ range }) => marked?.has(range.start.line) || marked?.has(range.end.line));
        },
      ),
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
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
