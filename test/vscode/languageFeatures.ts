import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText, untilLens } from './editing.ts';

const TEXT = `# %% First
x = -2; y = 5
q = x + y
f = q * q

# %% Second
W = param([[1, 2], [3, 4]])
s = sum(W @ W.T)
`;

const at = (line: number, character: number): vscode.Position => new vscode.Position(line, character);
const ask = <Result>(command: string, ...args: readonly unknown[]): Thenable<Result> =>
  vscode.commands.executeCommand<Result>(command, ...args);

/** The text after the edits of a code action, a rename or a formatting. */
async function apply(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): Promise<string> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [...edits]);
  await vscode.workspace.applyEdit(edit);
  return document.getText();
}

describe('each feature of the language, once, through the editor', () => {
  afterEach(closeEverything);

  it('finds, names and shows: definition, references, highlights, rename, symbols, folding, tokens, selection', async () => {
    const document = await openText(TEXT);
    await untilLens(document, 'f = 9');
    const { uri } = document;
    const [definition] = await ask<vscode.Location[]>('vscode.executeDefinitionProvider', uri, at(3, 4));
    assert.equal(definition?.range.start.line, 2);
    const references = await ask<vscode.Location[]>('vscode.executeReferenceProvider', uri, at(2, 0));
    assert.deepEqual(
      references.map(({ range }) => [range.start.line, range.start.character]),
      [
        [2, 0],
        [3, 4],
        [3, 8],
      ],
    );
    const highlights = await ask<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', uri, at(2, 0));
    assert.equal(highlights.length, 3);
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['First', ['x', 'y', 'q', 'f']],
        ['Second', ['W', 's']],
      ],
    );
    const everywhere = await ask<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'q');
    assert.ok(everywhere.some(({ name }) => name === 'q'));
    const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
    assert.ok(folds.some(({ start }) => start === 0) && folds.some(({ start }) => start === 5));
    const tokens = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
    assert.ok(tokens.data.length >= 5 * 8);
    const [selection] = await ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', uri, [at(3, 4)]);
    assert.equal(document.getText(selection?.range), 'q');
    assert.equal(document.getText(selection?.parent?.range), 'q * q');
    const renamed = await ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, at(2, 0), 'total');
    assert.match(await apply(document, renamed.get(uri)), /total = x \+ y\nf = total \* total/);
    await assert.rejects(async () => ask('vscode.executeDocumentRenameProvider', uri, at(2, 0), 'x'), /x/);
  });

  it('writes: completion, signatures, formatting, code actions, inlay hints', async () => {
    const document = await openText('x=2\ng = sigm\nh = softmax(\nv = [1,2]\nu = v*x\nf = sum(u)\n');
    const { uri } = document;
    await untilLens(document, 'f = 6');
    const completion = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, at(1, 8));
    assert.ok(completion.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'sigmoid'));
    const signature = await ask<vscode.SignatureHelp>('vscode.executeSignatureHelpProvider', uri, at(2, 12), '(');
    assert.match(signature.signatures[0]?.label ?? '', /^softmax\(/);
    const actions = await ask<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(4, 0, 4, 1),
    );
    const differentiate = actions.find(({ title }) => title === 'Differentiate f with respect to u');
    assert.match(await apply(document, differentiate?.edit?.get(uri) ?? []), /backward\(f\)\ndu = grad\(u\)/);
    const format = await ask<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', uri, { tabSize: 2 });
    assert.match(await apply(document, format), /^x = 2\ng = sigm\nh = softmax\(\nv = \[1, 2\]\nu = v \* x\n/);
    const settings = vscode.workspace.getConfiguration('backprop');
    await settings.update('inlayHints.shapes', true, vscode.ConfigurationTarget.Global);
    const hints = await until('inlay hints with shapes', async () => {
      const found = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, new vscode.Range(0, 0, 9, 0));
      return found.length > 0 && found;
    });
    assert.ok(hints.some(({ label }) => String(label).includes('(2,)')));
    await settings.update('inlayHints.shapes', undefined, vscode.ConfigurationTarget.Global);
  });

  it('runs a cell and goes on to the next, as notebooks do', async () => {
    const document = await openText(TEXT);
    await untilLens(document, 'f = 9');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(at(2, 0), at(2, 0));
    await ask('backprop.runCellAndAdvance');
    assert.equal(editor.selection.active.line, 6);
    await until('the graph', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputWebview)),
    );
  });
});
