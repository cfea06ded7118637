/** A language server in a process of its own, told and asked what is malformed: every request is answered, and it is the same process. */

import { everyRequest } from '../server/everyRequest.ts';
import { type BundledServer, bundleServer } from '../support/bundledServer.ts';
import { LanguageClient } from '../support/languageClient.ts';
import { drawing, mutatedValue, pick, written } from './mutated.ts';
import { Feeding, type Part } from './part.ts';
import { notifications, requests } from './samples.ts';

const uri = 'file:///a.bp';
const TEXT = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(x) = ?\n';
const BURST = 100;
/** Milliseconds on the wall without an answer to any of a burst. */
const SILENCE = 60_000;

/** JSON cannot carry these members, and a client in JavaScript cannot send them. */
const sendable = (params: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(params) ?? 'null');
  } catch {
    return null;
  }
};

async function talk(client: LanguageClient, seed: string, count: number, feeding: Feeding): Promise<void> {
  const random = drawing(`wire ${seed}`);
  const standard = everyRequest(uri, { line: 1, character: 2 }, { line: 2, character: 1 });
  client.open(uri, TEXT);
  const pid = client.processId;
  for (let fed = 0; fed < count; fed += BURST) {
    const sent: string[] = [];
    const answers: Promise<unknown>[] = [];
    for (let i = 0; i < Math.min(BURST, count - fed); i++) {
      const isNotice = random.uniform() < 0.35;
      const { method, params } = pick(random, isNotice ? notifications : [...requests, ...standard]);
      const wrong = sendable(mutatedValue(random, params));
      sent.push(`${method} ${written(wrong)}`);
      if (isNotice) client.notify(method, wrong);
      else answers.push(client.ask(method, wrong).answer);
    }
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('no answer'), SILENCE);
    });
    const found = await Promise.race([Promise.all(answers).then(() => ''), silent]);
    clearTimeout(timer);
    for (const line of sent) feeding.note(0, false, () => line);
    client.log.length = 0;
    if (found !== '' || client.processId !== pid) {
      feeding.note(0, found || 'the server has ended', () => sent.join('\n'));
      return;
    }
  }
  client.close(uri);
  client.open(uri, TEXT);
  const lenses = await client.lenses(uri);
  if (!lenses.join('\n').includes('f = -12'))
    feeding.note(0, 'the server answers otherwise than before', () => lenses.join('\n'));
  client.log.length = 0;
}

const endOf = async (client: LanguageClient): Promise<void> => {
  // A server that hangs cannot be asked to end.
  const asked = client.stop().then(() => true);
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 10_000).unref());
  if (!(await Promise.race([asked, late])) && client.processId !== undefined) process.kill(client.processId, 'SIGKILL');
};

export const wire: Part = {
  name: 'language server, wire',
  what: 'all requests and notifications with malformed parameters, to a process: each request answered, no end, the right answer afterwards',
  short: 600,
  long: 15_000,
  async run(seed, count) {
    const server: BundledServer = await bundleServer();
    const feeding = new Feeding();
    const client = new LanguageClient(server.program);
    try {
      await client.start();
      await talk(client, seed, count, feeding);
    } finally {
      await endOf(client);
      await server.remove();
    }
    if (client.processId !== undefined) feeding.note(0, 'the server is left running', () => '');
    return feeding.outcome();
  },
};
