import * as vscode from 'vscode';
import { t } from '../../core/base/words.ts';
import { cellsRequest } from '../../protocol/language.ts';
import { inform } from '../host/messages.ts';
import { type BpText, placeToShow } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';

/** Selects the next answer that is missing or not right: below the cursor, else from the top. Typing replaces it. */
export async function nextQuestion(client: Client, text: BpText, cursor: number): Promise<void> {
  const answer = await client.ask(cellsRequest, { uri: text.uri.toString() });
  if (answer === undefined) return;
  const open = answer.cells.flatMap((cell) => cell.open);
  const next = open.find(({ from }) => from > cursor) ?? open[0];
  if (next === undefined) {
    const asked = answer.cells.some(({ questions }) => questions > 0);
    void inform(asked ? t('Every question here is answered.') : t('There are no questions in this file.'));
    return;
  }
  const [start, end] = [placeToShow(text, text.positionAt(next.from)), placeToShow(text, text.positionAt(next.to))];
  if (start === undefined || end === undefined) return;
  const document = await vscode.workspace.openTextDocument(start.document.uri);
  const range = new vscode.Range(start.position, end.position);
  // Beside a panel that has the focus, and not over it.
  const column = vscode.window.visibleTextEditors.find((shown) => shown.document === document)?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, {
    selection: range,
    ...(column === undefined ? {} : { viewColumn: column }),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
