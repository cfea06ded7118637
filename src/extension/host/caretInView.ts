import * as vscode from 'vscode';

/** Fewer new lines do not push the caret far. */
const FEWEST = 4;
/** Lenses come sooner. In milliseconds. */
const PATIENCE = 10_000;
/** With lenses above them fewer lines find room. Scrolling keeps their number, so whoever scrolls is left alone. */
const PUSHED = 0.9;

/**
 * Lines that come many at a time, as by a paste or an undo, get their lenses a moment later. The editor keeps the line at the top
 * where it is, so the caret can be pushed out of view: then it is brought back, once.
 */
export function keepCaretInView(): vscode.Disposable {
  const lengths = new WeakMap<vscode.TextEditor, number>();
  let inserted: { readonly document: vscode.TextDocument; readonly version: number; readonly at: number } | undefined;
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document !== vscode.window.activeTextEditor?.document) return;
      const isMany = contentChanges.some(({ text }) => text.split('\n', FEWEST + 1).length > FEWEST);
      const { version } = document;
      inserted = isMany && document.languageId === 'bp' ? { document, version, at: Date.now() } : undefined;
    }),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const lines = visibleRanges.reduce((sum, { start, end }) => sum + end.line - start.line + 1, 0);
      const before = lengths.get(textEditor);
      lengths.set(textEditor, lines);
      const { document, selection } = textEditor;
      if (inserted?.document !== document || before === undefined || lines > PUSHED * before) return;
      const isLate = inserted.version !== document.version || Date.now() - inserted.at > PATIENCE;
      if (!isLate && visibleRanges.some((range) => range.contains(selection.active))) return;
      inserted = undefined;
      if (!isLate) textEditor.revealRange(new vscode.Range(selection.active, selection.active));
    }),
  );
}
