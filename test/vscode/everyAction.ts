import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText, untilLens } from './editing.ts';

/** In the text, `‹…›` is what is selected; where there is nothing between them it is the cursor. */
interface Case {
  readonly text: string;
  readonly title: string | RegExp;
  readonly becomes: RegExp;
}

const cases: readonly Case[] = [
  { text: 'x = 2\ns = ‹›sigmod(x)\n', title: 'Change to sigmoid', becomes: /s = sigmoid\(x\)/ },
  { text: 'W = [1, 2]\nbackward(‹›W)\n', title: /^Wrap in sum/, becomes: /backward\(sum\(W\)\)/ },
  { text: 'W = [1, 2]\nbackward(‹›W)\n', title: /^Wrap in mean/, becomes: /backward\(mean\(W\)\)/ },
  { text: 'x = 2\n‹›q = x * x\nf = q + 1\n', title: /^Make q the output/, becomes: /backward\(q\)/ },
  { text: 'x = 2\n‹›f = x * x\n', title: 'Ask for the gradient of f', becomes: /grad\(f\) = \?/ },
  { text: 'x = 2\n‹›f = x * x\n', title: 'Ask for the value of f', becomes: /value\(f\) = \?/ },
  { text: 'x = 2\nf = exp(‹x * x›) + 1\n', title: /^Extract/, becomes: /(\w+) = x \* x\nf = exp\(\1\) \+ 1/ },
  { text: 'x = 2\n‹›q = x + 1\nf = q * 3\n', title: 'Inline q', becomes: /^x = 2\nf = \(x \+ 1\) \* 3/ },
  { text: 'x = 2\nf = ‹›sigmoid(x)\n', title: /sigmoid/i, becomes: /exp\(-/ },
  { text: 'x = 2\nf = ‹1 / (1 + exp(-x))›\n', title: /sigmoid/i, becomes: /f = sigmoid\(x\)/ },
  { text: 'x = [1, 2]\np = ‹›softmax(x)\nf = p[0]\n', title: /softmax/i, becomes: /exp\(.*sum\(/s },
  { text: 'X = [[1, 2]]\nW = [[1], [2]]\nb = [1]\ny = ‹›fc(X, W, b)\n', title: /fc/, becomes: /y = X @ W \+ b/ },
  { text: 'X = [[1, 2]]\nW = [[1], [2]]\nb = [1]\ny = ‹X @ W + b›\n', title: /fc/, becomes: /y = fc\(X, W, b\)/ },
  { text: 'W = [[1, 2, 3]]\nV = [[4, 5, 6]]\nY = ‹›W @ V\n', title: /^Transpose V/, becomes: /Y = W @ V\.T/ },
];

/** Chooses an action as the light bulb would offer it, and gives the text after it. */
async function choose(marked: string, title: string | RegExp): Promise<string> {
  const [from, to] = [marked.indexOf('‹'), marked.indexOf('›') - 1];
  const document = await openText(marked.replace(/[‹›]/g, ''));
  await untilLens(document);
  const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
  const action = await until(`the action ${title}`, async () => {
    const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    return offered.find((one) => (typeof title === 'string' ? one.title === title : title.test(one.title)));
  });
  assert.ok(action.edit, `${action.title} changes the text`);
  await vscode.workspace.applyEdit(action.edit);
  return document.getText();
}

describe('code actions', () => {
  afterEach(closeEverything);

  for (const { text, title, becomes } of cases)
    it(`${title}, of ${text.split('\n').find((line) => line.includes('‹'))}`, async () => {
      assert.match(await choose(text, title), becomes);
    });

  it('explain a problem on a page', async () => {
    const document = await openText('W = [[1, 2, 3]]\nY = W @ W\n');
    const explain = await until('the offer to explain', async () => {
      const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(1, 4, 1, 4),
      );
      return offered.find((one) => one.title.startsWith('Explain'));
    });
    assert.ok(explain.command);
    await vscode.commands.executeCommand(explain.command.command, ...(explain.command.arguments ?? []));
    await until('the page', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('Shapes'))),
    );
  });
});
