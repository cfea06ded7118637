import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { LanguageService } from '../../src/language/document/service.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { hint, settle } from '../../src/language/features/questions.ts';
import { graphFor } from '../../src/language/graph.ts';

v8.setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

const uri = 'file:///closed.bp';
const TEXT = `# %% Sheet\nx = 2; y = [1, 2, 3]\nf = sum(x * y)\n${'grad(x) = 5\ngrad(y) = ?\n'.repeat(20)}`;

/** What a text leaves behind that was opened, asked about, changed and closed. */
function openedAndClosed(service: LanguageService): readonly WeakRef<object>[] {
  const left: WeakRef<object>[] = [];
  for (const text of [TEXT, `${TEXT}z = 1\n`]) {
    if (service.state(uri) === undefined) service.open(uri, 1, text);
    else service.change(uri, 2, [{ text }]);
    const state = service.state(uri);
    if (state === undefined) continue;
    settle(state);
    codeLenses(state, service.settings);
    hint(state, TEXT.length);
    graphFor(service, state, { uri, selection: { from: 0, to: 0 }, what: 'cell' });
    left.push(new WeakRef(state), new WeakRef(state.evaluation.tape), new WeakRef(state.document));
  }
  service.close(uri);
  return left;
}

/**
 * Those that are still held. One collection is not proof: references are kept until the end of the turn in which they were made, and the
 * compiler, which works in a thread of its own, keeps what it was given until it is done. What is held by a program stays after any number.
 */
async function keptFrom(left: readonly WeakRef<object>[]): Promise<readonly WeakRef<object>[]> {
  let kept = left;
  for (let turn = 0; turn < 100 && kept.length > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (typeof collectGarbage === 'function') collectGarbage();
    kept = left.filter((one) => one.deref() !== undefined);
  }
  return kept;
}

test('nothing holds a text that was closed', async () => {
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: 'no files' }) }) });
  service.open('file:///other.bp', 1, 'x = 2\ny = x * x\n');
  const left = openedAndClosed(service);
  expect(left).toHaveLength(6);
  expect(await keptFrom(left)).toEqual([]);
});
