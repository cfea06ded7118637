import { describe, expect, test } from 'vitest';
import { newService, openText, URI } from '../support/openText.ts';
import { ofCommands, ofGraph, ofPlace, ofText } from './everyFeature.ts';
import { lessons } from './lessons.ts';
import { mutator } from './mutations.ts';
import { lensFaults, unsound, valueLenses } from './soundness.ts';

describe('every prefix of every lesson, typed letter by letter', () => {
  test.each(lessons)('$name', ({ text }) => {
    const service = newService();
    const every = Math.max(4, Math.ceil(text.length / 250));
    service.open(URI, 0, '');
    for (let i = 0; i < text.length; i++) {
      const before = service.state(URI);
      const end = before?.positionAt(i) ?? { line: 0, character: 0 };
      service.change(URI, i + 1, [{ range: { start: end, end }, text: text[i] ?? '' }]);
      const state = service.state(URI);
      if (state === undefined) throw new Error('the text is closed');
      if (state.document.text.length !== i + 1) expect.fail(`letter ${i} is lost`);
      // Every prefix is evaluated; the features, which cost more, are asked at some.
      if (i % every !== 0) continue;
      const position = state.positionAt(i + 1);
      const asked = { service, state, position };
      const wrong = unsound(
        asked,
        ofText,
        ofPlace,
        ...(i % (every * 10) === 0 ? [ofGraph] : []),
        ...(i % (every * 60) === 0 ? [ofCommands] : []),
      );
      if (wrong.length > 0) expect.fail(`${JSON.stringify(state.document.text)}\n${wrong.join('\n')}`);
    }
  });
});

describe('texts with something wrong in them', () => {
  const count = 1000;
  const parts = 10;
  test.each(Array.from({ length: parts }, (_, part) => part))('part %i of ten', (part) => {
    const mutated = mutator(
      lessons.map(({ text }) => text),
      `mutations ${part}`,
    );
    for (let i = 0; i < count / parts; i++) {
      const text = mutated.next();
      const { service, state } = openText(text);
      const position = state.positionAt((i * 7919) % (text.length + 1));
      const asked = { service, state, position };
      const wrong = unsound(
        asked,
        ofText,
        ofPlace,
        ...(i % 5 === 0 ? [ofGraph] : []),
        ...(i % 20 === 0 ? [ofCommands] : []),
      );
      if (wrong.length > 0) expect.fail(`${JSON.stringify(text)}\n${wrong.join('\n')}`);
    }
  });
});

describe('lenses while typing', () => {
  test('there is one for each statement after each of 200 edits, and lines that are not touched keep theirs', () => {
    const lesson = lessons.find(({ name }) => name.startsWith('08'))?.text ?? '';
    const service = newService();
    service.open(URI, 0, lesson);
    const typed = ['(', ')', 'x', '+', '1', '\n', ' ', '=', '*', '-', '2', '#', '[', ']', ';', '.', '?', ','];
    for (let i = 0; i < 200; i++) {
      const state = service.state(URI);
      if (state === undefined) throw new Error('the text is closed');
      const { length } = state.document.text;
      const from = (i * 7919) % length;
      const isDeletion = i % 3 === 2;
      const range = state.rangeOf({ from, to: isDeletion ? Math.min(length, from + 3) : from });
      service.change(URI, i + 1, [{ range, text: isDeletion ? '' : (typed[i % typed.length] ?? '') }]);
      const now = service.state(URI);
      if (now === undefined) throw new Error('the text is closed');
      expect(lensFaults(now)).toEqual([]);
      expect(valueLenses(now).length).toBe(now.document.statements.length);
    }
  });

  test('a line says that it is broken while it is, and its value again when it is whole', () => {
    const service = newService();
    const line = 'f = (x + 1) * 3';
    service.open(URI, 0, 'x = 2\n\ng = x * 5');
    const seen: string[] = [];
    for (let i = 0; i < line.length; i++) {
      const at = { line: 1, character: i };
      service.change(URI, i + 1, [{ range: { start: at, end: at }, text: line[i] ?? '' }]);
      const state = service.state(URI);
      if (state === undefined) throw new Error('the text is closed');
      const lenses = valueLenses(state);
      expect(lenses.length).toBe(3);
      expect(lenses.at(-1)).toContain('g = 10');
      const broken = state.document.statements[1]?.problems.some(({ severity }) => severity === 'error') ?? false;
      const unknown = state.evaluation.statements[1]?.problems.some(({ severity }) => severity === 'error') ?? false;
      expect(lenses[1]?.startsWith('$(error)\u00a0')).toBe(broken || unknown);
      seen.push(lenses[1] ?? '');
    }
    expect(seen.at(-1)).toContain('f = 9');
  });
});
