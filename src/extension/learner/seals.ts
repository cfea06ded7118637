import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { sealRequest } from '../../protocol/language.ts';
import { fitsSeal, type Seal } from '../../protocol/seal.ts';
import { inform } from '../host/messages.ts';
import type { Client } from '../server/client.ts';

interface Sealed {
  readonly seal: Seal;
  /** The newest text that has all that is given. */
  good: string;
  isRepairing: boolean;
}

/** A repair that others' edits overtake is tried again. */
const MOST_TRIES = 50;
/** Milliseconds before the sentence is said again. */
const SAID_AGAIN = 5000;

/**
 * Keeps given cells as they are: a change to their text, answers aside, is taken back by one edit. A seat belt, not a safe: a
 * hand-in is marked in the text that was handed out.
 */
export class Seals implements vscode.Disposable {
  private readonly client: Client;
  private readonly sealed = new Map<string, Sealed>();
  private readonly unlocked = new Set<string>();
  private readonly subscriptions: readonly vscode.Disposable[];
  private said = 0;

  constructor(client: Client) {
    this.client = client;
    this.subscriptions = [
      client.onReady(() => {
        for (const document of vscode.workspace.textDocuments) void this.take(document);
      }),
      vscode.workspace.onDidOpenTextDocument((document) => void this.take(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.sealed.delete(uri.toString());
        this.unlocked.delete(uri.toString());
      }),
      vscode.workspace.onDidChangeTextDocument((change) => void this.changed(change)),
    ];
  }

  /** The given cells of an author's own file can be written again until it is closed. */
  unlock(document: vscode.TextDocument): void {
    this.unlocked.add(document.uri.toString());
    this.sealed.delete(document.uri.toString());
  }

  isSealed(document: vscode.TextDocument): boolean {
    return this.sealed.has(document.uri.toString());
  }

  private async take(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (document.languageId !== 'bp' || this.unlocked.has(uri)) return;
    const { version } = document;
    const text = document.getText();
    const answer = await this.client.ask(sealRequest, { uri });
    if (!answer || document.isClosed) return;
    // The seal is that of a later text, which was typed in the meantime.
    if (answer.version > version) await this.take(document);
    else if (answer.seal && answer.version === version && fitsSeal(answer.seal, text))
      this.sealed.set(uri, { seal: answer.seal, good: text, isRepairing: false });
  }

  private async changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): Promise<void> {
    const sealed = this.sealed.get(document.uri.toString());
    if (sealed === undefined || contentChanges.length === 0) return;
    const text = document.getText();
    if (fitsSeal(sealed.seal, text)) {
      sealed.good = text;
      return;
    }
    if (!document.isDirty && reason === undefined) {
      // The file has changed on disk: what is given now is what it says.
      this.sealed.delete(document.uri.toString());
      await this.take(document);
      return;
    }
    if (sealed.isRepairing) return;
    sealed.isRepairing = true;
    try {
      await this.repair(document, sealed, reason);
    } finally {
      sealed.isRepairing = false;
    }
  }

  private async repair(
    document: vscode.TextDocument,
    sealed: Sealed,
    reason: vscode.TextDocumentChangeReason | undefined,
  ): Promise<void> {
    const isFront = (): boolean => vscode.window.activeTextEditor?.document === document;
    // Past the change and past its taking back, so that neither stops the way through the history.
    for (let tries = 0; reason !== undefined && tries < MOST_TRIES && isFront(); tries++) {
      const before = document.version;
      await vscode.commands.executeCommand(reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo');
      if (fitsSeal(sealed.seal, document.getText())) return;
      if (document.version === before) break;
    }
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const text = document.getText();
      if (document.isClosed || fitsSeal(sealed.seal, text)) break;
      await replace(document, differenceOf(text, sealed.good));
    }
    this.say(document);
  }

  private say(document: vscode.TextDocument): void {
    const now = Date.now();
    if (now - this.said < SAID_AGAIN) return;
    this.said = now;
    const words = t('This text is given, so your change to it was taken back; the answers are yours to write.');
    const unlock = t('Unlock This File');
    void inform(words, unlock).then((chosen) => {
      if (chosen === unlock) this.unlock(document);
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

interface Difference {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The smallest stretch of a text that has to be replaced to get another. */
export function differenceOf(now: string, wanted: string): Difference {
  const most = Math.min(now.length, wanted.length);
  let head = 0;
  while (head < most && now[head] === wanted[head]) head++;
  let tail = 0;
  while (tail < most - head && now[now.length - 1 - tail] === wanted[wanted.length - 1 - tail]) tail++;
  return { from: head, to: now.length - tail, text: wanted.slice(head, wanted.length - tail) };
}

/** One undoable edit of the text as it is; false where it has moved on. */
async function replace(document: vscode.TextDocument, { from, to, text }: Difference): Promise<boolean> {
  const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  if (editor) return editor.edit((edit) => edit.replace(range, text));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  return vscode.workspace.applyEdit(edit);
}
