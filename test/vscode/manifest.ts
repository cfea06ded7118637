import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { openText, thisExtension } from './editing.ts';

describe('the manifest', () => {
  it('promises no command that the extension does not register', async () => {
    await openText('x = 1\n');
    await thisExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const promised: readonly { readonly command: string }[] = thisExtension().packageJSON.contributes.commands;
    assert.deepEqual(
      promised.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
