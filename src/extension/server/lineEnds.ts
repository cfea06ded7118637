import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { type LineEnd, lineEndsRequest } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import type { Client } from './client.ts';
import { ShownTexts } from './shownTexts.ts';

/** Whether the note that the editor shows no lenses has been given. */
const NOTED = 'backprop.lensesAreOff';

/** Values and gradients at the ends of lines: they never move code. They also take the lenses' place where the editor shows none. */
export class LineEnds implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly client: Client;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly decoration = vscode.window.createTextEditorDecorationType({
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
        editor.setDecorations(this.decoration, columnOf(editor.document, answer.lines));
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
    const settings = t('Open Setting');
    const chosen = await inform(
      t(
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

/** Longer lines do not push the column away: what they say follows them. */
const LONGEST_LINE = 44;
const BETWEEN = 3;

/** Values, then gradients, each in its colour, from one column on. */
function columnOf(document: vscode.TextDocument, ends: readonly LineEnd[]): vscode.DecorationOptions[] {
  const lines = ends.filter(({ line }) => line < document.lineCount);
  const width = (line: number): number => document.lineAt(line).text.length;
  const within = lines.map(({ line }) => width(line)).filter((length) => length <= LONGEST_LINE);
  const column = Math.max(0, ...within);
  return lines.map(({ line, text, gradient, kind }) => {
    const margin = `0 0 0 ${Math.max(0, column - width(line)) + BETWEEN}ch`;
    const words = kind === 'value' ? 'backprop.lineEndValue' : 'backprop.lineEndForeground';
    const shown = (
      contentText: string,
      color: string,
      own: string,
    ): vscode.ThemableDecorationAttachmentRenderOptions => ({
      contentText,
      margin: own,
      color: new vscode.ThemeColor(color),
    });
    // Both stand after the line, for its range is empty: the one before the range comes first.
    const renderOptions = {
      ...(text === '' ? {} : { before: shown(text, words, margin) }),
      ...(gradient === ''
        ? {}
        : { after: shown(gradient, 'backprop.lineEndGradient', text === '' ? margin : `0 0 0 ${BETWEEN}ch`) }),
    };
    return { range: new vscode.Range(line, 1e6, line, 1e6), renderOptions };
  });
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
