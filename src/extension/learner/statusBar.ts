import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { type CellInfo, cellsRequest, refreshedNotification } from '../../protocol/language.ts';
import { type BpText, textOfCell } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';
import type { LessonProgress } from './lessons.ts';

/** Quiet time after a key stroke before the questions are counted. */
const PAUSE = 250;

/** Left of the cursor's line and column, among what is told about the file in front. */
const PRIORITY = 101;

/** The one status-bar item: how many questions of the file in front are answered, cell by cell in its tooltip. */
export class StatusBar implements vscode.Disposable {
  private readonly client: Client;
  private readonly progress: LessonProgress;
  private readonly item = vscode.window.createStatusBarItem(
    'backprop.questions',
    vscode.StatusBarAlignment.Right,
    PRIORITY,
  );
  private readonly subscriptions: readonly vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, progress: LessonProgress) {
    this.client = client;
    this.progress = progress;
    this.item.name = t('Backprop: Questions');
    this.subscriptions = [
      this.item,
      client.onReady(() => this.soon(undefined, 0)),
      client.on(refreshedNotification, ({ uri }) => this.soon(uri, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.soon(document.uri.toString(), PAUSE)),
      vscode.window.onDidChangeActiveTextEditor(() => this.soon(undefined, 0)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.soon(undefined, 0)),
    ];
    this.soon(undefined, 0);
  }

  private soon(uri: string | undefined, after: number): void {
    const text = uri === undefined ? undefined : (textOfCell(uri)?.lines.uri ?? uri);
    if (text !== undefined && text !== inFront()?.uri.toString()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.show(), after);
  }

  private async show(): Promise<void> {
    const document = inFront();
    const answer = document && (await this.client.ask(cellsRequest, { uri: document.uri.toString() }));
    if (document?.uri.toString() !== inFront()?.uri.toString()) return;
    const asking = (answer?.cells ?? []).filter(({ questions }) => questions > 0);
    if (document === undefined || asking.length === 0) {
      this.item.hide();
      return;
    }
    const asked = total(asking, ({ questions }) => questions);
    const right = total(asking, (cell) => cell.right);
    const done = asking.every(({ open }) => open.length === 0);
    if (done) await this.progress.finish(document, asked);
    // The walkthrough ticks its step by this.
    if (right > 0) void vscode.commands.executeCommand('setContext', 'backprop.answered', true);
    this.item.text = t('{0} {1}/{2} answered', done ? '$(pass-filled)' : '$(check)', right, asked);
    this.item.tooltip = tooltip(asking, done);
    this.item.accessibilityInformation = {
      label: t('Backprop: {0} of {1} questions answered correctly', right, asked),
      role: 'button',
    };
    this.item.command = done ? 'backprop.openLesson' : 'backprop.nextQuestion';
    this.item.show();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** The `.bp` file that is read: the active editor's, or the visible one beside a panel that has the focus. */
function inFront(): BpText | undefined {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isBp);
  return editor && isBp(editor) ? (textOfCell(editor.document.uri.toString()) ?? editor.document) : undefined;
}

const isBp = ({ document }: vscode.TextEditor): boolean => document.languageId === 'bp';

const total = (cells: readonly CellInfo[], count: (cell: CellInfo) => number): number =>
  cells.reduce((sum, cell) => sum + count(cell), 0);

function tooltip(cells: readonly CellInfo[], done: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['backprop.showScore'] };
  for (const { title, questions, right, answered, hints, revealed, open } of cells) {
    text.appendMarkdown(open.length === 0 ? '✓ ' : '– ');
    text.appendText(title || t('Questions'));
    text.appendText(`: ${t('{0} of {1} right', right, questions)}`);
    if (answered < questions) text.appendText(`, ${t('{0} open', questions - answered)}`);
    if (hints > 0) text.appendText(`, ${hints === 1 ? t('1 hint') : t('{0} hints', hints)}`);
    if (revealed > 0) text.appendText(`, ${t('{0} revealed', revealed)}`);
    text.appendMarkdown('\n\n');
  }
  text.appendMarkdown('---\n\n');
  text.appendText(done ? t('Select to choose the next lesson.') : t('Select for the next one.'));
  text.appendMarkdown(`\n\n[${t('Score')}](command:backprop.showScore)`);
  return text;
}
