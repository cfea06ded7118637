import { describe, expect, it } from 'vitest';
import { projectFiles } from './projectFiles.ts';

const filesWith = (pattern: RegExp) =>
  projectFiles.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );

describe('what the repository does not tell', () => {
  it('holds no path of a machine', () => {
    // Written in pieces, so that this file does not find itself.
    const homes = ['ho' + 'me', 'Us' + 'ers', 'ro' + 'ot', 'wo' + 'rk', 'fa' + 'rm'];
    expect(filesWith(new RegExp(`(?<![\\w.~-])/(${homes.join('|')})/\\w`))).toEqual([]);
  });

  it('holds no host of a package registry', () => {
    expect(filesWith(/"resolved":\s*"http/)).toEqual([]);
    expect(filesWith(new RegExp('regis' + 'try\\.\\w+\\.\\w+'))).toEqual([]);
    expect(filesWith(/^\s*registry\s*=/)).toEqual([]);
  });
});
