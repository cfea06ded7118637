import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { closeEverything, openText, replaceLine, untilLens } from './editing.ts';

/** Processes that this host of extensions has started from the program of the server. */
function servers(): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return parent === process.pid && /dist\/server\.js/.test(line) ? [pid ?? 0] : [];
  });
}

describe('the language server', () => {
  afterEach(closeEverything);

  it('is one process, and is there again after it was killed, with what was typed', async () => {
    const document = await openText('x = 2\nf = x * x\n');
    await untilLens(document, 'f = 4');
    const [before, ...others] = servers();
    assert.ok(before);
    assert.deepEqual(others, []);
    process.kill(before, 'SIGKILL');
    await replaceLine(document, 0, 'x = 3');
    await untilLens(document, 'f = 9');
    const [after, ...more] = servers();
    assert.deepEqual(more, []);
    assert.notEqual(after, before);
  });

  it('is another process when a command has asked for it', async () => {
    const document = await openText('x = 2\nf = x * nothing\n');
    const problems = () => vscode.languages.getDiagnostics(document.uri).length;
    await until('a problem', () => problems() === 1);
    const [before] = servers();
    await vscode.commands.executeCommand('backprop.restartServer');
    await until('the old process has ended', () => !servers().includes(before ?? 0));
    await replaceLine(document, 1, 'f = x * x');
    await untilLens(document, 'f = 4');
    await until('no problem', () => problems() === 0);
    assert.equal(servers().length, 1);
  });

  it('is one process with one client when it is asked for again and again at once', async () => {
    const document = await openText('x = 2\nf = x * nothing\n');
    const problems = () => vscode.languages.getDiagnostics(document.uri).length;
    await until('a problem', () => problems() === 1);
    const [before] = servers();
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('backprop.restartServer')));
    await until('the old process has ended', () => !servers().includes(before ?? 0));
    await replaceLine(document, 1, 'f = x * x');
    await untilLens(document, 'f = 4');
    await until('no problem', () => problems() === 0);
    await until('one process', () => servers().length === 1);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    // A client that has stayed would give every line its lens a second time.
    assert.equal(lenses.filter(({ range }) => range.start.line === 1).length, 1);
  });
});
