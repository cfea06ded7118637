/** What small changes of the code would break without another test seeing it. */
import { expect, test } from 'vitest';
import { printedArrays } from '../../src/core/tutor/compare/printedArrays.ts';
import { defaultSettings } from '../../src/language/document/settings.ts';
import { codeLenses } from '../../src/language/features/codeLens.ts';
import { comparison, shapePage } from '../../src/language/features/comparing.ts';
import { folderAsked } from '../../src/language/features/pathCompletion.ts';
import { graphFor } from '../../src/language/graph.ts';
import { openText, URI } from '../support/openText.ts';

test('neither the shape detective nor a comparison says anything of what lies below a pause', () => {
  const text = 'X = data([[1, 2], [3, 4]])\nW = param([[1, 2], [3, 4]])\nf = sum(X @ W)\n';
  const pagesOf = (whole: string) => {
    const { state } = openText(whole);
    const offset = whole.indexOf('@ W') + 2;
    return [shapePage(state, offset), comparison(state, offset, printedArrays('W = [[1 2]\n [3 4]]'))];
  };
  expect(pagesOf(`# %% Above\n${text}`)).not.toContain(null);
  expect(pagesOf(`# %% [pause] Think\n# %% Below\n${text}`)).toEqual([null, null]);
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

test('no badge says that a hidden value is not a number', () => {
  const graphOf = (title: string) => {
    const text = `${title}\nx = -1\nq = log(x)\nf = 2 * q\nvalue(q) = ?\n`;
    const { service, state } = openText(text);
    const answer = graphFor(service, state, {
      uri: URI,
      selection: { from: text.length, to: text.length },
      what: 'cell',
    });
    return answer && 'nodes' in answer
      ? answer.nodes.flatMap(({ badges }) => badges.map(({ kind }) => kind))
      : undefined;
  };
  expect(graphOf('# %% Open')).toContain('nan');
  expect(graphOf('# %% [practice]')).toEqual([]);
});
