import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BundledServer, bundleServer } from '../support/bundledServer.ts';
import { LanguageClient } from '../support/languageClient.ts';
import { until } from '../support/until.ts';

const uri = 'file:///lesson.bp';
const simpleExample = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

let server: BundledServer;
let client: LanguageClient;

beforeAll(async () => {
  server = await bundleServer();
});
afterAll(() => server.remove());
beforeEach(async () => {
  client = new LanguageClient(server.program);
  await client.start();
});
afterEach(async () => {
  await client.stop();
  expect(client.log, 'nothing failed on the way').toEqual([]);
});

const lensText = async (): Promise<string> => (await client.lenses(uri)).join('\n');

describe('the settings of the language server', () => {
  it('are complained of once where one is not understood, and the default stands in', async () => {
    const said: unknown[] = [];
    client.answers.set('window/showMessageRequest', (params) => {
      said.push((params as { readonly message: string }).message);
      return null;
    });
    for (const digits of ['many', 'many', 3, 'many'])
      client.notify('workspace/didChangeConfiguration', { settings: { backprop: { digits } } });
    client.open(uri, 'x = 1 / 3');
    expect(await lensText()).toContain('x = 0.3333');
    expect(said).toEqual(['backprop.digits takes a whole number from 1 to 17; 4 is used']);
  });

  it('may be of any kind', async () => {
    client.open(uri, simpleExample);
    for (const settings of [
      null,
      3,
      {},
      { backprop: null },
      { backprop: { digits: 'many', annotations: 7, maxElements: -1 } },
    ])
      client.notify('workspace/didChangeConfiguration', { settings });
    expect(await lensText()).toContain('f = -12');
    expect(client.log.every((line) => line.startsWith('backprop.'))).toBe(true);
    client.log.length = 0;
    client.notify('workspace/didChangeConfiguration', { settings: { backprop: { maxElements: 2 } } });
    client.change(uri, 'v = zeros(3)');
    expect((await client.problems(uri)).map(({ code }) => code)).toEqual(['too-large']);
  });

  it('show lenses and hints anew when one has changed', async () => {
    const asked = new Set<string>();
    for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh'])
      client.answers.set(method, () => {
        asked.add(method);
        return null;
      });
    client.open(uri, simpleExample);
    client.notify('workspace/didChangeConfiguration', { settings: { backprop: { inlayHints: { shapes: true } } } });
    await until('both are asked for', () => asked.size === 2);
  });
});
