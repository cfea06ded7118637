import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, lensTitles, openLesson, openText, screenshot, thisExtension, untilLens } from './editing.ts';

async function lessonNames(): Promise<readonly string[]> {
  const folder = vscode.Uri.joinPath(thisExtension().extensionUri, 'media', 'lessons');
  const files = await vscode.workspace.fs.readDirectory(folder);
  return files.map(([name]) => name).filter((name) => name.endsWith('.bp'));
}

describe('the lessons', () => {
  afterEach(closeEverything);

  it('open without an error', async () => {
    for (const name of await lessonNames()) {
      const document = await openLesson(name);
      await until(`lenses in ${name}`, async () => (await lensTitles(document)).length > 0);
      const errors = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
        .map(({ message }) => message);
      // A lesson on a real data set says where to put the files; they are not in the repository.
      assert.deepEqual(
        errors.filter((message) => !message.startsWith('file not found')),
        [],
        name,
      );
    }
  });

  it("show the sigmoid neuron's gradients", async () => {
    const document = await openLesson('08-sigmoid-neuron.bp');
    await untilLens(document, 'w0 = 2', '∂f/∂w0 = -0.1966');
    await untilLens(document, 'x0 = -1', '∂f/∂x0 = 0.3932');
    await untilLens(document, 'w1 = -3', '∂f/∂w1 = -0.3932');
    await untilLens(document, 'x1 = -2', '∂f/∂x1 = -0.5898');
    await untilLens(document, 'w2 = -3', '∂f/∂w2 = 0.1966');
    await screenshot('sigmoid-neuron');
    await untilLens(document, 'Next lesson: ', '→');
    await untilLens(document, ' of 24 lessons done');
  });
});

describe('hard texts', () => {
  afterEach(closeEverything);

  it('show a tiny gradient as a tiny number, never as zero', async () => {
    const document = await openText('w = [1, 3]; bias = -2; x = [5, 8]\nh = sigmoid(dot(w, x) + bias)\n');
    await untilLens(document, '∂h/∂bias = 1.88e-12');
  });

  it('leave the server able to answer', async () => {
    const document = await openText(`f = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`);
    await until('a problem', () => vscode.languages.getDiagnostics(document.uri).length > 0);
    const next = await openText('x = 2\ny = x * x\n');
    await untilLens(next, 'y = 4', '∂y/∂y = 1');
  });
});
