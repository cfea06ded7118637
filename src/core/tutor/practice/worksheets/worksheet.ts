import { plainSurroundings } from '../../../evaluate/environment.ts';
import { evaluateDocument } from '../../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../evaluate/evaluation.ts';
import { parseDocument } from '../../../syntax/document.ts';
import { variantsOf } from './variants.ts';
import { worksheetLatex } from './worksheetLatex.ts';
import { worksheetMarkdown } from './worksheetMarkdown.ts';
import { worksheetPage } from './worksheetPage.ts';

export const worksheetFormats = ['markdown', 'latex'] as const;
export type WorksheetFormat = (typeof worksheetFormats)[number];

export interface WorksheetWish {
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

export function worksheet(given: Evaluation, wish: WorksheetWish): Worksheet {
  const { to, variants = 0, seed = 0, surroundings = plainSurroundings } = wish;
  const pages =
    variants < 1
      ? [worksheetPage(given, undefined)]
      : variantsOf(given.document.text, { seed, count: Math.min(variants, MOST_VARIANTS), surroundings }).map(
          (text, i) => worksheetPage(evaluateDocument(parseDocument(text), surroundings), i + 1),
        );
  const write = to === 'latex' ? worksheetLatex : worksheetMarkdown;
  const note = to === 'latex' ? `% seed ${seed}\n` : `\n<!-- seed ${seed} -->\n`;
  const made = (key: boolean): string => {
    const body = write(pages, key);
    if (variants < 1) return body;
    return to === 'latex' ? note + body : body + note;
  };
  return { sheet: made(false), key: made(true) };
}
