import { expect, test } from 'vitest';
import { ByteRows, rowOf } from '../../../src/core/tensor/byteRows.ts';
import { rowSource } from '../../../src/trainer/plan/rowSource.ts';

const bytes = Uint8Array.from({ length: 60 }, (_, i) => i * 4);
const pictures = () => new ByteRows(12, 5, (row) => ({ bytes, from: row * 5 }));
const shade = (byte: number) => Math.fround(byte / 255);

test('bytes are numbers from 0 to 1, row by row as all at once', () => {
  const all = pictures().data;
  expect([...all]).toEqual([...bytes].map(shade));
  for (let row = 0; row < 12; row++)
    expect([...rowOf(pictures(), row, 5)]).toEqual([...all.subarray(5 * row, 5 * row + 5)]);
});

test('rows of bytes lie there from when they are asked for, and no others', () => {
  const data = new Float32Array(12 * 8);
  const source = rowSource(pictures(), data, 8);
  expect(data.every((entry) => entry === 0)).toBe(true);
  source.bring(Int32Array.of(11, 3, 7, 3, 0), 1, 4);
  for (let row = 0; row < 12; row++) {
    const wanted = row === 3 || row === 7 ? [...rowOf(pictures(), row, 5), 0, 0, 0] : new Array(8).fill(0);
    expect([...data.subarray(8 * row, 8 * row + 8)]).toEqual(wanted);
  }
  source.bring(
    Int32Array.from({ length: 12 }, (_, row) => row),
    0,
    12,
  );
  expect([...data.subarray(88, 93)]).toEqual([...rowOf(pictures(), 11, 5)]);
});

test('other rows lie there from the start', () => {
  const whole = { shape: [2, 2, 3], data: Float64Array.from({ length: 12 }, (_, i) => i) };
  const { data, width } = rowSource(whole, new Float32Array(16), 8);
  expect(width).toBe(6);
  expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 0, 0, 6, 7, 8, 9, 10, 11, 0, 0]);
});
