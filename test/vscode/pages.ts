import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText } from './editing.ts';

const pageWith = (words: string): Promise<vscode.TextDocument> =>
  until(`a page with «${words}»`, () =>
    vscode.workspace.textDocuments.find(
      ({ uri, languageId, getText }) =>
        uri.scheme === 'backprop-page' && languageId === 'markdown' && getText().includes(words),
    ),
  );

describe('a page', () => {
  afterEach(closeEverything);

  it('shows what was asked for, and leaves nothing to be saved', async () => {
    await openText('height = 2; y = 3\nf = height * y\n');
    await vscode.commands.executeCommand('backprop.checkGradients');
    const page = await pageWith('`height`');
    assert.equal(page.isDirty, false);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isUntitled, languageId }) => isUntitled && languageId === 'markdown'),
      [],
    );
  });

  it('is written anew when it is asked for again', async () => {
    await openText('width = 2; y = 3\ng = width * y\n');
    await vscode.commands.executeCommand('backprop.checkGradients');
    await pageWith('`width`');
  });

  it('describes the language', async () => {
    await vscode.commands.executeCommand('backprop.languageReference');
    await until('the reference', () =>
      vscode.workspace.textDocuments.some(
        ({ uri, getText }) => uri.path.endsWith('/media/language.md') && getText().includes('# The `.bp` language'),
      ),
    );
  });
});
