import * as vscode from 'vscode';
import { type LearnerRecord, recordedNotification, recordRequest } from '../../protocol/language.ts';
import { fileOf } from '../host/notebookText.ts';
import { addressAfter, type Renaming } from '../host/renaming.ts';
import type { Client } from '../server/client.ts';

const KEY = 'backprop.records';
/** Records of so many documents are kept: those that were changed last. */
const MOST = 200;

interface Kept {
  readonly uri: string;
  readonly record: LearnerRecord;
}

/**
 * Hints, reveals, bets and probes of each document: kept by the editor with the workspace, so that they outlive a reload of the
 * window. They stay on this machine, and nothing is written into the document.
 */
export class LearnerRecords implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly subscriptions: readonly vscode.Disposable[];
  /** The last untitled document that was closed, which may live on as a file. */
  private closed: { readonly text: string; readonly record: LearnerRecord } | undefined;

  constructor(context: vscode.ExtensionContext, client: Client) {
    this.context = context;
    // A file has one record, whether it is open as text or as a notebook.
    client.answer(recordRequest, async ({ uri }) => ({ record: this.recordFor(fileOf(uri).toString()) }));
    this.subscriptions = [
      client.on(recordedNotification, ({ uri, record }) => void this.keep(fileOf(uri).toString(), record)),
      vscode.workspace.onDidCloseTextDocument((document) => void this.forgetUntitled(document)),
      // The file under its new name is opened, and its record asked for, before the renaming is over.
      vscode.workspace.onWillRenameFiles(({ files, waitUntil }) => waitUntil(this.copy(files))),
      vscode.workspace.onDidRenameFiles(({ files }) => void this.dropOld(files)),
    ];
  }

  private kept(): readonly Kept[] {
    return this.context.workspaceState.get<readonly Kept[]>(KEY, []);
  }

  private async keep(uri: string, record: LearnerRecord): Promise<void> {
    const others = this.kept().filter((one) => one.uri !== uri);
    const isEmpty = Object.values(record).every(({ length }) => length === 0);
    await this.context.workspaceState.update(KEY, isEmpty ? others : [{ uri, record }, ...others].slice(0, MOST));
  }

  private of(uri: string): LearnerRecord | undefined {
    return this.kept().find((one) => one.uri === uri)?.record;
  }

  /** A file that an untitled document has just been saved as takes its record over. */
  private recordFor(uri: string): LearnerRecord | null {
    const known = this.of(uri);
    if (known) return known;
    const documents = vscode.workspace.textDocuments;
    const text = documents.find((document) => document.uri.toString() === uri)?.getText();
    if (text === undefined || uri.startsWith('untitled:')) return null;
    const twin = documents.find((document) => document.isUntitled && document.getText() === text);
    const record = twin ? this.of(twin.uri.toString()) : this.closed?.text === text ? this.closed.record : undefined;
    if (record) void this.keep(uri, record);
    return record ?? null;
  }

  /** Another untitled document will have the same name. */
  private async forgetUntitled(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    const record = document.isUntitled ? this.of(uri) : undefined;
    if (record === undefined) return;
    this.closed = { text: document.getText(), record };
    await this.context.workspaceState.update(
      KEY,
      this.kept().filter((one) => one.uri !== uri),
    );
  }

  private async copy(files: readonly Renaming[]): Promise<void> {
    const copies = this.kept().flatMap(({ uri, record }) => {
      const renamed = addressAfter(uri, files);
      return renamed === undefined ? [] : [{ uri: renamed, record }];
    });
    const taken = new Set(copies.map(({ uri }) => uri));
    if (copies.length > 0)
      await this.context.workspaceState.update(
        KEY,
        [...copies, ...this.kept().filter(({ uri }) => !taken.has(uri))].slice(0, MOST),
      );
  }

  private async dropOld(files: readonly Renaming[]): Promise<void> {
    const left = this.kept().filter(({ uri }) => addressAfter(uri, files) === undefined);
    if (left.length < this.kept().length) await this.context.workspaceState.update(KEY, left);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
