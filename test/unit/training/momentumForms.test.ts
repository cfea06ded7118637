import { describe, expect, test } from 'vitest';
import { formsAgree, momentumForms } from '../../../webview/training/model/momentumForms.ts';
import type { UpdateRow } from '../../../webview/training/model/updateNumbers.ts';

/** Updates of f = ½w² from w = 1 at β = 0.9, one for each lr, as the course writes them. */
function updates(rates: readonly number[]): readonly UpdateRow[] {
  let [w, v] = [1, 0];
  return rates.map((lr, index) => {
    const [before, velocityBefore, gradient] = [w, v, w];
    v = gradient + 0.9 * v;
    w -= lr * v;
    const remembered = { velocityBefore, velocity: v, memoryBefore: [velocityBefore], memory: [v] };
    return { number: index + 1, gradient, ...remembered, before, after: w, lr, beta: 0.9 };
  });
}

describe('the forms of momentum', () => {
  test('move W alike while lr stays', () => {
    const rows = updates([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    for (const [index, { before, after }] of rows.entries()) {
      const forms = momentumForms(rows, index);
      for (const { move } of forms) expect(before + move).toBeCloseTo(after, 12);
      expect(formsAgree(forms)).toBe(true);
    }
    const [, inside, mean] = momentumForms(rows, 3);
    expect(inside?.velocity).toBeCloseTo(0.2268 - 0.486, 12);
    expect(mean?.lr).toBeCloseTo(1, 12);
  });

  test('part where lr is cut: the course obeys at once, CS231n coasts', () => {
    const rows = updates([0.1, 0.1, 0.1, 0.01]);
    const [course, inside, mean] = momentumForms(rows, 3);
    expect(0.486 + (course?.move ?? 0)).toBeCloseTo(0.46008, 12);
    expect(0.486 + (inside?.move ?? 0)).toBeCloseTo(0.27054, 12);
    expect(mean?.move).toBeCloseTo(course?.move ?? 0, 12);
    expect(formsAgree(momentumForms(rows, 3))).toBe(false);
  });

  test('go on from a velocity that was there before the rows', () => {
    const rows = updates([0.1, 0.1, 0.1, 0.1, 0.1]);
    const [, whole] = momentumForms(rows, 4);
    const [, late] = momentumForms(rows.slice(2), 2);
    expect(late?.move).toBeCloseTo(whole?.move ?? 0, 12);
    expect(momentumForms([], 0)).toEqual([]);
  });
});
