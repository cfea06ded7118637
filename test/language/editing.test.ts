import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openText } from '../support/openText.ts';
import { type Edit, Editor, pieces, type Step, seen, startingTexts } from './editor.ts';
import { lessons } from './lessons.ts';

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removes: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 20, max: 200 }),
  ),
  writes: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...pieces) },
    fc.constant(''),
    fc.string({ maxLength: 6, unit: 'binary' }),
  ),
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: edit },
    { weight: 2, arbitrary: fc.constant('undo' as const) },
    fc.constant('redo' as const),
  ),
  { minLength: 1, maxLength: 25 },
);

describe('after any edits', () => {
  test('the state is that of the same text freshly opened', () => {
    fc.assert(
      fc.property(fc.constantFrom(...startingTexts), steps, fc.nat({ max: 3 }), (text, all, asking) => {
        const editor = new Editor(text);
        all.forEach((step, i) => {
          editor.take(step, (i & asking) === 1);
        });
        expect(editor.state.document.text).toBe(editor.text);
        expect(editor.seen()).toEqual(seen(openText(editor.text).state));
      }),
      { numRuns: 150, seed: 20, endOnFailure: false },
    );
  });

  test('undoing all of them gives the state of the beginning', () => {
    fc.assert(
      fc.property(fc.constantFrom(...startingTexts), fc.array(edit, { minLength: 1, maxLength: 12 }), (text, edits) => {
        const editor = new Editor(text);
        const before = editor.seen();
        for (const step of edits) editor.take(step, true);
        for (const _ of edits) editor.take('undo', false);
        expect(editor.seen()).toEqual(before);
      }),
      { numRuns: 50, seed: 21 },
    );
  });

  test('asking does not write, and the same text gives the same answers', () => {
    for (const { text } of lessons) {
      const { state } = openText(text);
      const before = seen(state);
      expect(seen(state)).toEqual(before);
      expect(seen(openText(text).state)).toEqual(before);
    }
  });
});
