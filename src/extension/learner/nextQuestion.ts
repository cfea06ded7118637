import * as vscode from 'vscode';
import { cellsRequest } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import type { Client } from '../server/client.ts';

/** Selects the next answer that is missing or not right: below the cursor, else from the top. Typing replaces it. */
export async function nextQuestion(client: Client, document: vscode.TextDocument, cursor: number): Promise<void> {
  const answer = await client.ask(cellsRequest, { uri: document.uri.toString() });
  if (answer === undefined) return;
  const open = answer.cells.flatMap((cell) => cell.open);
  const next = open.find(({ from }) => from > cursor) ?? open[0];
  if (next === undefined) {
    const asked = answer.cells.some(({ questions }) => questions > 0);
    void inform(
      asked ? vscode.l10n.t('Every question here is answered.') : vscode.l10n.t('There are no questions in this file.'),
    );
    return;
  }
  const range = new vscode.Range(document.positionAt(next.from), document.positionAt(next.to));
  // Beside a panel that has the focus, and not over it.
  const column = vscode.window.visibleTextEditors.find((shown) => shown.document === document)?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, {
    selection: range,
    ...(column === undefined ? {} : { viewColumn: column }),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
