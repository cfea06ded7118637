import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { completion } from '../../src/language/features/completion.ts';
import { openText } from '../support/openText.ts';

/** What is offered at the end of a text; with `typed`, in a list that opens by itself. */
function offered(text: string, typed?: string) {
  const { state } = openText(text);
  return completion(state, state.positionAt(text.length), defaultSettings, typed);
}
const labels = (text: string, typed?: string) => offered(text, typed).map(({ label }) => label);

describe('lists that open by themselves', () => {
  test.each([
    ['width = 3\nf = ', '='],
    ['width = 3\nf = ', ' '],
    ['width = 3\nf = 2 * (', '('],
    ['width = 3\nf = [', '['],
    ['width = 3\nf = [1,', ','],
    ['width = 3\nf = [1, ', ' '],
    ['# %% A ', ' '],
    ['# %% [practice] Gates (', '('],
    ['# a comment, ', ','],
  ])('there is none after %j', (text, typed) => {
    expect(labels(text, typed)).toEqual([]);
  });

  test.each([
    ['w = param(1); L = w ** 2\ntrain(', '(', 'L'],
    ['w = param(1); L = w ** 2\ntrain(L, ', ' ', 'momentum='],
    ['w = param(1); L = w ** 2\ntrain(L, optimizer=', '=', '"adam"'],
    ['w = param(1); L = w ** 2\ntrain(L, optimizer="', '"', 'adam'],
    ['width = 3\nf = relu(', '(', 'width'],
    ['w = 3\nf = w * w\ngrad(', '(', 'w'],
    ['# %% ', ' ', '[practice]'],
    ['# %% [', '[', '[pause]'],
  ])('after %j there is one', (text, typed, wanted) => {
    expect(labels(text, typed)).toContain(wanted);
  });
});

describe('what is offered', () => {
  const texts = ['', 'x = 2\nf = ', 'x = 2\nx = 3\n', 'def fc(a) = a\n', 'def max(a, b) = a\nf = ', 'y = 1\nf = relu('];
  const prefixes = Object.values<{ prefix: string | string[] }>(
    JSON.parse(readFileSync('media/snippets.json', 'utf8')),
  ).flatMap(({ prefix }) => prefix);

  test.each(texts)('is there once, snippets included, at the end of %j', (text) => {
    const all = [...labels(text), ...prefixes];
    expect(all.filter((label, i) => all.indexOf(label) !== i)).toEqual([]);
  });

  test('is a name without the words of its error', () => {
    const found = offered('A = [[1, 2], [3, 4]]; y = [1, 2, 3]\nq = A @ y\nf = ').find(({ label }) => label === 'q');
    expect(found).toMatchObject({ detail: '' });
  });
});
