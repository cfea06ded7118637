import { afterAll, beforeAll, expect, it } from 'vitest';
import { practiceRequest, practiceTopicsRequest, worksheetRequest } from '../../src/protocol/language.ts';
import { type BundledServer, bundleServer } from '../support/bundledServer.ts';
import { LanguageClient } from '../support/languageClient.ts';

interface Exercise {
  readonly title: string;
  readonly text: string;
}

let server: BundledServer;
let client: LanguageClient;

beforeAll(async () => {
  server = await bundleServer();
  client = new LanguageClient(server.program);
  await client.start();
});
afterAll(async () => {
  await client.stop();
  server.remove();
});

it('the server makes an exercise for every topic and level that it offers', async () => {
  const topics = await client.request<readonly { readonly topic: string; readonly difficulties: readonly number[] }[]>(
    practiceTopicsRequest.method,
    {},
  );
  expect(topics).toHaveLength(12);
  for (const { topic, difficulties } of topics)
    for (const difficulty of difficulties.length > 0 ? difficulties : [1]) {
      const made = await client.request<Exercise>(practiceRequest.method, { topic, difficulty, seed: 11 });
      expect(made.text, topic).toMatch(topic === 'bug hunt' ? /^backward /m : /= \?$/m);
      const uri = `untitled:${topic}-${difficulty}`;
      client.open(uri, made.text);
      const problems = await client.problems(uri);
      expect(
        problems.filter(({ severity }) => severity === 1),
        made.text,
      ).toEqual([]);
    }
});

it('an unknown topic is answered with null', async () => {
  expect(await client.request(practiceRequest.method, { topic: 'knitting', difficulty: 1, seed: 1 })).toBeNull();
});

it('a worksheet is made of what the editor holds', async () => {
  const uri = 'untitled:sheet';
  client.open(uri, '# %% [practice] Sheet\nx = 3; y = 4\nf = x * y\ngrad(x) = ?\n');
  const question = { uri, to: 'markdown', variants: 2, seed: 1 };
  const made = await client.request<{ readonly sheet: string; readonly key: string }>(
    worksheetRequest.method,
    question,
  );
  expect(made.sheet.match(/∂f\/∂x/g)).toHaveLength(2);
  expect(made.key).toMatch(/variant 2, key/);
});
