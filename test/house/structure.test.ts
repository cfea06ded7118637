import { describe, expect, it } from 'vitest';
import { circlesOf, measureStructure } from './structure.ts';

const structure = measureStructure();

/** Registries: one file for each record of a list. */
const registries = new Set([
  'src/core/gates',
  'src/core/tutor/mistakes',
  'src/core/semantics/problems',
  'src/language/features',
]);

describe('structure', () => {
  it('finds circles', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circlesOf(graph)).toEqual([['a', 'b', 'c']]);
  });

  it('has no circle of files, types included', () => {
    expect(structure.circles).toEqual([]);
  });

  it('keeps a folder to sixteen files, registries aside', () => {
    const wide = [...structure.folders].filter(([folder, files]) => !registries.has(folder) && files > 16);
    expect(wide).toEqual([]);
  });

  it(`adds no name that is exported by two files`, () => {
    expect(structure.doubleNames.size).toBeLessThanOrEqual(10);
  });

  it('adds no small file with a single reader', () => {
    expect(structure.smallSingleReaders.length).toBeLessThanOrEqual(150);
  });

  it('casts no index to a number', () => {
    expect(structure.casts).toBe(0);
  });
});
