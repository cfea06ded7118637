import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { isStatement } from './recogniser.ts';
import { SAMPLE_PROGRAMS } from './samplePrograms.ts';
import { errorsOf } from './treeShape.ts';

const WORDS = [
  'x',
  'f',
  'grad',
  'value',
  'backward',
  'train',
  'def',
  'T',
  '3',
  '.5',
  '1e-3',
  '"a"',
  '(',
  ')',
  '[',
  ']',
  ',',
  '=',
  '?',
  ':',
  '.',
  '+',
  '-',
  '*',
  '**',
  '@',
  '<',
  '==',
  '+=',
  '·',
  '−',
];

const accepts = (text: string): boolean => errorsOf(parseDocument(text)).length === 0;
const agrees = (text: string): void => {
  expect(accepts(text), text).toBe(isStatement(text));
};

/** Statements of the sample programs that stand on one line, as words. */
const LINES: readonly (readonly string[])[] = SAMPLE_PROGRAMS.flatMap((program) =>
  parseDocument(program)
    .statements.map(({ text }) => text)
    .filter((text) => !text.includes('\n') && !/^def .*:/.test(text) && /^[\p{ASCII}·×−]*$/u.test(text))
    .map((text) => text.match(/[A-Za-z_]\w*|(?:\d|\.\d)[\d._]*(?:e-\d+)?|"[^"]*"|\*\*=?|[-+*/@<>=!]=|\S/g) ?? []),
);

describe('no wrong text is accepted in silence, and no right one refused', () => {
  test('the recogniser knows the language', () => {
    expect(LINES.length).toBeGreaterThan(40);
    for (const line of LINES) expect(isStatement(line.join(' ')), line.join(' ')).toBe(true);
    for (const wrong of [
      'x =',
      'f(a',
      'a < b < c',
      'x = (1, 2)',
      'x y',
      'f(a=1, 2)',
      'x = ?',
      '= 3',
      'grad(x)[0][1] = 3',
    ])
      expect(isStatement(wrong), wrong).toBe(false);
  });

  test('one word of a right line removed, doubled, exchanged or put in', () => {
    for (const line of LINES) {
      for (let i = 0; i < line.length; i++) {
        agrees(line.toSpliced(i, 1).join(' ') || 'x');
        agrees(line.toSpliced(i, 0, line[i] ?? '').join(' '));
        agrees(line.toSpliced(i, 2, line[i + 1] ?? '', line[i] ?? '').join(' '));
        for (const word of WORDS) agrees(line.toSpliced(i, 0, word).join(' '));
      }
    }
  });

  test('any two words, and any three in brackets', () => {
    for (const first of WORDS)
      for (const second of WORDS) {
        agrees(`${first} ${second}`);
        for (const third of WORDS) {
          agrees(`[ ${first} ${second} ${third} ]`);
          agrees(`f ( ${first} ${second} ${third} )`);
        }
      }
  });

  test('any words in any order', () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(soup, (words) => agrees(words.join(' '))),
      { numRuns: 20_000 },
    );
  });
});
