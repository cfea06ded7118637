import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-types';
import type { DocumentState } from '../../src/language/document/documentState.ts';
import { codeActions } from '../../src/language/features/codeActions.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { rename } from '../../src/language/features/rename.ts';
import { openText, URI } from '../support/openText.ts';
import { edited } from '../support/textEdits.ts';

const folder = new URL('../../media/lessons/', import.meta.url);
const lessons = readdirSync(fileURLToPath(folder)).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), 'utf8').replaceAll(/(spiral|line)\(n=\d+/g, '$1(n=12'),
}));

const applied = (text: string, { edit }: CodeAction): string => edited(text, edit?.changes?.[URI] ?? []);

const errorsIn = (state: DocumentState): readonly string[] =>
  diagnostics(state)
    .filter(({ severity }) => severity === 1)
    .map(({ code, message }) => `${code}: ${message}`);

/** The values of each name, in the order in which it is given. */
function valuesIn({ evaluation }: DocumentState): ReadonlyMap<string, readonly (readonly number[])[]> {
  const values = new Map<string, number[][]>();
  for (const { bindings } of evaluation.statements)
    for (const { name, node } of bindings)
      if (node !== undefined)
        values.set(name, [...(values.get(name) ?? []), [...evaluation.tape.valueOf(node).data].slice(0, 200)]);
  return values;
}

/** Names that the new text has kept have the values that they had; 12 digits, as a sum may be added up in another order. */
function expectSameValues(before: DocumentState, now: DocumentState, what: string): void {
  const old = valuesIn(before);
  for (const [name, values] of valuesIn(now)) {
    const known = old.get(name);
    if (known === undefined || known.length !== values.length) continue;
    values.forEach((value, i) => {
      value.forEach((entry, k) => {
        const expected = known[i]?.[k] ?? Number.NaN;
        const close =
          Object.is(entry, expected) || Math.abs(entry - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
        if (!close) throw new Error(`${what}: ${name}[${k}] was ${expected} and is ${entry}`);
      });
    });
  }
}

/** Where a word or a sign begins, and the end: what is offered is the same all over a word. */
const placesIn = (text: string): readonly number[] => [
  ...[...text.matchAll(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)].map(({ index }) => index),
  text.length,
];

const rewriting = (action: CodeAction): boolean => action.edit !== undefined && !action.kind?.startsWith('quickfix');

describe('every rewriting, at every place of every lesson', () => {
  test.each(lessons)('$name: no errors, and the same values', ({ text }) => {
    const { state } = openText(text);
    expect(errorsIn(state).filter((error) => !/^(data-file|train-option: batch)/.test(error))).toEqual([]);
    const offered = new Set<string>();
    for (const offset of placesIn(text)) {
      const position = state.positionAt(offset);
      for (const action of codeActions(state, { start: position, end: position }, [])) {
        if (!rewriting(action)) continue;
        const result = applied(text, action);
        if (offered.has(result)) continue;
        offered.add(result);
        const now = openText(result).state;
        expect(errorsIn(now), `${action.title}\n${result}`).toEqual(errorsIn(state));
        expectSameValues(state, now, action.title);
      }
    }
  });

  test.each(lessons)('$name: each expression can be extracted', ({ text }) => {
    const { state } = openText(text);
    const { document } = state;
    document.statements.forEach(({ text: words }, i) => {
      const start = document.starts[i] ?? 0;
      for (const [part] of words.matchAll(/\b\w+\([^()]*\)|\([^()]*\)/g)) {
        const from = start + words.indexOf(part);
        const range = state.rangeOf({ from, to: from + part.length });
        const extract = codeActions(state, range, []).find(({ kind }) => kind === 'refactor.extract');
        if (extract === undefined) continue;
        const now = openText(applied(text, extract)).state;
        expect(errorsIn(now)).toEqual(errorsIn(state));
        expectSameValues(state, now, `${extract.title}: ${part}`);
      }
    });
  });
});

describe('every rename', () => {
  test.each(lessons)('$name: to a fresh name and back is the same text, with the same values between', ({ text }) => {
    const { state } = openText(text);
    const seen = new Set<string>();
    for (const offset of placesIn(text)) {
      const edit = rename(state, state.positionAt(offset), 'renamed');
      if ('refused' in edit) continue;
      const result = edited(text, edit.changes?.[URI] ?? []);
      if (seen.has(result)) continue;
      seen.add(result);
      const now = openText(result).state;
      expect(errorsIn(now)).toEqual(errorsIn(state));
      const oldName = text.slice(...spanAt(text, offset));
      const back = rename(now, now.positionAt(result.indexOf('renamed')), oldName);
      expect('refused' in back ? back.refused : edited(result, back.changes?.[URI] ?? [])).toBe(text);
    }
  });
});

function spanAt(text: string, offset: number): [number, number] {
  const isLetter = (i: number): boolean => /[\p{L}\p{N}_]/u.test(text[i] ?? '');
  let from = offset;
  while (from > 0 && isLetter(from - 1)) from--;
  let to = offset;
  while (isLetter(to)) to++;
  return [from, to];
}
