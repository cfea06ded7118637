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

/** Folders with more files than a reader can hold in mind. The list may only shrink. */
const large: Readonly<Record<string, number>> = {
  'src/core/tutor/marking': 31,
  'src/core/evaluate': 27,
  'src/data': 19,
  'src/cli': 19,
  'src/core/layout': 17,
  'webview/training/cards': 20,
};

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
    const wide = [...structure.folders].filter(
      ([folder, files]) => !registries.has(folder) && files > (large[folder] ?? 16),
    );
    expect(wide).toEqual([]);
  });

  it(`adds no name that is exported by two files`, () => {
    expect(structure.doubleNames.size).toBeLessThanOrEqual(10);
  });

  it('adds no small file with a single reader', () => {
    expect(structure.smallSingleReaders.length).toBeLessThanOrEqual(160);
  });

  it('casts no index to a number', () => {
    expect(structure.casts).toBe(0);
  });
});
