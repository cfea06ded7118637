import { afterEach, describe, expect, test } from 'vitest';
import { languageFrom, speak, spokenLanguage, t, tPieces } from '../../../src/core/base/words.ts';

const german = { code: 'de', sentences: { 'step {0} of {1}': 'von {1} Schritten der {0}.', done: 'erledigt' } };

describe('sentences', () => {
  afterEach(() => speak(languageFrom(undefined)));

  test('are English until a language is spoken', () => {
    expect(t('step {0} of {1}', 3, '1,000')).toBe('step 3 of 1,000');
    expect(spokenLanguage().code).toBe('en');
  });

  test('have their values where the language wants them', () => {
    speak(german);
    expect(t('step {0} of {1}', 3, 10)).toBe('von 10 Schritten der 3.');
    expect(t('done')).toBe('erledigt');
  });

  test('that no catalogue has stay English, whatever they are called', () => {
    speak(german);
    expect(t('not there: {0}', 'x')).toBe('not there: x');
    expect(t('constructor')).toBe('constructor');
  });

  test('take a value as it is: its own braces are no places', () => {
    expect(t('{0} and {1}', '{1}', '$&')).toBe('{1} and $&');
    expect(t('{0} and {1}', 'a')).toBe('a and {1}');
  });

  test('keep what is no text as it is', () => {
    speak(german);
    const element = { tag: 'b' };
    expect(tPieces('step {0} of {1}', element, element)).toEqual(['von ', element, ' Schritten der ', element, '.']);
  });

  test.each([
    undefined,
    null,
    'de',
    { code: 'de' },
    { code: '"><script>', sentences: {} },
    { code: 'de', sentences: null },
  ])('that are handed over as %o are English', (told) => {
    expect(languageFrom(told)).toEqual({ code: 'en', sentences: {} });
  });

  test('survive the way through JSON', () => {
    expect(languageFrom(JSON.parse(JSON.stringify(german)))).toEqual(german);
    expect(languageFrom({ code: 'de', sentences: { a: 1, b: 'B' } }).sentences).toEqual({ b: 'B' });
  });
});
