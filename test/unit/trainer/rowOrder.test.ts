import { describe, expect, test } from 'vitest';
import { RowOrder, splitRows } from '../../../src/trainer/plan/rowOrder.ts';

const sorted = (rows: Int32Array): number[] => [...rows].sort((a, b) => a - b);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('holding out rows', () => {
  test('every row is trained on or held out, none is both', () => {
    const { training, heldOut } = splitRows(50, 0.2, 3);
    expect(heldOut.length).toBe(10);
    expect(sorted(Int32Array.of(...training, ...heldOut))).toEqual(upTo(50));
  });
  test('one row at least is held out, one at least is left', () => {
    expect(splitRows(5, 0.01, 0).heldOut.length).toBe(1);
    expect(splitRows(2, 0.99, 0).training.length).toBe(1);
    expect(splitRows(5, 0, 0).heldOut.length).toBe(0);
  });
  test('the seed decides', () => {
    expect(splitRows(100, 0.3, 1)).toEqual(splitRows(100, 0.3, 1));
    expect(splitRows(100, 0.3, 1)).not.toEqual(splitRows(100, 0.3, 2));
  });
});

describe('the order of rows', () => {
  const rows = Int32Array.from(upTo(20));
  test('each epoch is a new order of all rows, the same whenever it is asked for', () => {
    const order = new RowOrder(rows, 7, true);
    const first = [...order.of(0)];
    const second = [...order.of(1)];
    expect(first).not.toEqual(second);
    expect(sorted(Int32Array.from(first))).toEqual(upTo(20));
    expect([...order.of(0)]).toEqual(first);
    expect([...new RowOrder(rows, 7, true).of(1)]).toEqual(second);
    expect([...new RowOrder(rows, 8, true).of(0)]).not.toEqual(first);
  });
  test('without shuffling the rows stay as they are', () => {
    expect([...new RowOrder(rows, 7, false).of(5)]).toEqual(upTo(20));
  });
});
