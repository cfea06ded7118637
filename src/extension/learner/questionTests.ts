import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { judgeNotification, type QuestionInfo, questionsRequest } from '../../protocol/language.ts';
import type { Client } from '../server/client.ts';
import { ShownTexts } from '../server/shownTexts.ts';

/** The questions of open files in the Test Explorer: file, cell, question. Verdicts are those beside the lines; to run means to mark now. */
export class QuestionTests implements vscode.Disposable {
  private readonly client: Client;
  private readonly controller: vscode.TestController;
  private readonly subscriptions: readonly vscode.Disposable[];
  /** The last verdicts that were published, by document: the same ones are not a run of their own. */
  private readonly published = new Map<string, string>();

  constructor(client: Client) {
    this.client = client;
    this.controller = vscode.tests.createTestController('backprop.questions', 'Backprop Tutor');
    this.controller.createRunProfile(
      t('Mark now'),
      vscode.TestRunProfileKind.Run,
      (request) => this.markNow(request),
      true,
    );
    this.controller.refreshHandler = () => texts.all();
    const texts = new ShownTexts(client, (uri) => this.show(uri, false));
    this.subscriptions = [
      this.controller,
      texts,
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.controller.items.delete(uri.toString());
        this.published.delete(uri.toString());
      }),
    ];
  }

  private async markNow(request: vscode.TestRunRequest): Promise<void> {
    const files = new Set((request.include ?? [...this.controller.items].map(([, item]) => item)).map(uriOf));
    for (const uri of files) {
      await this.client.tell(judgeNotification, { uri });
      await this.show(uri, true);
    }
  }

  private async show(uri: string, always: boolean): Promise<void> {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    const answer = document && (await this.client.ask(questionsRequest, { uri }));
    if (document === undefined || answer === undefined || answer.version !== document.version) return;
    if (answer.questions.length === 0) {
      this.controller.items.delete(uri);
      this.published.delete(uri);
      return;
    }
    const items = this.tree(document, answer.questions);
    const verdicts = JSON.stringify(answer.questions.map(({ key, kind, message }) => [key, kind, message]));
    if (!always && this.published.get(uri) === verdicts) return;
    this.published.set(uri, verdicts);
    this.publish(answer.questions, items);
  }

  /** Items keep their identity, so that what is open in the tree stays open. */
  private tree(
    document: vscode.TextDocument,
    questions: readonly QuestionInfo[],
  ): ReadonlyMap<string, vscode.TestItem> {
    const uri = document.uri.toString();
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    const file = this.controller.items.get(uri) ?? this.controller.createTestItem(uri, name, document.uri);
    const items = new Map<string, vscode.TestItem>();
    const cells = new Map<number, { readonly item: vscode.TestItem; readonly children: vscode.TestItem[] }>();
    for (const { key, label, cell, cellTitle, line } of questions) {
      const id = `cell ${cell}`;
      const title = cellTitle === '' ? t('Cell {0}', cell + 1) : cellTitle;
      const parent = cells.get(cell) ?? {
        item: sameItem(file.children.get(id), title) ?? this.controller.createTestItem(id, title, document.uri),
        children: [],
      };
      cells.set(cell, parent);
      const item =
        sameItem(parent.item.children.get(key), label) ?? this.controller.createTestItem(key, label, document.uri);
      // Without a range: the lines have their ✓ and ✗ already, and need no second mark and no message in the text.
      item.description = t('line {0}', line + 1);
      item.sortText = String(line).padStart(7, '0');
      parent.item.sortText ??= item.sortText;
      parent.children.push(item);
      items.set(key, item);
    }
    for (const { item, children } of cells.values()) item.children.replace(children);
    file.children.replace([...cells.values()].map(({ item }) => item));
    this.controller.items.add(file);
    return items;
  }

  private publish(questions: readonly QuestionInfo[], items: ReadonlyMap<string, vscode.TestItem>): void {
    const run = this.controller.createTestRun(new vscode.TestRunRequest([...items.values()]), undefined, false);
    for (const { key, kind, message } of questions) {
      const item = items.get(key);
      if (item === undefined) continue;
      if (kind === 'right') run.passed(item);
      else if (kind === 'open') run.skipped(item);
      else run.failed(item, new vscode.TestMessage(message));
    }
    run.end();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

const sameItem = (item: vscode.TestItem | undefined, label: string): vscode.TestItem | undefined =>
  item?.label === label ? item : undefined;

/** The file that an item of the tree belongs to. */
function uriOf(item: vscode.TestItem): string {
  let top = item;
  while (top.parent) top = top.parent;
  return top.id;
}
