import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ProjectFile, shippedCode } from './projectFiles.ts';

/**
 * The catalogue against the code. `UPDATE=1` gives each language the sentences that the code has, in their order: new ones empty, to be
 * translated, and without those that the code has no longer.
 */
const CATALOGUE = 'media/l10n/bundle.l10n.de.json';
const HOME = 'src/core/base/words.ts';

const speaking = shippedCode.filter(({ path, text }) => path !== HOME && /base\/words\.ts'/.test(text));
const CALL = /(?<![\w.])t(?:Pieces)?(?:<\w+>)?\(\s*/g;
const LITERAL = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/;

/** Of each call the sentence and the number of its values; undefined where the sentence is not a literal. */
function callsIn({ text }: ProjectFile): readonly (string | undefined)[] {
  return [...text.matchAll(CALL)].map((call) => {
    const literal = LITERAL.exec(text.slice(call.index + call[0].length));
    return literal ? (literal[1] ?? literal[2] ?? '').replaceAll(/\\(.)/g, '$1') : undefined;
  });
}

const sentences = [...new Set(speaking.flatMap((file) => callsIn(file)))].filter((one) => one !== undefined).sort();

const readTexts = (file: string): Readonly<Record<string, string>> => JSON.parse(readFileSync(file, 'utf8'));

if (process.env.UPDATE) {
  const known = readTexts(CATALOGUE);
  const updated = Object.fromEntries(sentences.map((sentence) => [sentence, known[sentence] ?? '']));
  writeFileSync(CATALOGUE, `${JSON.stringify(updated, null, 2)}\n`);
}

const german = readTexts(CATALOGUE);
const manifest = readTexts('package.nls.json');
const germanManifest = readTexts('package.nls.de.json');
const manifestPairs = Object.keys(manifest).map((key) => [manifest[key] ?? '', germanManifest[key] ?? ''] as const);
const pairs = [...Object.entries(german), ...manifestPairs];

const faulty = (isWrong: (english: string, translated: string) => boolean): readonly string[] =>
  pairs.filter(([english, translated]) => isWrong(english, translated)).map(([english]) => english);

/** What a translation leaves as it is, in any order: places, links, names of settings and files, symbols of the editor. */
const keptParts = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /\{\d+\}|\]\([^)]+\)|<keybinding:[^>]+>|\$\([a-z-]+\)|`[^`]*`|"[a-z]+\.[A-Za-z.]+"|\b[a-z]+\([a-z]*\) = \?|\btrain\([^)]*\)|\.(?:npz|npy|bp)\b/g,
    ),
  ]
    .map(([part]) => part)
    .sort();

/** Without links' targets and code. */
const proseOf = (text: string): string => text.replaceAll(/\]\([^)]+\)|<[^>]+>|`[^`]*`|\*?\btrain\([^)]*\)/g, ' ');

/** Words that are the same in German, or that the field uses in English; symbols and places aside. */
const SAME = new Set(
  'Graph,Start,Parameter,Training,Arrays,Fit,Code,Text,LaTeX,PyTorch,TikZ,Minibatch,lr,log,Zoom,Name'.split(','),
);
const isSame = (text: string): boolean => {
  const words = text.match(/\p{L}+/gu) ?? [];
  return words.every((word) => SAME.has(word));
};

describe('the catalogue of sentences', () => {
  it('is asked for with literals alone, so that none is missed', () => {
    const hidden = speaking.filter((file) => callsIn(file).includes(undefined)).map(({ path }) => path);
    expect(hidden).toEqual([]);
  });

  it('is asked when a sentence is said, never while a file is loaded', () => {
    // A constant of a file is made before the language is known; a function that makes it begins with an arrow.
    const early = speaking.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:export )?const (\w+)[^\n]*(?:\n[^\n}\])][^\n]*)*/gm)]
        .filter(([statement]) => {
          const said = statement.search(CALL);
          return said >= 0 && !/=>|\bfunction\b/.test(statement.slice(0, said));
        })
        .map(([, name]) => `${path}: ${name}`),
    );
    expect(early).toEqual([]);
  });

  it('has every sentence of the code, and no other', () => {
    expect(Object.keys(german)).toEqual(sentences);
  });

  it('numbers the places of a sentence from 0', () => {
    const wrong = sentences.filter((sentence) => {
      const places = [...new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)))];
      return places.toSorted((a, b) => a - b).some((place, i) => place !== i);
    });
    expect(wrong).toEqual([]);
  });
});

describe('German', () => {
  it('has the texts of the manifest', () => {
    expect(Object.keys(germanManifest)).toEqual(Object.keys(manifest));
  });

  it('translates everything', () => {
    expect(faulty((english, translated) => translated === '' || (translated === english && !isSame(english)))).toEqual(
      [],
    );
  });

  it('keeps places, links, names of settings and symbols', () => {
    expect(faulty((english, translated) => `${keptParts(english)}` !== `${keptParts(translated)}`)).toEqual([]);
  });

  it('says "du", with real umlauts, and ends sentences as English does', () => {
    expect(
      faulty((_, translated) => /\b(?:Ihre?[mnrs]?|Ihnen|Sie können|haben Sie|werden Sie)\b/.test(translated)),
    ).toEqual([]);
    expect(
      faulty((_, translated) => /\b\w*(?:fuer|ueber|naechst|zurueck|waehl|loesch|aender|moeglich)/i.test(translated)),
    ).toEqual([]);
    expect(faulty((english, translated) => /[.?!…:]$/.exec(english)?.[0] !== /[.?!…:]$/.exec(translated)?.[0])).toEqual(
      [],
    );
  });

  it('uses the words of the glossary', () => {
    const rows = [...readFileSync('media/l10n/README.md', 'utf8').matchAll(/^\| ([a-z][a-z -]+?) +\| ([^|]+?) +\|/gm)];
    expect(rows.length).toBeGreaterThan(20);
    const strays = rows.flatMap(([, english = '', allowed = '']) => {
      const stems = allowed.split(/, */).map((word) => word.toLowerCase());
      const word = new RegExp(`(?<![\\w.-])${english}s?(?![\\w(.-])`, 'i');
      return pairs
        .filter(
          ([sentence, said]) =>
            word.test(proseOf(sentence)) && !stems.some((stem) => said.toLowerCase().includes(stem)),
        )
        .map(([sentence]) => `${english}: ${sentence}`);
    });
    expect(strays).toEqual([]);
  });
});
