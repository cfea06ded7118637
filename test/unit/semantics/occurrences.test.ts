import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesBefore, namesGiven, occurrencesIn, placeAt } from '../../../src/core/semantics/occurrences.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { lessons } from '../../language/lessons.ts';

const texts = [
  ...lessons.map(({ text }) => text),
  'def f(w, x) = w * x + w; w = 2\ny = f(w=3, x=w); f(1, x=y)\nbackward f(w, x, upstream) = (upstream, w)\n',
  'a = 1; a = a + a\n(a)\nb, c = spiral(n=a)\ndef a(a) = a\na(a)',
  'x = \nx = (y\ny = 2; = x; x y\n',
  '',
];

describe('names at one place', () => {
  it.each(texts.map((text) => [text.slice(0, 30), text]))('are those of the whole text: %j', (_, text) => {
    const whole = occurrencesIn(parseDocument(text));
    // A second document of the same text, of which nothing is known.
    const alone = parseDocument(text);
    for (let offset = 0; offset <= text.length; offset++) expect(placeAt(alone, offset)).toEqual(whole.at(offset));
  });

  it('are those of the whole text after letters were taken away and put in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.constantFrom('', 'a', '(', '\n', 'w=', ';'),
        (text, at, put) => {
          const from = at % (text.length + 1);
          const changed = text.slice(0, from) + put + text.slice(from + 1);
          const whole = occurrencesIn(parseDocument(changed));
          const alone = parseDocument(changed);
          for (let offset = Math.max(0, from - 20); offset <= from + 20; offset++)
            expect(placeAt(alone, offset)).toEqual(whole.at(offset));
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });
});

it.each(texts.map((text) => [text.slice(0, 30), text]))('names before each statement are the newest: %j', (_, text) => {
  const document = parseDocument(text);
  const whole = occurrencesIn(document);
  for (let statement = 0; statement <= document.statements.length; statement++)
    expect(new Map(namesBefore(document, statement).map((known) => [known.name, known.statement]))).toEqual(
      new Map([...whole.before(statement)].map(([name, thing]) => [name, thing.statement])),
    );
  expect(namesGiven(document)).toEqual(new Set(whole.things.map(({ name }) => name)));
});
