import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { type AnswerMark, reviewRequest } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import { openNewText } from '../host/newText.ts';
import type { Client } from '../server/client.ts';
import { afterReview, dueOn, type Reviewed, withMistake } from './reviewDays.ts';

const KEY = 'backprop.reviews';
/** Left of the questions of the file in front. */
const PRIORITY = 102;
const DAY = 86_400_000;
const MINUTE = 60_000;

/** Days since 1970 by the clock on the wall. */
const today = (): number => {
  const now = new Date();
  return Math.floor((now.getTime() - now.getTimezoneOffset() * MINUTE) / DAY);
};

/**
 * Mistakes that come back after some days, and the status item that says how many are due. Kept by the editor on this machine alone, and
 * never sent anywhere.
 */
export class Reviews implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly client: Client;
  private readonly item = vscode.window.createStatusBarItem(
    'backprop.review',
    vscode.StatusBarAlignment.Right,
    PRIORITY,
  );
  private readonly subscriptions: readonly vscode.Disposable[];
  /** What has been noted in this session: a mark is seen many times. */
  private readonly noted = new Set<string>();

  constructor(context: vscode.ExtensionContext, client: Client) {
    this.context = context;
    this.client = client;
    this.item.name = t('Backprop: Review');
    this.item.command = 'backprop.review';
    // A day may have begun while the window was away.
    this.subscriptions = [this.item, vscode.window.onDidChangeWindowState(() => this.show())];
    this.show();
  }

  note({ uri }: vscode.TextDocument, marks: readonly AnswerMark[]): void {
    for (const { kind, question, mistake } of marks) {
      const key = `${uri.toString()} ${question} ${mistake}`;
      if (kind !== 'wrong' || mistake === undefined || this.noted.has(key)) continue;
      this.noted.add(key);
      void this.keep(withMistake(this.kept(), mistake, today()));
    }
  }

  /** Opens the questions that are due; those about given mistakes where a caller names some. */
  async open(named?: unknown): Promise<void> {
    const mistakes = Array.isArray(named) ? named.map(String) : dueOn(this.kept(), today());
    if (mistakes.length === 0) {
      void inform(
        this.kept().length === 0
          ? t('There is nothing to review: mistakes that you make come back here after two days.')
          : t('There is nothing to review today.'),
      );
      return;
    }
    const wish = { mistakes, seed: Math.floor(Math.random() * 1_000_000) };
    const made = await this.client.askPatiently(reviewRequest, wish, t('Choosing questions'));
    if (made === undefined) return;
    await this.keep(afterReview(this.kept(), mistakes, today()));
    if (made === null) return;
    const editor = await openNewText(t('Review'), made.text);
    const first = made.text.indexOf('= ?') + 2;
    editor.selection = new vscode.Selection(editor.document.positionAt(first), editor.document.positionAt(first + 1));
  }

  private kept(): readonly Reviewed[] {
    return this.context.globalState.get<readonly Reviewed[]>(KEY, []);
  }

  private async keep(reviews: readonly Reviewed[]): Promise<void> {
    await this.context.globalState.update(KEY, reviews);
    this.show();
  }

  private show(): void {
    const count = dueOn(this.kept(), today()).length;
    if (count === 0) {
      this.item.hide();
      return;
    }
    this.item.text = `$(history) ${t('{0} to review', count)}`;
    this.item.tooltip = t('Questions about rules that you have broken before. Select to answer them.');
    this.item.accessibilityInformation = { label: t('Backprop: {0} to review', count), role: 'button' };
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
