import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  cellsRequest,
  type HintAnswer,
  hintRequest,
  type LearnerRecord,
  readerNotification,
  recordedNotification,
  recordRequest,
} from '../../src/protocol/language.ts';
import { type BundledServer, bundleServer } from '../support/bundledServer.ts';
import { LanguageClient } from '../support/languageClient.ts';
import { until } from '../support/until.ts';

const TEXT = '# %% [practice] Sheet\nx = 3; y = 4\nf = x * y\ngrad(x) = ?\n';
const uri = 'file:///sheet.bp';

let server: BundledServer;
let client: LanguageClient;

const start = async (): Promise<LanguageClient> => {
  const fresh = new LanguageClient(server.program);
  await fresh.start();
  return fresh;
};
const helpIn = async () => {
  const { cells } = await client.request<{ readonly cells: readonly { hints: number; revealed: number }[] }>(
    cellsRequest.method,
    { uri },
  );
  return cells.map(({ hints, revealed }) => ({ hints, revealed }));
};

beforeAll(async () => {
  server = await bundleServer();
  client = await start();
});
afterAll(async () => {
  await client.stop();
  server.remove();
});

it('a record outlives the server: it is told to the editor, and asked back', async () => {
  client.open(uri, TEXT);
  const offset = TEXT.indexOf('grad');
  const { question, level } = await client.request<HintAnswer>(hintRequest.method, { uri, offset });
  client.notify(readerNotification.method, { uri, did: 'hint', question, level });
  client.notify(readerNotification.method, { uri, did: 'reveal', question });
  const told = await until('the record', () => {
    const records = client.told(recordedNotification.method) as readonly { readonly record: LearnerRecord }[];
    return records.find(({ record }) => record.revealed.length > 0)?.record;
  });
  expect(told).toEqual({ revealed: [question], hints: [[question, 1]], sure: [], probes: [] });
  expect(await helpIn()).toEqual([{ hints: 1, revealed: 1 }]);

  await client.stop();
  client = await start();
  client.answers.set(recordRequest.method, () => ({ record: told }));
  client.open(uri, TEXT);
  await until('the help that was had', async () => (await helpIn())[0]?.revealed === 1);
  expect(await client.request<HintAnswer>(hintRequest.method, { uri, offset })).toMatchObject({ level: 2 });
});

it('a damaged record is left out, and the document answered about', async () => {
  client.answers.set(recordRequest.method, () => ({
    record: { hints: [['a'], 7, [3, 3]], revealed: 'all', probes: {} },
  }));
  client.close(uri);
  client.open(uri, TEXT);
  expect(await helpIn()).toEqual([{ hints: 0, revealed: 0 }]);
});
