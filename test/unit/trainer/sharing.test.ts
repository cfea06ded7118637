import { expect, test } from 'vitest';
import { Sharing } from '../../../src/trainer/dense/sharing.ts';

/** How many of `calls` calls are shared when a step takes so long alone and together. */
function shared(sharing: Sharing, calls: number, alone: number, together: number): number {
  let count = 0;
  for (let i = 0; i < calls; i++) {
    const both = sharing.next();
    if (both) count++;
    sharing.took(both, 10 * (both ? together : alone), 10);
  }
  return count;
}

test('the second thread is asked where it helps, and no longer once the computer is busy', () => {
  const sharing = new Sharing();
  expect(shared(sharing, 320, 2, 1.2)).toBeGreaterThan(300);
  shared(sharing, 64, 2, 3);
  expect(shared(sharing, 320, 2, 3)).toBeLessThan(20);
  shared(sharing, 320, 2, 1.2);
  expect(shared(sharing, 320, 2, 1.2)).toBeGreaterThan(300);
});
