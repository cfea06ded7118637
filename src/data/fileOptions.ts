import type { DataOption, DataOptions } from '../core/makers/dataSet.ts';

export const textOption = (name: string, required: boolean, meaning: string, initial?: string): DataOption => ({
  name,
  kind: 'text',
  initial,
  required,
  meaning,
});

export const rowsOption: DataOption = {
  name: 'n',
  kind: 'whole number',
  initial: undefined,
  required: false,
  meaning: 'only the first n rows; left out: all of them',
};

export const splitOption = textOption('split', false, '"train" or "test"', 'train');

export const textIn = (options: DataOptions, name: string): string => {
  const given = options.get(name);
  return typeof given === 'string' ? given : '';
};

/** A text that names several things with commas between, or a list of texts and numbers. */
export function listIn(options: DataOptions, name: string): readonly string[] {
  const given = options.get(name);
  if (typeof given === 'object') return given.map(String);
  if (typeof given === 'number') return [String(given)];
  return given === undefined || given === '' ? [] : name === 'target' ? [given] : given.split(',');
}

/** How many rows may be given: those asked for, at most `maxRows`. Undefined where `n` makes no sense. */
export function rowsWanted(options: DataOptions, maxRows: number): number | undefined {
  const n = options.get('n') ?? Number.POSITIVE_INFINITY;
  return typeof n === 'number' && n >= 1 ? Math.min(n, maxRows) : undefined;
}

/** A file inside a folder that was written with or without a slash at its end. */
export const inFolder = (folder: string, file: string): string => `${folder.replace(/[/\\]$/, '')}/${file}`;
