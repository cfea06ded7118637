import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';

const targets = (text: string): readonly string[] =>
  parseDocument(text).statements.flatMap(({ tree }) =>
    tree.kind === 'assignment' ? tree.targets.map(({ name }) => name) : [tree.kind],
  );

test('two names with one hash, and one place in the table, stay two', () => {
  const names = ['bxxxxa', 'cxxxxq', 'bxxxxa', 'cxxxxq'];
  expect(targets(names.map((name) => `${name} = 1`).join('\n'))).toEqual(names);
});

test('more names than the table holds, of every length', () => {
  const letters = 'abcxyzABCXYZ_019';
  let state = 1;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const names = Array.from({ length: 5000 }, () => {
    let name = 'n';
    for (let length = next(12); length > 0; length--) name += letters.charAt(next(letters.length));
    return name;
  });
  expect(targets(names.map((name) => `${name} = 1`).join('\n'))).toEqual(names);
});

test('def is a word of its own before any character that no name has', () => {
  expect(targets('def\u{1f600}f(x) = x')).toEqual(['broken']);
  expect(targets('define = 1\nd\u00e9f = 2\ndef\u00e9 = 3')).toEqual(['define', 'd\u00e9f', 'def\u00e9']);
});
