import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, hoverAt, lensTitles, openText, plain, untilLens } from './editing.ts';

const NETWORK = `# %% A network
X = data([[1, 2, 3], [4, 5, 6]])
W = param([[0.1, 0.2], [0.3, 0.4], [0.5, -0.6]])
h = relu(X @ W)
loss = sum(h)
train(loss, lr=0.1, momentum=0.9)
S, t = spiral(n=30)
`;

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('backprop');
const setUp = (name: string, value: unknown): Thenable<void> =>
  settings().update(name, value, vscode.ConfigurationTarget.Global);
const ask = <Result>(command: string, ...args: readonly unknown[]): Thenable<Result> =>
  vscode.commands.executeCommand<Result>(command, ...args);

/** Labels that are offered at the end of a text; with `typed`, of a list that opens by itself. */
async function offered(text: string, typed?: string): Promise<readonly string[]> {
  const document = await openText(text);
  const { items } = await ask<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(text.length),
    typed,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('hovers', () => {
  afterEach(closeEverything);

  const places: readonly (readonly [words: string, shown: readonly RegExp[]])[] = [
    ['W = param', [/\(3, 2\)/, /∂loss\/∂W/, /data:image\/svg/]],
    ['@ W', [/matmul gate/, /swap multiplier/]],
    ['relu(X', [/relu gate/, /gradient router|switch|off/i]],
    ['momentum', [/train\(…, momentum=\)/, /β in v ← dW \+ β·v/]],
    ['spiral', [/spiral\(/]],
    ['A network', [/gradients are of loss/]],
  ];
  for (const [words, shown] of places)
    it(`explain ${words}`, async () => {
      const document = await openText(NETWORK);
      await untilLens(document, 'loss = ');
      const text = await until('a hover', () => hoverAt(document, document.positionAt(NETWORK.indexOf(words))));
      for (const one of shown) assert.match(text, one);
    });
});

/** Where values stand, in the order of the command, and how many of two are over their lines then. */
const PLACES = [
  ['lineEnd', 0],
  ['both', 2],
  ['off', 0],
  ['codeLens', 2],
] as const;

describe('settings of annotations', () => {
  afterEach(async () => {
    await setUp('annotations', undefined);
    await setUp('digits', undefined);
    await closeEverything();
    // The folder that is open is the lessons' own: what the editor wrote there for the setting goes.
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const written = vscode.Uri.joinPath(folder.uri, '.vscode');
    await vscode.workspace.fs.delete(written, { recursive: true }).then(undefined, () => undefined);
  });

  const values = async (document: vscode.TextDocument): Promise<number> =>
    (await lensTitles(document)).filter((title) => /^\w+ = /.test(title)).length;

  it('put values over the lines, after them, at both places or nowhere', async () => {
    const document = await openText('# %% One\nx = 2\nf = x * x\n');
    await untilLens(document, 'f = 4');
    for (const [where, count] of PLACES) {
      await setUp('annotations', where);
      await until(`${count} values with ${where}`, async () => (await values(document)) === count);
      assert.ok(
        (await lensTitles(document)).some((title) => title.includes('Graph')),
        'the actions stay',
      );
    }
  });

  it('go round by a command, where the folder sets them too', async () => {
    const document = await openText('x = 2\nf = x * x\n');
    const { Global, Workspace } = vscode.ConfigurationTarget;
    for (const target of [Global, Workspace]) {
      await settings().update('annotations', 'codeLens', target);
      await untilLens(document, 'f = 4');
      for (const [where, count] of PLACES) {
        await ask('backprop.toggleAnnotations');
        assert.equal(settings().get('annotations'), where);
        await until(`${count} values with ${where}`, async () => (await values(document)) === count);
      }
      await settings().update('annotations', undefined, target);
    }
  });

  it('give so many digits', async () => {
    const document = await openText('x = 2 / 3\nf = x * 1\n');
    await untilLens(document, 'f = 0.6667');
    await setUp('digits', 8);
    await untilLens(document, 'f = 0.66666667');
  });
});

describe('writing', () => {
  afterEach(closeEverything);

  it('is not disturbed by a list after every blank', async () => {
    const at = 'width = 3\nf = width * ';
    assert.deepEqual(await offered(at, ' '), []);
    assert.ok((await offered(at)).includes('width'), 'asked for, names are offered');
    assert.ok((await offered('w = param(1); L = w ** 2\ntrain(L, ', ' ')).includes('momentum='));
    const inCall = await offered('width = 3\nf = relu(', '(');
    assert.ok(inCall.includes('width') && !inCall.includes('softmax'));
  });

  it('has a snippet and a statement for each kind of line, each once', async () => {
    const labels = await offered('tra');
    assert.equal(labels.filter((label) => label === 'train').length, 1);
    for (const text of ['cell', 'network', 'neuron', 'question']) assert.ok((await offered(text)).includes(text), text);
  });

  it('completes files beside a saved text', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'completed.bp');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('X, y = csv("'));
    try {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      await until('the lessons beside it', async () => {
        const { items } = await ask<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          file,
          new vscode.Position(0, 12),
        );
        return items.some(({ label }) => label === '01-simple-example.bp');
      });
    } finally {
      await closeEverything();
      await vscode.workspace.fs.delete(file);
    }
  });

  it('formats a part of the text, and the line that is left', async () => {
    const text = 'x=1\ny=2\nz=x+y\n';
    const document = await openText(text);
    await untilLens(document, 'z = 3');
    const options = { tabSize: 2, insertSpaces: true };
    const part = await ask<vscode.TextEdit[]>(
      'vscode.executeFormatRangeProvider',
      document.uri,
      new vscode.Range(1, 0, 1, 3),
      options,
    );
    assert.ok(part.length > 0 && part.every(({ range }) => range.start.line === 1));
    const typed = await ask<vscode.TextEdit[]>(
      'vscode.executeFormatOnTypeProvider',
      document.uri,
      new vscode.Position(1, 0),
      '\n',
      options,
    );
    assert.ok(typed.length > 0 && typed.every(({ range }) => range.start.line === 0));
  });

  it('colours names by their roles', async () => {
    const document = await openText(NETWORK);
    await untilLens(document, 'loss = ');
    const legend = await ask<vscode.SemanticTokensLegend>('vscode.provideDocumentSemanticTokensLegend', document.uri);
    const { data } = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
    const roles = new Set<string>();
    for (let i = 4; i < data.length; i += 5)
      legend.tokenModifiers.forEach((name, bit) => {
        if (((data[i] ?? 0) >> bit) & 1) roles.add(name);
      });
    for (const role of ['trainable', 'data', 'output']) assert.ok(roles.has(role), role);
  });

  it('marks where a nan first arises, and what nothing reads', async () => {
    const document = await openText('a = 3\nx = log(-1)\ny = x + 1\n');
    const found = await until('both remarks', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length >= 2 && all;
    });
    const warned = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Warning);
    assert.deepEqual(
      warned.map(({ range, message }) => [range.start.line, /nan/.test(plain(message))]),
      [[1, true]],
    );
    assert.ok(
      found.some(({ range, severity }) => range.start.line === 0 && severity === vscode.DiagnosticSeverity.Hint),
    );
  });
});
