import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { applyEdits, format } from '../../../src/core/syntax/format/formatter.ts';
import { tokens } from '../../../src/core/syntax/lexer/tokens.ts';
import { dice, generateProgram, pick } from './programGenerator.ts';
import { DRESSED_PROGRAMS } from './samplePrograms.ts';
import { withoutSpans } from './treeShape.ts';

const formatted = (text: string): string => applyEdits(text, format(parseDocument(text)));

describe('formatting', () => {
  test.each([
    ['x=3', 'x = 3'],
    ['x  =  a+b*c', 'x = a + b * c'],
    ['x = - 2 ^ 3 ** - y', 'x = -2^3**-y'],
    ['x = a- -b', 'x = a - -b'],
    ['f ( a ,b , lr = 0.1 )', 'f(a, b, lr=0.1)'],
    ['A [ 0 , 1 : 3 ] . T', 'A[0, 1:3].T'],
    ['2 .T', '2 .T'],
    ['W=[ [1,2] ,[3,4] , ]', 'W = [[1, 2], [3, 4],]'],
    ['x=1;y=2 ;  z=3 ;', 'x = 1; y = 2; z = 3;'],
    ['x ,y=xor( )', 'x, y = xor()'],
    ['def  f ( a ,b )=a<=b', 'def f(a, b) = a <= b'],
    ['backward  f(a,u)=( u ,u )', 'backward f(a, u) = (u, u)'],
    ['grad( W )[ 0,1 ]=?', 'grad(W)[0, 1] = ?'],
    ['x = a·b', 'x = a · b'],
    ['x\u00a0=\u00a03', 'x = 3'],
    ['#%%Title', '# %% Title'],
    ['#   %%   [ practice ]   Title  ', '# %% [practice] Title'],
    ['# %%', '# %%'],
    ['x = 1   \n\t\ny = 2\t', 'x = 1\n\ny = 2'],
    ['x = 1\r\n\r\n\r\n\r\n\r\ny = 2', 'x = 1\r\n\r\n\r\ny = 2'],
    ['f(a,\n      b ,  \n  c )', 'f(a,\n      b,\n  c)'],
    ['x = 1 # c  ', 'x = 1 # c'],
    ['x = 1# c', 'x = 1  # c'],
    ['\ufeffx=1', '\ufeffx = 1'],
  ])('%j', (text, expected) => {
    expect(formatted(text)).toBe(expected);
  });

  test('broken statements stay as they are, byte for byte', () => {
    expect(formatted('x=1\ny  = ( a+b\nz=3 ;w= $  1;v=2')).toBe('x = 1\ny  = ( a+b\nz = 3; w= $  1; v = 2');
  });

  test('markdown stays as it is', () => {
    expect(formatted('#%%[markdown]\n# two blanks  \n\n\n\n\nx= 1 \n# %%\nx=1')).toBe(
      '# %% [markdown]\n# two blanks  \n\n\n\n\nx= 1 \n# %%\nx = 1',
    );
  });

  test('comments in one column stay in one column', () => {
    expect(formatted('a=1     # one\nb = 22  # two\n')).toBe('a = 1   # one\nb = 22  # two\n');
    expect(formatted('a=1+2 # one\nb=22  # two\n')).toBe('a = 1 + 2  # one\nb = 22     # two\n');
    expect(formatted('a=1     # alone\n\nb=2 # alone too\n')).toBe('a = 1     # alone\n\nb = 2 # alone too\n');
  });

  test('a range gives the edits that the whole text has there', () => {
    const roll = dice(11);
    for (const program of DRESSED_PROGRAMS) {
      const text = `x=1\n${program}\n# %% More\na=2  # c\n\n# %%[practice]\nb  =3 # d\n${program}`;
      const document = parseDocument(text);
      const whole = format(document);
      for (let i = 0; i < 20; i++) {
        const from = roll(text.length);
        const start = text.slice(0, from).search(/[^\r\n]*$/);
        const end = from + text.slice(from).search(/[\r\n]|$/);
        expect(format(document, { from, to: from })).toEqual(
          whole.filter((edit) => edit.from >= start && edit.to <= end),
        );
      }
    }
  });

  test('a range touches its lines only', () => {
    const text = 'a=1\nb=2\nc=3';
    expect(applyEdits(text, format(parseDocument(text), { from: 5, to: 5 }))).toBe('a=1\nb = 2\nc=3');
    expect(applyEdits(text, format(parseDocument(text), { from: 0, to: 4 }))).toBe('a = 1\nb = 2\nc=3');
  });

  test('programs that are already formatted need no edit', () => {
    for (const text of DRESSED_PROGRAMS) {
      const once = formatted(text);
      expect(format(parseDocument(once))).toEqual([]);
    }
  });
});

const GAPS = ['', ' ', '  ', '\t', '   '] as const;
const SLIPS = ['(', ')', ';', '$', ' = ', '\n', '\n\n\n\n', '  # c  \n', '#%%x\n', '"'] as const;

/** The program with other blanks between its words, and now and then something wrong. */
function ruffled(seed: number): string {
  const roll = dice(seed);
  const text = generateProgram(seed, 25);
  let result = '';
  let done = 0;
  for (const { from, to, type } of tokens(parseDocument(text))) {
    const gap = text.slice(done, from);
    const touches = /[\w.]$/.test(result) && /^[\w.]/.test(text.slice(from));
    const keeps = gap.includes('\n') || type === 'marker' || type === 'markdown' || touches || roll(2) === 0;
    result += (keeps ? gap : pick(roll, GAPS)) + text.slice(from, to);
    if (roll(40) === 0) result += pick(roll, SLIPS);
    done = to;
  }
  return result + text.slice(done);
}

describe('whatever the text', () => {
  test('formatting twice is formatting once, trees and broken statements stay', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const text = ruffled(seed);
      const before = parseDocument(text);
      const once = formatted(text);
      const after = parseDocument(once);
      expect(formatted(once), JSON.stringify(text)).toBe(once);
      expect(after.statements.map(({ tree }) => withoutSpans(tree))).toEqual(
        before.statements.map(({ tree }) => withoutSpans(tree)),
      );
      before.statements.forEach((statement, i) => {
        if (statement.problems.some(({ severity }) => severity === 'error'))
          expect(after.statements[i]?.text).toBe(statement.text);
      });
      expect(after.cells.map(({ kind, title }) => [kind, title])).toEqual(
        before.cells.map(({ kind, title }) => [kind, title]),
      );
      const comments = (written: string) =>
        tokens(parseDocument(written))
          .filter(({ type }) => type === 'comment')
          .map(({ from, to }) => written.slice(from, to).trimEnd());
      expect(comments(once)).toEqual(comments(text));
    }
  });
});
