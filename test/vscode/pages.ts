import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText } from './editing.ts';

const tabs = (): readonly string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));
const pageCalled = (title: string): Promise<boolean> =>
  until(`a page «${title}»`, () => tabs().includes(title) || undefined);

describe('a page', () => {
  afterEach(closeEverything);

  it('shows what was asked for, and leaves nothing to be saved', async () => {
    await openText('x = 2; y = 3\nheight = x * y\n');
    await vscode.commands.executeCommand('backprop.checkGradients');
    await pageCalled('Gradient check of height');
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isUntitled, languageId }) => isUntitled && languageId === 'markdown'),
      [],
    );
  });

  it('takes the place of the one with the same title', async () => {
    await openText('x = 2; y = 3\nwidth = x * y\n');
    await vscode.commands.executeCommand('backprop.checkGradients');
    await pageCalled('Gradient check of width');
    await vscode.commands.executeCommand('backprop.checkGradients');
    assert.equal(tabs().filter((label) => label === 'Gradient check of width').length, 1);
  });

  it('explains the problem at the cursor, and all of them where there is none', async () => {
    const document = await openText('A = [[1, 2], [3, 4]]\ny = [1, 2, 3]\nq = A @ y\n');
    await until('the problem', () => vscode.languages.getDiagnostics(document.uri)[0]);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 4, 2, 4);
    await vscode.commands.executeCommand('backprop.explainProblem');
    await pageCalled('Shapes that do not fit');
    await vscode.commands.executeCommand('backprop.explainProblem', 'all');
    await pageCalled('Problems, explained');
  });

  it('describes the language', async () => {
    await vscode.commands.executeCommand('backprop.languageReference');
    await pageCalled('Language reference');
  });
});
