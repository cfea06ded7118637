import { foreignMarkdown, markdownCodeCell, markdownFence } from '../../../base/quoting.ts';
import { finish, part, type Work } from '../../../base/work.ts';
import { plainSurroundings } from '../../../evaluate/environment.ts';
import { evaluateDocument } from '../../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../evaluate/evaluation.ts';
import { parseDocument } from '../../../syntax/document.ts';
import { variantTexts } from './variants.ts';
import { worksheetLatex } from './worksheetLatex.ts';
import { type PrintedQuestion, type WorksheetPage, type WorksheetPart, worksheetPage } from './worksheetPage.ts';

/** Blank boxes are empty cells of a table. */
const worksheetMarkdown = (pages: readonly WorksheetPage[], key: boolean): string =>
  `${pages.map((page) => pageText(page, key)).join('\n\n---\n\n')}\n`;

function pageText({ title, variant, parts }: WorksheetPage, key: boolean): string {
  const heading = [title, variant === undefined ? '' : `variant ${variant}`, key ? 'key' : ''].filter(Boolean);
  return [
    `# ${foreignMarkdown(heading.join(', '))}`,
    ...(key ? [] : ['Name: ______________________   Date: ______________']),
    ...parts.map((part) => partText(part, key)),
  ].join('\n\n');
}

function partText(part: WorksheetPart, key: boolean): string {
  switch (part.kind) {
    case 'heading':
      return `## ${foreignMarkdown(part.title)}`;
    case 'prose':
      return part.lines.map(foreignMarkdown).join('\n');
    case 'given':
      return markdownFence(part.lines);
    case 'questions':
      return [
        key ? '| | find | answer | how |' : '| | find | answer |',
        key ? '| ---: | :--- | :--- | :--- |' : '| ---: | :--- | :---------------------------- |',
        ...part.questions.map((question) => row(question, key)),
      ].join('\n');
  }
}

function row({ number, asked, shape, answer, work }: PrintedQuestion, key: boolean): string {
  const find = markdownCodeCell(asked.plain) + (shape === '' ? '' : `, shape ${shape}`);
  if (!key) return `| ${number} | ${find} | ${'&nbsp;'.repeat(12)} |`;
  return `| ${number} | ${find} | ${answer ? markdownCodeCell(answer.plain) : 'none'} | ${work.map(({ plain }) => markdownCodeCell(plain)).join('<br>')} |`;
}

export const worksheetFormats = ['markdown', 'latex'] as const;
export type WorksheetFormat = (typeof worksheetFormats)[number];

interface WorksheetWish {
  readonly to: WorksheetFormat;
  /** Sheets with other numbers in the practice cells; 0 (default): one sheet with the numbers of the text. */
  readonly variants?: number;
  readonly seed?: number;
  /** For variants, which are evaluated anew. */
  readonly surroundings?: Surroundings;
}

/** Two documents of their own: the blank sheet, and the same with the answers in it. Variants note their seed in a comment. */
export interface Worksheet {
  readonly sheet: string;
  readonly key: string;
}

const MOST_VARIANTS = 200;

/** The share of the work that finding other numbers takes. */
const NUMBERS = 0.8;

/** All at once. */
export const worksheet = (given: Evaluation, wish: WorksheetWish): Worksheet => finish(worksheetWork(given, wish));

export function* worksheetWork(given: Evaluation, wish: WorksheetWish): Work<Worksheet> {
  const { to, variants = 0, seed = 0, surroundings = plainSurroundings } = wish;
  const pages: WorksheetPage[] = [];
  if (variants < 1) pages.push(worksheetPage(given, undefined));
  else {
    const count = Math.min(variants, MOST_VARIANTS);
    for (const text of yield* part(variantTexts(given.document.text, { seed, count, surroundings }), 0, NUMBERS)) {
      pages.push(worksheetPage(evaluateDocument(parseDocument(text), surroundings), pages.length + 1));
      yield NUMBERS + ((1 - NUMBERS) * pages.length) / count;
    }
  }
  const write = to === 'latex' ? worksheetLatex : worksheetMarkdown;
  const note = to === 'latex' ? `% seed ${seed}\n` : `\n<!-- seed ${seed} -->\n`;
  const made = (key: boolean): string => {
    const body = write(pages, key);
    if (variants < 1) return body;
    return to === 'latex' ? note + body : body + note;
  };
  return { sheet: made(false), key: made(true) };
}
