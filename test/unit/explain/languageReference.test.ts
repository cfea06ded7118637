import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { dataSetPage, gatePage, makerPage, type Page } from '../../../src/core/explain/hover/pages.ts';
import { gates } from '../../../src/core/gates/index.ts';
import { makers } from '../../../src/core/makers/index.ts';
import { trainOptions } from '../../../src/core/semantics/trainOptions.ts';
import { dataSets } from '../../../src/data/index.ts';
import { openText } from '../../support/openText.ts';

const file = fileURLToPath(new URL('../../../media/language.md', import.meta.url));

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
type Row = readonly string[];
const row = (...cells: Row): Row => cells.map((cell) => cell.replaceAll('|', '\\|'));

/** As the formatter leaves it: columns of equal width. */
function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => [...(cells[column] ?? '')].length)),
  );
  const line = (cells: Row, fill = ' '): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '') + fill.repeat(width - [...(cells[column] ?? '')].length)).join(' | ')} |`;
  return [line(head), line([], '-'), ...rows.map((cells) => line(cells))].join('\n');
}

const options = ({ facts }: Page): string =>
  facts
    .map(({ name, initial, meaning }) => `${code(name)}${initial === '' ? '' : ` (${initial})`}: ${meaning}`)
    .join(' ');

/** Rules that need more than a line, or the operands' sizes, are told in hovers. */
const rulesIn = ({ rules }: Page): string =>
  rules.every(({ plain }) => plain.length < 100 && !plain.includes('upstream['))
    ? rules.map(({ plain }) => code(plain)).join('<br>')
    : '';

/** What is said of the language is said by its records. */
const sections: Readonly<Record<string, string>> = {
  functions: table(
    ['written', 'gives', 'backward', 'shapes'],
    gates
      .filter(({ spelling }) => spelling.kind !== 'unwritten' && spelling.kind !== 'list' && spelling.kind !== 'index')
      .map(gatePage)
      .map((page) => row(code(page.signature), page.summary, rulesIn(page), page.shapes)),
  ),
  makers: table(
    ['written', 'gives', 'options'],
    makers.map(makerPage).map((page) => row(code(page.signature), page.summary, options(page))),
  ),
  'data sets': table(
    ['written', 'gives', 'options'],
    dataSets.map(dataSetPage).map((page) => row(code(page.signature), page.summary, options(page))),
  ),
  training: table(
    ['option', 'left out', 'takes', 'meaning'],
    trainOptions.map(({ name, initial, takes, meaning }) => row(code(name), initial, takes, meaning)),
  ),
};

/** The page with every section as it ought to be. */
const written = (page: string): string =>
  Object.entries(sections).reduce((text, [name, section]) => {
    const [head, rest] = text.split(`<!-- ${name} -->\n`);
    const [, tail] = rest?.split(`<!-- /${name} -->`) ?? [];
    if (tail === undefined) throw new Error(`the page has no place for the ${name}`);
    return `${head}<!-- ${name} -->\n\n${section}\n\n<!-- /${name} -->${tail}`;
  }, page);

test('the reference of the language has every function, maker, data set and option', () => {
  const page = readFileSync(file, 'utf8');
  if (process.env.UPDATE === '1') writeFileSync(file, written(page));
  else expect(page).toBe(written(page));
});

test('the example of the reference is without an error', () => {
  const [, example = ''] = /^```bp\n([\s\S]*?)^```$/m.exec(readFileSync(file, 'utf8')) ?? [];
  const { state } = openText(example);
  expect(state.evaluation.statements.flatMap(({ problems }) => problems)).toEqual([]);
  expect(example).toContain('f = q * z');
});
