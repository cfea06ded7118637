import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-types';
import { type BundledServer, bundleServer } from '../support/bundledServer.ts';
import { LanguageClient } from '../support/languageClient.ts';
import { until } from '../support/until.ts';
import { everyRequest } from './everyRequest.ts';
import { hostileTexts } from './hostileTexts.ts';

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
  const pid = client.processId;
  await client.stop();
  expect(pid, 'the server is the process that was started').toBeDefined();
  expect(client.log, 'nothing failed on the way').toEqual([]);
});

const lensText = async (): Promise<string> => (await client.lenses(uri)).join('\n');

/** Answers all, in any order; a refusal that a person reads is an answer too. */
async function askEverything(about: string, line: number, character: number): Promise<void> {
  const position = { line, character };
  const answers = everyRequest(about, position, { line: line + 1, character }).map(({ method, params }) =>
    client.ask(method, params).answer.then(({ error }) => ({ method, error })),
  );
  const failed = (await Promise.all(answers)).filter(({ error }) => error !== undefined && error.code !== -32803);
  expect(failed).toEqual([]);
}

describe('the language server, over standard input and output', () => {
  it('answers with the values and gradients of every statement', async () => {
    client.open(uri, simpleExample);
    const lenses = await lensText();
    for (const text of [
      'x = -2',
      '∂f/∂x = -4',
      'y = 5',
      '∂f/∂y = -4',
      'z = -4',
      '∂f/∂z = 3',
      'q = 3',
      '∂f/∂q = -4',
      'f = -12',
      '∂f/∂f = 1',
    ])
      expect(lenses).toContain(text);
    expect(await client.problems(uri)).toEqual([]);
  });

  it('answers every request, wherever it is about', async () => {
    client.open(uri, simpleExample);
    await askEverything(uri, 1, 4);
    await askEverything('file:///never-opened.bp', 1, 4);
    for (const [line, character] of [
      [-1, -1],
      [1e9, 1e9],
      [0, -5],
      [2, 1e6],
      [0.5, 0.5],
    ] as const)
      await askEverything(uri, line, character);
  });

  it('answers about places that are no places', async () => {
    client.open(uri, simpleExample);
    for (const position of [null, {}, { line: null, character: null }, 'here', { line: '1', character: '2' }]) {
      const { error } = await client.ask('textDocument/hover', { textDocument: { uri }, position }).answer;
      expect(error?.message ?? '').not.toContain('at ');
    }
    expect(await lensText()).toContain('f = -12');
    client.log.length = 0;
  });

  it('is the same server after every malformed notification', async () => {
    client.open(uri, simpleExample);
    const names = [
      '$/cancelRequest',
      '$/setTrace',
      '$/progress',
      '$/unknown',
      'initialized',
      'textDocument/didOpen',
      'textDocument/didChange',
      'textDocument/didSave',
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
      'window/workDoneProgress/cancel',
      'backprop/theme',
      'backprop/reader',
      'backprop/trained',
      'backprop/fileChanged',
    ];
    const textDocument = { uri, version: 2 };
    const malformed: readonly unknown[] = [
      undefined,
      null,
      {},
      [],
      [null],
      7,
      'text',
      { id: {} },
      { uri, did: 'toString' },
      { uri, did: 'hint', question: 'q', level: 1e9 },
      { uri, did: 'passPause', cell: null },
      { uri, parameters: [null, { name: 'x', shape: [1e9], base64: '' }] },
      { uri, parameters: {} },
      { textDocument: null },
      { textDocument: { uri: 5, text: 5 } },
      { textDocument: { uri, text: 5 } },
      { textDocument, contentChanges: [{ text: 5 }] },
      { textDocument, contentChanges: [{ text: 'x', range: { start: {}, end: null } }] },
      { settings: 'all', kind: {}, file: [], token: {}, value: 3, trace: 9 },
      { settings: { backprop: { digits: {}, maxElements: 'x', training: 7 } } },
    ];
    for (const name of names) for (const params of malformed) client.notify(name, params);
    for (const params of [undefined, null, {}, { textDocument: null }]) client.notify('textDocument/didClose', params);
    for (const position of [
      {},
      { line: 0.5, character: 'a' },
      { line: 0, character: null },
      { line: 1e300, character: 0 },
    ])
      for (const method of ['completion', 'signatureHelp', 'hover'])
        await client.ask(`textDocument/${method}`, { textDocument: { uri }, position }).answer;
    expect(await lensText()).toContain('f = -12');
    // What could not be read is in the log, each time.
    expect(client.log.length).toBeGreaterThan(20);
    client.log.length = 0;
  });

  it('answers for the newest text after many whole changes', async () => {
    client.open(uri, simpleExample);
    for (let x = 0; x <= 100; x++) client.change(uri, simpleExample.replace('x = -2', `x = ${x}`));
    expect(await lensText()).toContain('f = -420');
  });

  it('answers for the newest text after many key strokes, each followed by requests', async () => {
    client.open(uri, simpleExample);
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 100; i++) {
      const at = { line: 0, character: 5 };
      const range = i % 2 === 0 ? { start: at, end: { line: 0, character: 6 } } : { start: at, end: at };
      client.edit(uri, [{ range, text: i % 2 === 0 ? '' : String(i % 10) }]);
      asked.push(client.lenses(uri), client.hover(uri, { line: 1, character: 0 }));
    }
    await Promise.all(asked);
    // The last stroke wrote the 9 of 99 where the 2 of −2 stood.
    expect(await lensText()).toContain('x = -9');
    const { length } = await client.problems(uri);
    expect(length).toBe(0);
    expect(client.published).toEqual(client.published.toSorted((a, b) => a - b));
  });

  it('makes several changes of one notification one after the other', async () => {
    client.open(uri, 'a = 1\nb = a\n');
    client.edit(uri, [
      { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 5 } }, text: '25' },
      { range: { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } }, text: ' * 2' },
      { range: { start: { line: 1, character: 5 }, end: { line: 9, character: 0 } }, text: ' + 1' },
    ]);
    expect(await lensText()).toContain('b = 51');
  });

  it('keeps to the text where a change is about lines that are not there', async () => {
    client.open(uri, simpleExample);
    client.edit(uri, [
      { range: { start: { line: 1000, character: 0 }, end: { line: 2000, character: 9 } }, text: 'g = f + 1\n' },
      { range: { start: { line: -3, character: 0 }, end: { line: -1, character: 0 } }, text: 'h = 1\n' },
    ]);
    const lenses = await lensText();
    expect(lenses).toContain('g = -11');
    expect(lenses).toContain('h = 1');
  });

  it('drops a change before its text is open, and forgets a text that is closed', async () => {
    client.change('file:///never-opened.bp', 'x = 1');
    expect(await client.lenses('file:///never-opened.bp')).toEqual([]);
    client.open(uri, simpleExample);
    client.close(uri);
    expect(await client.lenses(uri)).toEqual([]);
    client.open(uri, 'x = 3\nf = x * x');
    expect(await lensText()).toContain('f = 9');
  });

  it('answers for each of several texts', async () => {
    const uris = Array.from({ length: 20 }, (_, i) => `file:///${i}.bp`);
    uris.forEach((one, i) => {
      client.open(one, `x = ${i}\nf = x * x`);
    });
    const all = await Promise.all(uris.map((one) => client.lenses(one)));
    all.forEach((lenses, i) => {
      expect(lenses.join('\n')).toContain(`f = ${i * i}`);
    });
  });

  it('answers others while it checks the gradients of a large cell, and stops where the check is withdrawn', async () => {
    client.open(uri, 'X = randn(100, 1500); W = randn(1500, 100)\nf = sum(tanh(X @ W) ** 2)\n');
    client.open('file:///other.bp', simpleExample);
    const check = client.ask('backprop/gradientCheck', { uri, cell: 0 });
    const first = await Promise.race([
      check.answer.then(() => 'the check'),
      client.lenses('file:///other.bp').then(() => 'the other'),
    ]);
    expect(first).toBe('the other');
    check.withdraw();
    expect((await check.answer).error?.code).toBe(-32800);
    expect(await lensText()).toContain('f = ');
  });

  it('answers others while it judges many answers', async () => {
    const wrong = 'grad(x) = 7\ngrad(y) = 3\n'.repeat(150);
    client.open(uri, `x = 2; y = 3\nf = x * y\n${wrong}`);
    client.open('file:///other.bp', simpleExample);
    client.notify('backprop/judge', { uri });
    const judged = async (): Promise<boolean> => (await client.problems(uri)).length === 300;
    expect(await client.lenses('file:///other.bp')).not.toEqual([]);
    expect(await judged(), 'the lenses do not wait for the marks').toBe(false);
    await until('every answer is judged', judged);
  });

  it('answers withdrawn requests at once, and the newest after a thousand', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `v${i} = ${i} * 2`).join('\n');
    client.open(uri, lines);
    const asked = Array.from({ length: 1000 }, (_, i) =>
      client.ask('textDocument/hover', { textDocument: { uri }, position: { line: i, character: 0 } }),
    );
    for (const { withdraw } of asked.slice(0, -1)) withdraw();
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    expect(answers.at(-1)?.result).toBeTruthy();
    expect(answers.slice(0, -1).every(({ result, error }) => result !== undefined || error?.code === -32800)).toBe(
      true,
    );
    expect(answers.some(({ error }) => error?.code === -32800)).toBe(true);
  });

  it('places an error, and keeps the lines that do not depend on it', async () => {
    client.open(uri, 'a = 2\nb = (a + \nc = a * 3\nd = b + 1\n');
    const problems = await client.problems(uri);
    expect(problems.map(({ range }) => range.start.line)).toContain(1);
    expect(await lensText()).toContain('c = 6');
  });

  it('reads a data file anew when it has changed, and only then', async () => {
    const tables = new Map([['my points.csv', 'a,label\n1,0\n3,1\n']]);
    const asked: string[] = [];
    client.answers.set('backprop/readFile', (params) => {
      const { path } = params as { readonly path: string };
      asked.push(path);
      const table = tables.get(path);
      return table === undefined
        ? { refused: `there is no ${path}` }
        : { base64: Buffer.from(table).toString('base64') };
    });
    const shows = (text: string): Promise<unknown> =>
      until(`a lens with ${text}`, async () => (await lensText()).includes(text));
    client.open(uri, 'X, y = csv("my points.csv", target="label")\nm = mean(X)');
    await shows('m = 2');
    tables.set('my points.csv', 'a,label\n5,0\n9,1\n');
    client.notify('backprop/fileChanged', { file: new URL('other.csv', uri).href });
    client.change(uri, 'X, y = csv("my points.csv", target="label")\nm = 10 * mean(X)');
    await shows('m = 20');
    client.notify('backprop/fileChanged', { file: new URL('my points.csv', uri).href });
    await shows('m = 70');
    tables.set('my points.csv', 'a,label\n6,0\n10,1\n');
    client.notify('backprop/fileChanged', { file: new URL('my points.csv.gz', uri).href });
    await shows('m = 80');
    tables.clear();
    client.notify('backprop/fileChanged', {});
    await until('the problem', async () => JSON.stringify(await client.problems(uri)).includes('no my points'));
    expect(asked).toEqual(Array.from({ length: 4 }, () => 'my points.csv'));
  });

  const base64Of = (entries: readonly number[]): string =>
    Buffer.from(Float64Array.from(entries).buffer).toString('base64');

  it('takes trained parameters, and gives them back', async () => {
    client.open(uri, 'w = param(2)\nf = w * w');
    client.notify('backprop/trained', { uri, parameters: [{ name: 'w', shape: [], base64: base64Of([5]) }] });
    expect(await lensText()).toContain('f = 25');
    client.notify('backprop/trained', { uri, parameters: [] });
    expect(await lensText()).toContain('f = 4');
    for (const parameters of [
      [{ name: 'w', shape: [3], base64: base64Of([1, 2]) }],
      [{ name: 'w', shape: [], base64: 'AAAA' }],
      [{ name: '__proto__', shape: [], base64: '' }],
    ])
      client.notify('backprop/trained', { uri, parameters });
    expect(await lensText()).toContain('f = 4');
  });

  it('completes paths with what the client finds in the folder', async () => {
    const asked: unknown[] = [];
    client.answers.set('backprop/listFiles', (params) => {
      asked.push(params);
      return {
        entries: [
          { name: 'points.csv', isFolder: false },
          { name: 'more', isFolder: true },
          { name: '.hidden', isFolder: false },
          { name: 'a"b', isFolder: false },
        ],
      };
    });
    client.open(uri, 'X, y = csv("data/po")\nA, b = csv("p", target="no")');
    const complete = async (line: number, character: number): Promise<readonly string[]> => {
      const position = { line, character };
      const items = await client.request<CompletionItem[]>('textDocument/completion', {
        textDocument: { uri },
        position,
      });
      return items.map(({ label }) => label);
    };
    expect(await complete(0, 19)).toEqual(['points.csv', 'more/']);
    expect(await complete(1, 13)).toEqual(['points.csv', 'more/']);
    expect(await complete(1, 25)).toEqual([]);
    expect(asked).toEqual([
      { uri, folder: 'data/' },
      { uri, folder: '' },
    ]);
    for (const answer of [null, {}, { entries: 7 }]) {
      client.answers.set('backprop/listFiles', () => answer);
      expect(await complete(0, 19)).toEqual([]);
    }
  });

  it.each(Object.keys(hostileTexts))('survives %s', async (name) => {
    const before = client.processId;
    client.open(uri, hostileTexts[name]?.() ?? '');
    await client.problems(uri);
    await client.lenses(uri);
    await askEverything(uri, 0, 7);
    await askEverything(uri, 3, 2);
    client.change(uri, simpleExample);
    expect(await lensText()).toContain('f = -12');
    expect(client.processId).toBe(before);
  });
});
