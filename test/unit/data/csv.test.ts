import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import type { MadeData } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../../src/core/makers/maker.ts';
import { csv } from '../../../src/data/csv.ts';
import { textFile } from '../../support/dataFiles.ts';

const read = (
  text: string | Uint8Array,
  more: Record<string, number | string> = {},
  maxRows = Number.POSITIVE_INFINITY,
) => makeFrom(typeof text === 'string' ? textFile(text) : text, more, maxRows);
const makeFrom = (bytes: Uint8Array, more: Record<string, number | string>, maxRows: number) =>
  csv.make(
    new Map(Object.entries({ path: 'data/points.csv', ...more })),
    seededRandom(0),
    [{ bytes, size: bytes.length }],
    maxRows,
  );
function good(made: MadeData | MakerProblem): MadeData {
  if (isMakerProblem(made)) throw new Error(made.problem);
  return made;
}
const entries = (made: MadeData, part: number): number[] => Array.from(made.parts[part]?.data ?? []);
const problem = (made: MadeData | MakerProblem): string => (isMakerProblem(made) ? made.problem : 'none');

describe('csv', () => {
  it('reads measurements and a target of words', () => {
    const made = good(read('x1,x2,kind\n1,-2.5,red\n3e-1,4,blue\n5,.5,red\n', { target: 'kind' }));
    expect(made.parts.map((part) => part.shape)).toEqual([[3, 2], [3]]);
    expect(entries(made, 0)).toEqual([1, -2.5, 0.3, 4, 5, 0.5]);
    expect(entries(made, 1)).toEqual([0, 1, 0]);
    expect(made).toMatchObject({
      roles: ['features', 'labels'],
      classNames: ['red', 'blue'],
      columnNames: ['x1', 'x2'],
      rows: 3,
    });
  });

  it('takes 0, 1, 2 … as labels and other numbers as a target of one column', () => {
    expect(good(read('x,y\n1,0\n2,1\n3,0\n')).parts[1]?.shape).toEqual([3]);
    const measured = good(read('x,y\n1,0.5\n2,1\n'));
    expect([measured.parts[1]?.shape, measured.roles?.[1]]).toEqual([[2, 1], 'target']);
    expect(good(read('x,y\n1,0\n2,1\n', { as: 'numbers' })).parts[1]?.shape).toEqual([2, 1]);
    expect(good(read('x,y\n1,5\n2,7\n', { as: 'labels' })).parts[1]?.shape).toEqual([2]);
  });

  it('turns words among the features into columns of 0 and 1', () => {
    const made = good(read('colour,size,y\nred,1,0\ngreen,2,1\nred,3,1\n'));
    expect(made.columnNames).toEqual(['colour=red', 'colour=green', 'size']);
    expect(entries(made, 0)).toEqual([1, 0, 1, 0, 1, 2, 1, 0, 3]);
  });

  it('reads quotes, a mark at the start, CRLF, semicolons, tabs and gzip', () => {
    expect(entries(good(read('\uFEFF"a, b";y\r\n"1";2.5\r\n3;4\r\n')), 0)).toEqual([1, 3]);
    expect(good(read('\uFEFF"a, b";y\r\n"1";2.5\r\n3;4\r\n')).columnNames).toEqual(['a, b']);
    expect(entries(good(read('a\ty\n1\t2.5\n')), 1)).toEqual([2.5]);
    expect(good(read('name,y\n"Ann ""the"" one",0\nÆøå,1\n')).columnNames).toEqual(['name=Ann "the" one', 'name=Æøå']);
    expect(read(gzipSync(textFile('a,y\n1,2.5\n')))).toEqual(read('a,y\n1,2.5\n'));
  });

  it('gives chosen columns and the first rows', () => {
    const text = 'a,b,c,y\n1,2,3,0\n4,5,6,1\n7,8,9,0\n';
    const made = good(read(text, { features: 'c, a', n: 2 }));
    expect([made.columnNames, entries(made, 0), made.rows]).toEqual([['c', 'a'], [3, 1, 6, 4], 2]);
    const first = good(read(text, {}, 1));
    expect([first.parts[0]?.shape, first.rows]).toEqual([[1, 3], 3]);
  });

  it('places what is wrong by row and column', () => {
    const cases: readonly [string, Record<string, number | string>, RegExp][] = [
      ['', {}, /points\.csv holds no rows/],
      ['a,b\n', {}, /holds no rows below its header/],
      ['a,b\n1,2\n3\n', {}, /points\.csv, row 3: 1 entries under a header of 2 columns/],
      ['a,b\n1,2\n3,4,5\n', {}, /row 3: 3 entries/],
      ['a,b\n1,2\nx,4\n', {}, /points\.csv, row 3, column a: "x" is not a number/],
      ['a,b\n1,2\n1e999,4\n', {}, /row 3, column a: "1e999" is not a number/],
      ['a,b\n1,2\n3,\n', {}, /row 3, column b: the entry is empty/],
      ['a,a\n1,2\n', {}, /two columns are called a/],
      ['a,b\n1,2\n', { target: 'label' }, /has no column label; its columns are a, b/],
      ['a,b\n1,2\n', { features: 'a,q' }, /has no column q/],
      ['a\n1\n', {}, /has no columns besides a/],
      ['a,b\n1,x\n', { as: 'numbers' }, /column b holds words, not numbers/],
      ['a,b\n1,x\n', { as: 'things' }, /as is "labels" or "numbers"/],
      ['a,b\n1,2\n', { n: -1 }, /n is a whole number from 1/],
      [`a,y\n${Array.from({ length: 60 }, (_, i) => `w${i},0`).join('\n')}`, {}, /column a holds 60 different words/],
    ];
    for (const [text, options, words] of cases) expect(problem(read(text, options)), text.slice(0, 40)).toMatch(words);
  });

  it('refuses what would fill the memory', () => {
    const wide = new Uint8Array(10_000_100).fill(44);
    expect(problem(makeFrom(wide, {}, 5))).toMatch(/points\.csv, line 1: more than 10 MB in one line/);
    wide.set(textFile('a,y\n1,0\n'));
    expect(problem(makeFrom(wide, {}, 5))).toMatch(/line 3/);
    const long = new Uint8Array(256_000_001).fill(10);
    expect(problem(makeFrom(long, {}, 5))).toMatch(/more than 256 MB of text/);
  });

  it('never throws on bytes of any kind', () => {
    const random = seededRandom('bytes');
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from({ length: random.below(60) }, () =>
        random.uniform() < 0.5 ? (',\n";1.e-\r\t'.charCodeAt(random.below(10)) ?? 44) : random.below(256),
      );
      if (random.uniform() < 0.2) bytes.set([0x1f, 0x8b].slice(0, bytes.length));
      expect(() => read(bytes)).not.toThrow();
    }
  });
});
