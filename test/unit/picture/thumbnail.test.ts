import { describe, expect, it } from 'vitest';
import { LEVELS, thumbnailOf } from '../../../src/core/picture/thumbnail.ts';

const width = (text: string): number => text.length * 6;

describe('a thumbnail', () => {
  it('writes the numbers of a small matrix into its cells', () => {
    const made = thumbnailOf({ shape: [2, 2], entries: [1, -0.25, 0, 1234.5] }, width);
    expect(made).toMatchObject({ rows: 2, columns: 2, numbers: ['1', '−0.25', '0', '1235'] });
  });

  it('shades by size, plus and minus apart, zero blank', () => {
    const made = thumbnailOf({ shape: [4], entries: [2, -2, 0.1, 0] }, width);
    const shades = made?.shades.map(({ sign, level }) => `${sign} ${level}`).sort();
    expect(shades).toEqual([`minus ${LEVELS}`, 'plus 1', `plus ${LEVELS}`]);
  });

  it('marks what is not a number, and takes infinity for the largest', () => {
    const made = thumbnailOf({ shape: [3], entries: ['nan', 'inf', 1] }, width);
    expect(made?.shades.map(({ sign }) => sign)).toContain('nan');
    expect(made?.numbers).toEqual(['nan', 'inf', '1']);
  });

  it('runs leading axes together, and shows block means of what is large', () => {
    expect(thumbnailOf({ shape: [2, 2, 3], entries: Array.from({ length: 12 }, () => 1) }, width)).toMatchObject({
      rows: 4,
      columns: 3,
    });
    const blocks = { rows: 16, columns: 2, entries: Array.from({ length: 32 }, (_, k) => k) };
    expect(thumbnailOf({ shape: [640, 20], thumbnail: blocks }, width)).toMatchObject({ rows: 16, columns: 2 });
  });

  it('has none for nothing', () => {
    expect(thumbnailOf({ shape: [0], entries: [] }, width)).toBeUndefined();
    expect(thumbnailOf({ shape: [100] }, width)).toBeUndefined();
  });
});
