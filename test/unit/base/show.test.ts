import { describe, expect, it } from 'vitest';
import { factor, showCount, showExact, showNumber, showShape } from '../../../src/core/base/show.ts';

describe('numbers for people', () => {
  it('have four significant digits and no zeros to spare', () => {
    const shown: readonly [number, string][] = [
      [0, '0'],
      [-0, '0'],
      [3, '3'],
      [-12, '−12'],
      [0.1 + 0.2, '0.3'],
      [-0.19661193324148185, '−0.1966'],
      [2.0595697955721652, '2.06'],
      [123456, '123456'],
      [1234.5678, '1235'],
      [99999.96, '100000'],
      [999999.9, '1e6'],
      [12345678.9, '1.235e7'],
      [0.00123456, '0.001235'],
      [0.00099999, '0.001'],
      [0.000123456, '1.235e-4'],
      [1.8795288165390832e-12, '1.88e-12'],
      [-9.397644082660089e-12, '−9.398e-12'],
      [5e-324, '4.941e-324'],
      [1.7976931348623157e308, '1.798e308'],
      [Number.NaN, 'nan'],
      [Number.POSITIVE_INFINITY, 'inf'],
      [Number.NEGATIVE_INFINITY, '−inf'],
    ];
    for (const [value, text] of shown) expect(showNumber(value), String(value)).toBe(text);
  });

  it('never make a small number look like zero', () => {
    for (let power = -320; power < 300; power += 7)
      expect(Number(showNumber(Math.PI * 10 ** power))).toBeGreaterThan(0);
  });

  it('take other numbers of digits', () => {
    expect([1, 2, 6, 10].map((digits) => showNumber(Math.PI * 100, digits))).toEqual([
      '314',
      '314',
      '314.159',
      '314.1592654',
    ]);
    expect(showNumber(0.000012345678, 2)).toBe('1.2e-5');
  });

  it('keep every digit when exact', () => {
    for (const value of [0.1 + 0.2, -1e-300, 1e21, 123456789.123, 1.8795288165390832e-12])
      expect(Number(showExact(value).replace('−', '-'))).toBe(value);
    expect(showExact(Number.NEGATIVE_INFINITY)).toBe('−inf');
  });

  it('stand in brackets as a second factor when negative', () => {
    expect(`3·${factor(showNumber(-4))} = ${showNumber(-12)}`).toBe('3·(−4) = −12');
    expect(factor('4')).toBe('4');
  });
});

describe('shapes and counts', () => {
  it('look as in NumPy', () => {
    expect([[], [5], [3, 4]].map(showShape)).toEqual(['()', '(5,)', '(3, 4)']);
  });

  it('put thin spaces between thousands', () => {
    expect([7, 60000, 1234567].map(showCount)).toEqual(['7', '60\u2009000', '1\u2009234\u2009567']);
  });
});
