import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openText, thisExtension, untilLens } from './editing.ts';

describe('the start', () => {
  it('waits for the first text of the language', async () => {
    const extension = thisExtension();
    assert.equal(extension.isActive, false, 'something activated the extension before a text was opened');
    const before = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(before);
    console.log(`    activation: ${((user + system) / 1000).toFixed(0)} ms of CPU time, loading included`);
    const opened = performance.now();
    const document = await openText('x = 2\nf = x * x');
    await untilLens(document, 'f = 4');
    console.log(`    first values: ${(performance.now() - opened).toFixed(0)} ms later, the server's start included`);
  });
});
