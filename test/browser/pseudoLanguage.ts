/** A language in which every sentence of the catalogue stands between marks, so that a word without them is one that was never asked for. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Language } from '../../src/core/base/words.ts';
import { inRoot } from '../tools/project.ts';

const catalogue: object = JSON.parse(readFileSync(inRoot('media/l10n/bundle.l10n.de.json'), 'utf8'));

export const pseudoLanguage: Language = {
  code: 'en',
  sentences: Object.fromEntries(Object.keys(catalogue).map((sentence) => [sentence, `⟦${sentence}⟧`])),
};

/** Words on the page, in its texts and in what it tells screen readers, that are neither marked nor within `apart`. */
export const unmarkedWords = (page: Page, apart: readonly string[]): Promise<readonly string[]> =>
  page.evaluate((selector) => {
    // Names of one letter and signs are the learner's and the formulas' own; so is what stands between marks.
    const isWord = (text: string): boolean => {
      let inner = text;
      for (let before = ''; before !== inner; ) {
        before = inner;
        inner = inner.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
      }
      return /\p{L}{2,}/u.test(inner);
    };
    const found = new Set<string>();
    const elements = [...document.querySelectorAll('body *:not(script, style)')].filter(
      (one) => !one.closest(selector),
    );
    for (const element of elements) {
      const own = [...element.childNodes]
        .filter((node) => node instanceof Text)
        .map(({ textContent }) => textContent ?? '');
      const told = ['title', 'aria-label', 'placeholder', 'aria-valuetext'].map(
        (name) => element.getAttribute(name) ?? '',
      );
      // A sentence may go around an element: its marks are in the texts before and behind it.
      for (const text of [own.join('⟦⟧'), ...told]) if (isWord(text)) found.add(text.trim());
    }
    return [...found];
  }, apart.join(', '));
