import type { Surroundings } from '../../autodiff/evaluation.ts';
import { plainSurroundings } from '../../autodiff/surroundings.ts';
import { variantsOf } from './variants.ts';
import { worksheetLatex } from './worksheetLatex.ts';
import { worksheetMarkdown } from './worksheetMarkdown.ts';
import { type WorksheetPage, worksheetPage } from './worksheetPage.ts';

export const worksheetFormats = ['markdown', 'latex'] as const;
export type WorksheetFormat = (typeof worksheetFormats)[number];

export interface WorksheetWish {
  readonly to: WorksheetFormat;
  /** Sheets with other numbers in the practice cells; 0 (default): one sheet with the numbers of the text. */
  readonly variants?: number;
  readonly seed?: number;
  readonly surroundings?: Surroundings;
}

/** Two documents of their own: the blank sheet, and the same with the answers in it. Variants note their seed in a comment. */
export interface Worksheet {
  readonly sheet: string;
  readonly key: string;
}

const MOST_VARIANTS = 200;

export function worksheet(text: string, wish: WorksheetWish): Worksheet {
  const { to, variants = 0, seed = 0, surroundings = plainSurroundings } = wish;
  const texts =
    variants < 1 ? [text] : variantsOf(text, { seed, count: Math.min(variants, MOST_VARIANTS), surroundings });
  const pages = texts.map(
    (one, i): WorksheetPage => worksheetPage(one, surroundings, variants < 1 ? undefined : i + 1),
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
