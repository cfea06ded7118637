import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText, thisExtension } from './editing.ts';

interface Step {
  readonly id: string;
  readonly description: string;
  readonly completionEvents?: readonly string[];
}

const steps = (): readonly Step[] =>
  thisExtension().packageJSON.contributes.walkthroughs.flatMap(({ steps }: { steps: readonly Step[] }) => steps);

const selected = (): string => {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return '';
  return `${editor.selection.start.line}: ${editor.document.getText(editor.selection)}`;
};

describe('the walkthrough', () => {
  afterEach(closeEverything);

  it('has only buttons and completion events that exist', async () => {
    await openText('x = 1\n');
    await thisExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const named = steps().flatMap(({ description, completionEvents = [] }) => [
      ...[...description.matchAll(/\(command:(?:toSide:)?([\w.]+)/g)].map((match) => match[1] ?? ''),
      ...completionEvents.flatMap((event) =>
        event.startsWith('onCommand:') ? [event.slice('onCommand:'.length)] : [],
      ),
    ]);
    assert.ok(named.length >= 7);
    assert.deepEqual(
      named.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('opens the lessons that its buttons name', async () => {
    const buttons = steps().flatMap(({ description }) => [
      ...description.matchAll(/\(command:(?:toSide:)?backprop\.openLesson\?([^)]+)\)/g),
    ]);
    assert.ok(buttons.length >= 3);
    for (const [, query = ''] of buttons) {
      const [name]: readonly string[] = JSON.parse(decodeURIComponent(query));
      await vscode.commands.executeCommand('backprop.openLesson', name);
      const file = vscode.Uri.joinPath(thisExtension().extensionUri, 'media', 'lessons', name ?? '');
      const lesson = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.getText(), lesson, name);
      assert.equal(document?.isUntitled, true, 'a copy, that the reader may write into');
    }
  });

  it('goes from open question to open question, past those that are right', async () => {
    await openText('x = 2; y = 3\nf = x * y\ngrad(x) = ?\ngrad(y) = 2\nvalue(f) = ?\n');
    await until('both open questions in turn', async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor) editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.commands.executeCommand('backprop.nextQuestion');
      const first = selected();
      await vscode.commands.executeCommand('backprop.nextQuestion');
      return first === '2: ?' && selected() === '4: ?';
    });
    await vscode.commands.executeCommand('backprop.nextQuestion');
    assert.equal(selected(), '2: ?', 'after the last one comes the first');
  });
});
