import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { NOTEBOOK, type NotebookText, notebookTexts, textOfCell } from '../host/notebookText.ts';
import { answeredOfCell, askedOfText, changeBetween } from './cellWire.ts';
import type { Client } from './client.ts';

/** What the client's messages about one document have in common. */
interface About {
  readonly textDocument?: { readonly uri?: string };
}

const addressIn = (params: unknown): string | undefined => (params as About | null | undefined)?.textDocument?.uri;
const nameOf = (type: string | { readonly method: string }): string => (typeof type === 'string' ? type : type.method);

/** Of a cell it is asked as of a part of the text: the edits of a whole text may be one. */
const FORMATTING = 'textDocument/formatting';

/**
 * Between a client and its server, for whom the cells of a notebook are one document: its text. Cells are not synchronised; each of
 * their changes is a change of the text.
 */
export function notebookMiddleware(): Middleware {
  const sent = new Map<string, NotebookText>();
  const cellsOfOurs = new Set<string>();
  const marked = new Map<string, readonly vscode.Uri[]>();

  const isOurs = (uri: string): boolean => {
    if (cellsOfOurs.has(uri)) return true;
    if (textOfCell(uri) === undefined) return false;
    cellsOfOurs.add(uri);
    return true;
  };
  async function synchronise(send: (method: string, params: object) => Promise<void>): Promise<void> {
    const open = new Map(notebookTexts().map((text) => [text.lines.uri, text]));
    const messages: (readonly [string, object])[] = [];
    for (const uri of [...sent.keys()])
      if (!open.has(uri)) {
        sent.delete(uri);
        messages.push(['textDocument/didClose', { textDocument: { uri } }]);
      }
    for (const [uri, text] of open) {
      const before = sent.get(uri);
      if (before === text) continue;
      sent.set(uri, text);
      const { version } = text;
      const change = before && changeBetween(before.getText(), text.getText());
      if (before === undefined)
        messages.push([
          'textDocument/didOpen',
          { textDocument: { uri, languageId: 'bp', version, text: text.getText() } },
        ]);
      else if (change)
        messages.push(['textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] }]);
    }
    await Promise.all(messages.map(([method, params]) => send(method, params)));
  }
  return {
    sendNotification(type, next, params) {
      const uri = addressIn(params);
      if (uri === undefined || !isOurs(uri)) return next(type, params);
      if (nameOf(type) === 'textDocument/didClose') cellsOfOurs.delete(uri);
      return synchronise((method, about) => next(method, about as typeof params));
    },
    async sendRequest(type, params, token, next) {
      const uri = addressIn(params);
      const text = uri === undefined ? undefined : textOfCell(uri);
      const cell = text?.lines.cells.find((one) => one.uri === uri);
      if (text === undefined || cell === undefined) return next(type, params, token);
      const whole = { start: { line: 0, character: 0 }, end: { line: cell.lineCount, character: 0 } };
      const isFormatting = nameOf(type) === FORMATTING;
      const asked = askedOfText(isFormatting ? { ...params, range: whole } : params, cell, text.lines) as typeof params;
      const answer = await next(isFormatting ? 'textDocument/rangeFormatting' : type, asked, token);
      return answeredOfCell(answer, cell, text.lines) as typeof answer;
    },
    handleDiagnostics(uri, diagnostics, next) {
      const text = notebookTexts().find((one) => one.lines.uri === uri.toString());
      if (text === undefined && !marked.has(uri.toString())) return next(uri, diagnostics);
      const cells = text?.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code) ?? [];
      const uris = cells.map(({ document }) => document.uri);
      for (const old of marked.get(uri.toString()) ?? [])
        if (!uris.some((one) => one.toString() === old.toString())) next(old, []);
      if (text) marked.set(uri.toString(), uris);
      else marked.delete(uri.toString());
      for (const one of uris) next(one, text ? problemsOf(text, one, diagnostics) : []);
    },
  };
}

/** Those that begin in a cell, at their places in it. */
function problemsOf(
  text: NotebookText,
  cell: vscode.Uri,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.Diagnostic[] {
  const lines = text.lines.cells.find(({ uri }) => uri === cell.toString());
  if (lines === undefined) return [];
  const { firstLine, lineCount } = lines;
  return diagnostics.flatMap((one) => {
    const { start, end } = one.range;
    if (start.line < firstLine || start.line >= firstLine + lineCount) return [];
    const last = end.line - firstLine;
    const range =
      last < lineCount
        ? new vscode.Range(start.line - firstLine, start.character, last, end.character)
        : new vscode.Range(start.line - firstLine, start.character, lineCount, 0);
    const moved = new vscode.Diagnostic(range, one.message, one.severity);
    return [Object.assign(moved, { code: one.code, source: one.source, tags: one.tags })];
  });
}

/** Quiet time after a change before the lenses of other cells follow, in milliseconds. */
const PAUSE = 150;

/**
 * Tells the server what changes in a notebook besides its code: prose, and the order of cells. A change of one cell changes the lenses
 * of those below, which the editor would not ask for.
 */
export function followNotebooks(client: Client): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
    const cells = notebook.notebookType === NOTEBOOK ? notebook.getCells() : [];
    const [cell] = cells;
    if (cell === undefined || (contentChanges.length === 0 && !cellChanges.some(({ document }) => document))) return;
    const { uri, version } = cell.document;
    const textDocument = { uri: uri.toString(), version };
    void client.tell({ method: 'textDocument/didChange' }, { textDocument, contentChanges: [] });
    clearTimeout(timer);
    timer = setTimeout(() => {
      const code = cells.find(({ kind }) => kind === vscode.NotebookCellKind.Code);
      if (code && !notebook.isClosed) client.refreshLenses(code.document);
    }, PAUSE);
  });
}
