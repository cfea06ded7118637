import * as vscode from 'vscode';
import { cellsRequest } from '../../protocol/language.ts';
import type { GraphPanels } from '../graph/graphPanels.ts';
import { NOTEBOOK } from '../host/notebookText.ts';
import type { Client } from '../server/client.ts';

interface RunCellParts {
  readonly client: Client;
  readonly graphs: GraphPanels;
  /** With the arguments of a lens: document and cell. */
  readonly train: (args: readonly unknown[]) => Promise<void>;
}

/** What Ctrl+Enter does in other notebooks: a cell with `train(…)` is trained, of any other the graph is shown. */
export async function runCell({ client, graphs, train }: RunCellParts): Promise<void> {
  if (vscode.window.activeNotebookEditor?.notebook.notebookType === NOTEBOOK)
    return vscode.commands.executeCommand('notebook.cell.execute');
  const place = await cellAtCursor(client);
  if (place === undefined) return;
  const { editor, cell } = place;
  const uri = editor.document.uri.toString();
  if (cell.train) await train([uri, cell.index]);
  else if (cell.kind === 'pause') await vscode.commands.executeCommand('backprop.passPause', uri, cell.index);
  else if (cell.kind !== 'markdown') {
    const at = editor.document.offsetAt(editor.selection.active);
    graphs.show({ uri, selection: { from: at, to: at }, what: 'cell' }, undefined);
  }
}

/** The same, and the cursor goes on to the first line below the next cell's marker. */
export async function runCellAndAdvance(parts: RunCellParts): Promise<void> {
  const place = await cellAtCursor(parts.client);
  if (place === undefined) return;
  await runCell(parts);
  const { editor, next } = place;
  if (next === undefined) return;
  const marker = editor.document.positionAt(next.from).line;
  const line = Math.min(marker + 1, editor.document.lineCount - 1);
  const at = new vscode.Position(line, 0);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(marker, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function cellAtCursor(client: Client) {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'bp') return undefined;
  const answer = await client.ask(cellsRequest, { uri: editor.document.uri.toString() });
  const at = editor.document.offsetAt(editor.selection.active);
  const cell = answer?.cells.findLast(({ from }) => from <= at);
  return cell && { editor, cell, next: answer?.cells.find(({ from }) => from > cell.from) };
}
