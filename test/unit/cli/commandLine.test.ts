import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/commandLine.ts';

const problemOf = (...words: string[]): string => {
  const parsed = readCommandLine(words);
  return 'problem' in parsed ? parsed.problem : '';
};

describe('wrong usage says the one thing that is wrong', () => {
  test.each([
    [['tain', 'a.bp'], 'there is no command tain; did you mean train?'],
    [['a.bp'], /^a command is missing before a\.bp: eval, /],
    [['frobnicate'], /^there is no command frobnicate; there are eval, .* and help$/],
    [['train', 'a.bp', '--cel', '2'], 'there is no option --cel; did you mean --cell?'],
    [['train', 'a.bp', '-cell', '2'], 'there is no option -cell; did you mean --cell?'],
    [['eval', 'a.bp', '--jsn'], 'there is no option --jsn; did you mean --json?'],
    [['compare', 'a.bp', '--zzz'], 'there is no option --zzz; bp compare takes --cell and --arrays'],
    [['eval', 'a.bp', '--cell', '2'], 'bp eval does not take --cell: train, export and compare do'],
    [['train', 'a.bp', '--constructor'], /^there is no option --constructor; bp train takes /],
    [['train'], 'no file is given'],
  ] as const)('%j', (words, says) => {
    const problem = problemOf(...words);
    if (typeof says === 'string') expect(problem).toBe(says);
    else expect(problem).toMatch(says);
  });

  test('a single dash is a file of that name, and an option with one value is read', () => {
    expect(readCommandLine(['eval', '-'])).toMatchObject({ command: 'eval', files: ['-'] });
    expect(readCommandLine(['train', 'a.bp', '--cell=2'])).toMatchObject({ command: 'train', cell: 2 });
  });
});
