import * as vscode from 'vscode';
import { lineEndsRequest } from '../../protocol/language.ts';
import type { Client } from './client.ts';
import { ShownTexts } from './shownTexts.ts';

/** Whether the note that the editor shows no lenses has been given. */
const NOTED = 'backprop.lensesAreOff';

/** Values at the ends of lines, in grey: they never move code. They also take the lenses' place where the editor shows none. */
export class LineEnds implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly client: Client;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 3ch', color: new vscode.ThemeColor('backprop.lineEndForeground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });

  constructor(context: vscode.ExtensionContext, client: Client) {
    this.context = context;
    this.client = client;
    const texts = new ShownTexts(client, (uri) => this.show(uri));
    this.subscriptions.push(
      this.decoration,
      texts,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (['backprop', ...Object.values(LENS_SETTINGS)].some((section) => change.affectsConfiguration(section)))
          texts.all();
      }),
    );
  }

  private async show(uri: string): Promise<void> {
    const editors = vscode.window.visibleTextEditors.filter(
      ({ document }) => document.languageId === 'bp' && document.uri.toString() === uri,
    );
    if (editors.length === 0) return;
    const shown = editors.filter((editor) => this.belongsIn(editor));
    for (const editor of editors) if (!shown.includes(editor)) editor.setDecorations(this.decoration, []);
    if (shown.length === 0) return;
    const answer = await this.client.ask(lineEndsRequest, { uri });
    if (answer === undefined) return;
    for (const editor of shown)
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

  private belongsIn(editor: vscode.TextEditor): boolean {
    const place = vscode.workspace.getConfiguration('backprop').get<string>('annotations');
    if (place === 'lineEnd' || place === 'both') return true;
    if (place === 'off') return false;
    const setting = lensSettingOf(editor);
    if (vscode.workspace.getConfiguration(undefined, editor.document).get<boolean>(setting) !== false) return false;
    // A comparison shows no lenses unless that is asked for: only who has switched them off everywhere is surprised.
    if (setting === LENS_SETTINGS.file) void this.note();
    return true;
  }

  /** Once: where the values are, and where to find what lenses would do. */
  private async note(): Promise<void> {
    if (this.context.globalState.get<boolean>(NOTED) === true) return;
    await this.context.globalState.update(NOTED, true);
    const settings = vscode.l10n.t('Open Setting');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'This editor shows no lenses ("editor.codeLens" is off), so values and gradients appear at the end of each line. Hint, Reveal and Train are commands: press F1 and type Backprop.',
      ),
      settings,
    );
    if (chosen === settings) await vscode.commands.executeCommand('workbench.action.openSettings', LENS_SETTINGS.file);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

const LENS_SETTINGS = { file: 'editor.codeLens', comparison: 'diffEditor.codeLens' } as const;

/** An editor inside a comparison has no column of its own. */
function lensSettingOf({ viewColumn, document }: vscode.TextEditor): string {
  const uri = document.uri.toString();
  const isCompared = vscode.window.tabGroups.all.some(({ activeTab }) => {
    const input = activeTab?.input;
    return (
      input instanceof vscode.TabInputTextDiff && [input.original, input.modified].some((one) => one.toString() === uri)
    );
  });
  return viewColumn === undefined && isCompared ? LENS_SETTINGS.comparison : LENS_SETTINGS.file;
}
