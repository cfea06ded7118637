/** What small changes of the code would break without another test seeing it. */
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { shapePage } from '../../src/language/features/comparing.ts';
import { folderAsked } from '../../src/language/features/pathCompletion.ts';
import { openText } from '../support/openText.ts';

describe('the shape detective', () => {
  const text = 'X = data([[1, 2], [3, 4]])\nW = param([[1, 2], [3, 4]])\nf = sum(X @ W)\n';

  test('says nothing of what lies below a pause', () => {
    const paused = `# %% [pause] Think\n# %% Below\n${text}`;
    const page = (of: string) => shapePage(openText(of).state, of.indexOf('@ W') + 2);
    expect(page(`# %% Above\n${text}`)).not.toBeNull();
    expect(page(paused)).toBeNull();
  });
});

test.each([
  ['X, y = csv("da', ''],
  ['X, y = csv("data/po', 'data/'],
  ['X, y = csv(path="data/po', 'data/'],
  ['X, y = csv("a.csv", target="la', undefined],
  ['X, y = csv("a.csv", "la', undefined],
  ['X, y = spiral("da', undefined],
] as const)('of %j the folder that is completed is %j', (text, folder) => {
  const { state } = openText(text);
  expect(folderAsked(state, state.positionAt(text.length))).toBe(folder);
});

test('a line without a name says the output’s name, not an empty one', () => {
  const { state } = openText('x = 3\nx * x\n');
  const titles = codeLenses(state, defaultSettings).map(({ command }) => command?.title ?? '');
  expect(titles.find((title) => title.includes('9'))).toMatch(/∂(\S+)\/∂\1 = 1/u);
  expect(titles.find((title) => title.includes('3'))).toContain('/∂x = 6');
});
