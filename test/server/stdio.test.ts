import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LanguageClient } from '../support/languageClient.ts';

const uri = 'file:///lesson.bp';
const simpleExample = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';

let client: LanguageClient;

beforeEach(async () => {
  client = new LanguageClient('dist/server.js');
  await client.start();
});
afterEach(() => client.stop());

describe('the language server, over standard input and output', () => {
  it('answers with the values and gradients of every statement', async () => {
    client.open(uri, simpleExample);
    const lenses = (await client.lenses(uri)).join('\n');
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
    ]) {
      expect(lenses).toContain(text);
    }
    expect(await client.problems(uri)).toEqual([]);
  });

  it('answers for the newest text after many edits', async () => {
    client.open(uri, simpleExample);
    for (let x = 0; x <= 100; x++) client.change(uri, simpleExample.replace('x = -2', `x = ${x}`));
    expect((await client.lenses(uri)).join('\n')).toContain('f = -420');
  });

  it('places an error, and keeps the lines that do not depend on it', async () => {
    client.open(uri, 'a = 2\nb = (a + \nc = a * 3\nd = b + 1\n');
    const problems = await client.problems(uri);
    expect(problems.map(({ range }) => range.start.line)).toContain(1);
    expect((await client.lenses(uri)).join('\n')).toContain('c = 6');
  });

  it('answers nothing, and stays, where a request makes no sense', async () => {
    client.open(uri, simpleExample);
    expect(await client.hover(uri, { line: 1000, character: 1000 })).toBeNull();
    expect(await client.hover('file:///never-opened.bp', { line: 0, character: 0 })).toBeNull();
    client.change('file:///never-opened.bp', 'x = 1');
    client.close(uri);
    expect(await client.lenses(uri)).toEqual([]);
    expect(client.processId).toBeDefined();
  });

  const hostile: Readonly<Record<string, string>> = {
    'a hundred thousand parentheses': `f = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`,
    'a line of a million characters': `f = ${'x+'.repeat(500_000)}1\n`,
    'fifty thousand lines': Array.from({ length: 50_000 }, (_, line) => `v${line} = ${line} * 2\n`).join(''),
    'a definition that calls itself': 'def f(x) = f(x) + 1\ny = f(2)\n',
    'definitions that grow exponentially': `def f0(x) = x + x\n${Array.from({ length: 40 }, (_, k) => `def f${k + 1}(x) = f${k}(f${k}(x))\n`).join('')}y = f40(1)\n`,
    'a matrix too large for memory': 'W = randn(1e5, 1e5)\n',
    'names of JavaScript': 'constructor = 1\n__proto__ = constructor + 1\ntoString = __proto__ * 2\n',
    'characters that hide': 'a\u0000 = 1\nb = 2 \u202e # 3\nc\u200b = 4\n',
  };

  it.each(Object.keys(hostile))('survives %s', async (name) => {
    const before = client.processId;
    client.open(uri, hostile[name] ?? '');
    await client.problems(uri);
    await client.lenses(uri);
    client.change(uri, simpleExample);
    expect((await client.lenses(uri)).join('\n')).toContain('f = -12');
    expect(client.processId).toBe(before);
  });
});
