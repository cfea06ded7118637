import type { FileSource } from '../../src/core/makers/dataSet.ts';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import { LanguageService } from '../../src/language/document/service.ts';
import type { Settings } from '../../src/language/document/settings.ts';

export const URI = 'file:///lesson.bp';

const csv = new TextEncoder().encode('a,b,label\n1,2,0\n3,4,1\n5,6,1\n');

const words = new TextEncoder().encode('colour,kind\nred,a\nblue,b\n');

/** `points.csv` is there, so is `words.csv`, whose header is a guess; `slow.csv` is still being read, and no other file is to be found. */
const files: FileSource = {
  read: (path) =>
    path === 'words.csv'
      ? { state: 'ready', bytes: words, size: words.length }
      : path === 'points.csv'
        ? { state: 'ready', bytes: csv, size: csv.length }
        : path === 'slow.csv'
          ? { state: 'loading' }
          : { state: 'refused', reason: `there is no file ${path} beside this text` },
};

export const newService = (): LanguageService => new LanguageService({ filesOf: () => files });

/** A text opened in a language service of its own. */
export function openText(
  text: string,
  settings: Partial<Settings> = {},
): { service: LanguageService; state: DocumentState } {
  const service = newService();
  service.settings = { ...service.settings, ...settings };
  service.open(URI, 1, text);
  const state = service.state(URI);
  if (state === undefined) throw new Error('the text is not open');
  return { service, state };
}
