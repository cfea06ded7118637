import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import {
  closeEverything,
  hoverAt,
  openLesson,
  openText,
  plain,
  replaceLine,
  screenshot,
  untilLens,
} from './editing.ts';

const simpleExample = '# %% A simple example\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

describe('the first lesson', () => {
  afterEach(closeEverything);

  it('shows every value and every gradient in lenses', async () => {
    const document = await openLesson('01-simple-example.bp');
    assert.equal(document.languageId, 'bp');
    await untilLens(document, 'x = -2', '∂f/∂x = -4');
    await untilLens(document, 'y = 5', '∂f/∂y = -4');
    await untilLens(document, 'z = -4', '∂f/∂z = 3');
    await untilLens(document, 'q = 3', '∂f/∂q = -4');
    await untilLens(document, 'f = -12', '∂f/∂f = 1');
    await screenshot('first-lesson');
  });

  it('explains a name where the mouse rests', async () => {
    const document = await openText(simpleExample);
    const text = await until('the hover over y', async () => {
      const hover = await hoverAt(document, new vscode.Position(2, 8));
      return hover.includes('-4') && hover;
    });
    assert.match(text, /5/);
  });

  it('draws the graph in a panel', async () => {
    const document = await openText(simpleExample);
    await untilLens(document, 'f = -12');
    await vscode.commands.executeCommand('backprop.showGraph');
    await until('the graph panel', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .some((tab) => tab.input instanceof vscode.TabInputWebview),
    );
  });
});

describe('typing', () => {
  afterEach(closeEverything);

  it('gives the new value, and the old one after undo', async () => {
    const document = await openText(simpleExample);
    await untilLens(document, 'f = -12', '∂f/∂f = 1');
    await replaceLine(document, 1, 'x = 3; y = 5; z = -4');
    await untilLens(document, 'f = -32');
    await vscode.commands.executeCommand('undo');
    await untilLens(document, 'f = -12');
  });

  it('marks an error where it is and leaves the lines beside it alone', async () => {
    const document = await openText(simpleExample);
    await untilLens(document, 'q = 3', '∂f/∂q = -4');
    await replaceLine(document, 3, 'f = q * nothing');
    const errors = await until('an error', () => {
      const found = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      return found.length > 0 && found;
    });
    assert.deepEqual(
      errors.map(({ range }) => range.start.line),
      [3],
    );
    assert.match(plain(errors[0]?.message ?? ''), /nothing/);
    await untilLens(document, 'q = 3');
    await replaceLine(document, 3, 'f = q * z');
    await until('no problem', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    await untilLens(document, 'f = -12');
  });
});
