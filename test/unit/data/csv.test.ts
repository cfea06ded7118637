import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import type { DataOptionValue, MadeData } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../../src/core/makers/maker.ts';
import { csv } from '../../../src/data/csv/csv.ts';
import { textFile } from '../../support/dataFiles.ts';

const read = (
  text: string | Uint8Array,
  more: Record<string, DataOptionValue> = {},
  maxRows = Number.POSITIVE_INFINITY,
) => makeFrom(typeof text === 'string' ? textFile(text) : text, more, maxRows);
const makeFrom = (bytes: Uint8Array, more: Record<string, DataOptionValue>, maxRows: number) =>
  csv.make(
    new Map<string, DataOptionValue>(Object.entries({ path: 'data/points.csv', ...more })),
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
    expect(entries(made, 1)).toEqual([1, 0, 1]);
    expect(made).toMatchObject({
      roles: ['features', 'labels'],
      classNames: ['blue', 'red'],
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
    expect(made.columnNames).toEqual(['colour=green', 'colour=red', 'size']);
    expect(entries(made, 0)).toEqual([0, 1, 1, 1, 0, 2, 0, 1, 3]);
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
    const cases: readonly [string, Record<string, DataOptionValue>, RegExp][] = [
      ['', {}, /points\.csv holds no rows/],
      ['a,b\n', {}, /holds no rows below its header/],
      ['a,b\n1,2\n3\n', {}, /points\.csv, row 3: 1 entry under a header of 2 columns/],
      ['a,b\n1,2\n3,4,5\n', {}, /row 3: 3 entries/],
      ['a,b\n1,2\nx,4\n', {}, /points\.csv, row 3, column a: "x" is not a number/],
      ['a,b\n1,2\n1e999,4\n', {}, /row 3, column a: "1e999" is not a number/],
      ['a,b\n1,2\n3,\n', {}, /row 3, column b: the entry is missing/],
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

  it('tells a header from data, and says which it took', () => {
    const bare = good(read('5.1,3.5,Iris-setosa\n4.9,3,Iris-setosa\n7,3.2,Iris-versicolor\n'));
    expect([bare.rows, entries(bare, 1), bare.doubts]).toEqual([3, [0, 0, 1], []]);
    expect(bare.understood?.join(' ')).toMatch(/No header: 3 columns, set apart by commas/);
    expect(good(read('label,2019,2020\n1,5,6\n0,7,8\n')).columnNames).toEqual(['label', '2019']);
    const words = good(read('colour,kind\nred,a\nblue,b\n'));
    expect(words.doubts?.[0]).toMatch(/first row is taken for the names of the columns: write header=true/);
    expect(good(read('colour,kind\nred,a\nblue,b\n', { header: 'true' })).doubts).toEqual([]);
    expect(good(read('colour,kind\nred,a\nblue,b\n', { header: 'false' })).rows).toBe(3);
    const byNumber = good(read('1,2,3\n4,5,6.5\n', { target: 0, features: [2, -2] }));
    expect([entries(byNumber, 0), byNumber.columnNames]).toEqual([
      [3, 2, 6.5, 5],
      ['column 2', 'column 1'],
    ]);
  });

  it('reads separators, decimal commas, thousands, currencies and percentages', () => {
    const cases: readonly [string, Record<string, DataOptionValue>, number[]][] = [
      [' 0.5  18.0 24.0\n 0.02 0.0 21.5\n', {}, [0.5, 18, 0.02, 0]],
      ['a;b;y\n1,5;2,25;0,5\n1.234,5;3;1\n', {}, [1.5, 2.25, 1234.5, 3]],
      ['a b y\n1,5 2,25 3\n4,5 5,25 6\n', {}, [1.5, 2.25, 4.5, 5.25]],
      ['a,b,y\n"1,234.5",$2,1.5\n"$12,000",3,2\n', {}, [1234.5, 2, 12000, 3]],
      ['a,y\n45%,0.5\n7 %,1\n', {}, [0.45, 0.07]],
      ['a\ty\n€ 3\t1.5\n(4)\t2\n', {}, [3, -4]],
      ['a|b|y\n1|2|3\n4|5|6\n', {}, [1, 2, 4, 5]],
      ['a;y\n1,234;1\n2,345;0\n', { decimal: '.' }, [1234, 2345]],
      ['# a comment, with 2 commas\n\na,y\n1,2.5\n\n# another\n3,4\n\n', {}, [1, 3]],
      ['a,y,\n1,2.5,\n3,4,\n', {}, [1, 3]],
    ];
    for (const [text, options, X] of cases) expect(entries(good(read(text, options)), 0), text).toEqual(X);
    const unsure = good(read('a;y\n1,234;1\n2,345;0\n'));
    expect([entries(unsure, 0), unsure.doubts?.[0]]).toEqual([
      [1.234, 2.345],
      'points.csv: "1,234" is read as 1.234: write decimal="," if that is right, else decimal="." for 1234',
    ]);
    expect(problem(read('a;y\n1,5;0\n1.25;1\n'))).toMatch(
      /row 2, column a: "1,5" is not a number with a decimal point/,
    );
  });

  it('reads UTF-8, UTF-16 and Latin-1', () => {
    const text = 'größe,kind\n1,ä\n2,b\n';
    const wide = (little: boolean): Uint8Array =>
      Uint8Array.from(
        [0xfeff, ...Array.from(text, (letter) => letter.charCodeAt(0))].flatMap((unit) =>
          little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
        ),
      );
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    for (const bytes of [textFile(text), wide(true), wide(false), wide(true).subarray(2), latin])
      expect(good(read(bytes))).toMatchObject({ columnNames: ['größe'], classNames: ['b', 'ä'] });
  });

  it('has missing entries told, left out or filled with the mean', () => {
    const text = 'age,fare,y\nNA,7.25,0\n38,71.5,1\n,8,0\n22,?,1\n';
    expect(problem(read(text))).toMatch(
      /row 2, column age: the entry is missing, the first of 3 in 3 rows and the columns age, fare; write missing="drop"/,
    );
    const dropped = good(read(text, { missing: 'drop' }));
    expect([entries(dropped, 0), entries(dropped, 1), dropped.rows]).toEqual([[38, 71.5], [1], 1]);
    expect(dropped.understood?.join(' ')).toMatch(/3 rows were left out/);
    const filled = good(read(text, { missing: 'mean' }));
    expect(entries(filled, 0)).toEqual([30, 7.25, 38, 71.5, 30, 8, 22, 28.916666666666668]);
    expect(problem(read('kind,y\na,1.5\nNA,2\n', { missing: 'mean' }))).toMatch(/words have no mean/);
    expect(good(read('a,y\n1,0\n2,\n3,1\n', { missing: 'mean' })).rows).toBe(2);
  });

  it('numbers labels alike in two files: alphabetically, or as classes= says', () => {
    expect(entries(good(read('x,y\n1,dog\n2,cat\n')), 1)).toEqual([1, 0]);
    expect(entries(good(read('x,y\n1,dog\n2,cat\n', { classes: ['dog', 'cat', 'cow'] })), 1)).toEqual([0, 1]);
    expect(problem(read('x,y\n1,dog\n2,cow\n', { classes: 'dog,cat' }))).toMatch(
      /row 3, column y: "cow" is not one of the classes dog, cat/,
    );
    expect(entries(good(read('x,y\n1,True\n2,false\n')), 1)).toEqual([1, 0]);
    expect(entries(good(read('x,y\nTrue,1.5\nfalse,2\n')), 0)).toEqual([1, 0]);
    const fromOne = good(read('x,y\n1,1\n2,3\n3,2\n'));
    expect([entries(fromOne, 1), fromOne.roles?.[1]]).toEqual([[0, 2, 1], 'labels']);
    expect(fromOne.doubts?.[0]).toMatch(/labels 1 to 3 of column y became the classes 0 to 2.*as="numbers"/);
    expect(good(read('x,y\n1,1\n2,3\n3,2\n', { classes: [1, 2, 3] })).doubts).toEqual([]);
  });

  it('refuses dates in words, and splits rows always alike', () => {
    expect(problem(read('day,y\n2024-01-05,1.5\n2024-01-06,2\n'))).toMatch(
      /column day: "2024-01-05" is a date or a time/,
    );
    expect(good(read('day,a,y\n2024-01-05,1,1.5\n2024-01-06,2,2\n', { features: 'a' })).rows).toBe(2);
    const text = `x,y\n${Array.from({ length: 50 }, (_, i) => `${i},${i + 0.5}`).join('\n')}\n`;
    const [train, test] = ['train', 'test'].map((split) => entries(good(read(text, { split })), 0));
    expect([train?.length, test?.length]).toEqual([40, 10]);
    expect([...(train ?? []), ...(test ?? [])].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(good(read('x,y\n1,a\n2,a\n3,b\n', { n: 2 })).doubts?.[0]).toMatch(/the first 2 rows hold 1 class of 2/);
  });

  it.each([
    ['<!DOCTYPE html>\n<html>\n', 'is a web page'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:ab\n', 'git lfs pull'],
    ['[[1, 2], [3, 4]]', 'json(…) reads arrays'],
    ['a,y\n1,\u00002\n', 'not a text file'],
    ['a,y\n1,"2\n3,4\n5,6\n', 'row 2: a quotation mark is opened and never closed'],
    ['a,b,y\n1,2,0\n3,4\n', 'row 3: 2 entries under a header of 3 columns'],
  ])('says what %j is', (text, says) => {
    expect(problem(read(text))).toContain(says);
  });

  it('reads what Excel, pandas and word processors add', () => {
    const announced = good(read('sep=;\na;y\n1;2.5\n3;4\n'));
    expect([announced.columnNames, entries(announced, 0)]).toEqual([['a'], [1, 3]]);
    expect(problem(read('sep=;\na;y\n1;2.5\n3;x\n'))).toContain('row 4');
    expect(entries(good(read('a,y\n–1,2.5\n−3,—4\n')), 0)).toEqual([-1, -3]);
    expect(good(read('"a\nb",y\n1,2.5\n')).columnNames).toEqual(['a b']);
    const counted = ',a,y\n0,5,1.5\n1,7,2\n2,6,3\n';
    expect(good(read(counted)).doubts).toEqual([
      'points.csv: the first column has no name and counts the rows: leave it out with features="a"',
    ]);
    expect(good(read(counted, { features: 'a' })).doubts ?? []).toEqual([]);
    expect(good(read(',a,y\n0,5,1.5\n3,7,2\n')).doubts ?? []).toEqual([]);
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
