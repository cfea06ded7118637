import { expect, test } from 'vitest';
import { Sharing } from '../../../src/trainer/dense/sharing.ts';

/** How many of `calls` calls are made by each number of threads, when a step takes these milliseconds with 1, 2 … of them. */
function shares(sharing: Sharing, calls: number, times: readonly number[]): readonly number[] {
  const counts = times.map(() => 0);
  for (let i = 0; i < calls; i++) {
    const threads = sharing.next(times.length);
    counts[threads - 1] = (counts[threads - 1] ?? 0) + 1;
    sharing.took(threads, 10 * (times[threads - 1] ?? 0), 10);
  }
  return counts;
}

test('the second thread is asked where it helps, and no longer once the computer is busy', () => {
  const sharing = new Sharing();
  expect(shares(sharing, 320, [2, 1.2])[1]).toBeGreaterThan(300);
  shares(sharing, 64, [2, 3]);
  expect(shares(sharing, 320, [2, 3])[1]).toBeLessThan(20);
  shares(sharing, 320, [2, 1.2]);
  expect(shares(sharing, 320, [2, 1.2])[1]).toBeGreaterThan(300);
});

test('of many threads as many work as are fastest, also when that changes', () => {
  const sharing = new Sharing();
  expect(shares(sharing, 320, [2, 1.2, 1, 1.1])[2]).toBeGreaterThan(290);
  shares(sharing, 3200, [2, 1.2, 1.5, 1.9]);
  expect(shares(sharing, 320, [2, 1.2, 1.5, 1.9])[1]).toBeGreaterThan(300);
});

test('a thread that becomes ready late is tried, and one that is gone is not called', () => {
  const sharing = new Sharing();
  shares(sharing, 100, [2]);
  expect(shares(sharing, 100, [2, 1.2])[1]).toBeGreaterThan(80);
  expect(shares(sharing, 100, [2])).toEqual([100]);
});
