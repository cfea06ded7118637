/**
 * The words that a reader meets, in the reader's language. The sentences in the code are English and are the keys of a catalogue for each
 * other language (`media/l10n`); what has no entry there stays English. A program is told its language once, when it starts.
 */

export interface Language {
  /** As a page names it in `lang`: `de`. */
  readonly code: string;
  /** Sentences by their English, places for values included. */
  readonly sentences: Readonly<Record<string, string>>;
}

const english: Language = { code: 'en', sentences: {} };

let spoken = english;

/** From now on sentences are of this language. */
export function speak(language: Language): void {
  spoken = language;
}

/** To be handed to a page or a process that this program starts. */
export const spokenLanguage = (): Language => spoken;

/** What another program has handed over; English where it is no language. */
export function languageFrom(told: unknown): Language {
  if (typeof told !== 'object' || told === null || !('code' in told) || !('sentences' in told)) return english;
  const { code, sentences } = told;
  if (typeof code !== 'string' || !/^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(code)) return english;
  if (typeof sentences !== 'object' || sentences === null) return english;
  return {
    code,
    sentences: Object.fromEntries(Object.entries(sentences).filter(([, one]) => typeof one === 'string')),
  };
}

/**
 * A sentence in the reader's language, with values in its places `{0}`, `{1}`. It is called where the sentence is said, never while
 * a file is loaded: the language is not known yet. The sentence is a literal, for the catalogue is checked against the code.
 */
export const t = (sentence: string, ...values: readonly (string | number)[]): string =>
  values.length === 0 ? saidFor(sentence) : tPieces(sentence, ...values).join('');

/** The same as pieces, for values that are no text, such as elements of a page. */
export function tPieces<Value>(sentence: string, ...values: readonly (string | Value)[]): readonly (string | Value)[] {
  return saidFor(sentence)
    .split(/(\{\d+\})/)
    .map((piece) => {
      const place = /^\{(\d+)\}$/.exec(piece);
      return place ? (values[Number(place[1])] ?? piece) : piece;
    })
    .filter((piece) => piece !== '');
}

const saidFor = (sentence: string): string =>
  Object.hasOwn(spoken.sentences, sentence) ? (spoken.sentences[sentence] ?? sentence) : sentence;
