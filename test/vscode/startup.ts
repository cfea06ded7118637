import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type * as vscode from 'vscode';
import { openText, thisExtension, untilLens } from './editing.ts';

describe('the start', () => {
  it('waits for the first text of the language', async () => {
    const extension = thisExtension();
    assert.equal(extension.isActive, false, 'something activated the extension before a text was opened');
    const before = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(before);
    const all = ((user + system) / 1000).toFixed(0);
    console.log(
      `    activation: ${hostSpan(extension, 'LoadExtensionCode')} ms to load and ${hostSpan(extension, 'ActivateExtension')} ms to` +
        ` activate; ${all} ms of CPU time of the whole host meanwhile`,
    );
    const opened = performance.now();
    const document = await openText('x = 2\nf = x * x');
    await untilLens(document, 'f = 4');
    console.log(`    first values: ${(performance.now() - opened).toFixed(0)} ms later, the server's start included`);
  });
});

interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

/** Milliseconds of wall time, rounded, that the host of extensions has noted itself. */
function hostSpan({ id }: vscode.Extension<unknown>, what: string): string {
  const marks = (globalThis as { readonly MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks?.getMarks() ?? [];
  const at = (moment: string): number =>
    marks.find(({ name }) => name === `code/extHost/${moment}${what}/${id}`)?.startTime ?? Number.NaN;
  return (at('did') - at('will')).toFixed(0);
}
