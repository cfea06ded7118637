import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';

describe('a seeded stream', () => {
  test('has the numbers that texts have shown since the first version', () => {
    const random = seededRandom('x');
    expect([random.uniform(), random.normal(), random.normal(), random.below(1000)]).toEqual([
      0.2968023316460515, 0.14082584977410267, -0.4622061202427172, 540,
    ]);
  });

  test('fills arrays with the normals that come one by one, an odd count among them', () => {
    const one = seededRandom(7);
    const all = seededRandom(7);
    const filled = [1, 4, 3].flatMap((count) => {
      const out = new Float64Array(count);
      all.normals(out, 1);
      return [...out];
    });
    expect(filled).toEqual(Array.from({ length: 8 }, () => one.normal()));
    expect(all.uniform()).toBe(one.uniform());
  });

  test('scales normals after they are drawn', () => {
    const out = new Float32Array(2);
    seededRandom(3).normals(out, 0.5);
    const random = seededRandom(3);
    expect([...out]).toEqual([Math.fround(random.normal() * 0.5), Math.fround(random.normal() * 0.5)]);
  });

  test('shuffles: every entry stays, and no place is favoured', () => {
    const random = seededRandom('places');
    const counts = new Float64Array(9);
    for (let round = 0; round < 9000; round++) {
      const entries = Int32Array.of(0, 1, 2);
      random.shuffle(entries);
      expect([...entries].sort()).toEqual([0, 1, 2]);
      for (const [place, entry] of entries.entries()) counts[3 * place + entry] = (counts[3 * place + entry] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(300);
  });
});
