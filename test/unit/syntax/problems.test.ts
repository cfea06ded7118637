import { describe, expect, test } from 'vitest';
import { syntaxProblems } from '../../../src/core/syntax/advice/syntaxProblems.ts';
import { parseDocument, parseExpression } from '../../../src/core/syntax/document.ts';
import { errorsOf } from './treeShape.ts';

/** Text with one error: its code, what is marked, and words that the message must have. */
const ERRORS: readonly (readonly [text: string, code: string, marked: string, ...words: string[]])[] = [
  ['x =', 'expected-expression', '=', 'missing after ='],
  ['x = 3 +', 'expected-expression', '+', 'missing after +'],
  ['x = * 3', 'expected-expression', '*', 'missing before *'],
  ['x = 3 + * 4', 'expected-expression', '*', 'two operators in a row'],
  ['x = (3 + ) * 4', 'expected-expression', '+'],
  ['x = ()', 'expected-expression', '()', 'nothing'],
  ['f(a, , b)', 'expected-expression', ',', 'before this comma'],
  ['f(, b)', 'expected-expression', ','],
  ['A[]', 'expected-expression', '[]', 'A[0, 1]'],
  ['f(x=)', 'expected-expression', '='],
  ['x = = 3', 'expected-expression', '=', '=='],
  ['backward()', 'expected-expression', 'backward'],
  ['f = (a + b', 'unclosed-bracket', '(', 'a closing ) is missing: it was opened here'],
  ['f = [a, b', 'unclosed-bracket', '[', 'a closing ] is missing'],
  ['f = g(h(a, b)', 'unclosed-bracket', '('],
  ['f(a[1)', 'unclosed-bracket', '['],
  ['def f(x = x', 'unclosed-bracket', '('],
  ['def f(a, b = a * (b + 1)', 'unclosed-bracket', '('],
  ['x = 3)', 'stray-bracket', ')', 'no ( is open'],
  ['x = a]', 'stray-bracket', ']', 'no [ is open'],
  [')', 'stray-bracket', ')'],
  ['x = a b', 'missing-operator', 'b', 'between a and b'],
  ['x = (a) b', 'missing-operator', 'b'],
  ['x = [a b]', 'missing-comma', 'b', 'between a and b'],
  ['let x = 3', 'foreign-word', 'let', 'write x = …'],
  ['param W = 3', 'foreign-word', 'param', 'W = param(…)'],
  ['value f = ?', 'foreign-word', 'value', 'value(f) = ?'],
  ["B = A'", 'attribute', "'", 'A.T'],
  ['df/dW1 = ?', 'assignment-target', 'df/dW1', 'grad(W1) = ?'],
  ['f(a b, c)', 'missing-operator', 'b', 'operator or a comma'],
  ['x = 2(a + b)', 'missing-operator', '(', '2 * (…)'],
  ['x = (a)(b)', 'missing-operator', '('],
  ['x = 2x', 'invalid-number', '2x', '2 * x'],
  ['x = 1.2.3', 'invalid-number', '1.2.3', 'one decimal point'],
  ['x = 1__0', 'invalid-number', '1__0', '1_000'],
  ['x = 2j', 'invalid-number', '2j', 'complex'],
  ['x = 0x1F', 'invalid-number', '0x1F', 'decimal digits'],
  ['x = 1e', 'invalid-number', '1e', 'exponent'],
  ['x = 1,5', 'unexpected', ',', '1.5'],
  ['x = a, b', 'unexpected', ',', '[1, 2]'],
  ['a, b', 'unexpected', ','],
  ['x = a : b', 'unexpected', ':', 'slice'],
  ['x = a.', 'unexpected', '.'],
  ['y = def', 'unexpected', 'def'],
  ['backward(f, g, h)', 'unexpected', 'h', 'one quantity'],
  ['backward(f=1)', 'unexpected', 'f=1', 'no options'],
  ['backward f(x, u) = a, b', 'unexpected', ',', '(dx, dy)'],
  ['x = y = 3', 'unexpected-equals', '=', '=='],
  ['f((a = 3))', 'unexpected-equals', '=', '=='],
  ['where(x[0] = 3, 1, 2)', 'unexpected-equals', '=', '=='],
  ['x + y = 3', 'assignment-target', 'x + y'],
  ['3 = x', 'assignment-target', '3'],
  ['= 3', 'assignment-target', '=', 'name is missing'],
  ['f(x) = x', 'assignment-target', 'f(x)', 'def f(x)'],
  ['x[0] = 1', 'assignment-target', 'x[0]', 'entry'],
  ['(X, y) = spiral()', 'tuple-outside', '(X, y)'],
  ['x[0] += 3', 'augmented-assignment', '+=', 'a whole tensor'],
  ['x[0:2] **= 3', 'augmented-assignment', '**=', 'a whole tensor'],
  ['a < b < c', 'comparison-chain', '<', '(a < b) * (b < c)'],
  ['a == b == c', 'comparison-chain', '=='],
  ['x = 1 <= y != 2', 'comparison-chain', '!=', '(a <= b) * (b != c)'],
  ['y = lambda x: x', 'python-word', 'lambda', 'def f(x)'],
  ['if x > 0: y', 'python-word', 'if', 'where'],
  ['y = a if b else c', 'python-word', 'if', 'where'],
  ['while x: y', 'python-word', 'while', 'for t in range(6)'],
  ['for i x: y', 'expected-in', 'x', 'in is missing'],
  ['for t in range(3):', 'expected-block', ':', 'indented'],
  ['def f(x):\n  y = x', 'expected-return', 'def', 'return'],
  ['y = not a', 'python-word', 'not'],
  ['y = a and b', 'python-word', 'and', '(a > 0) * (b > 0)'],
  ['y = x.real', 'attribute', '.real', 'x.T'],
  ['x = (1, 2)', 'tuple-outside', '(1, 2)', '[1, 2]'],
  ['zeros((3, 4) + 1)', 'tuple-outside', '(3, 4)'],
  ['x = (1,)', 'tuple-outside', '(1,)'],
  ['backward f(x, u) = (a, b) + 1', 'tuple-outside', '(a, b)'],
  ['x = ?', 'question-outside', '?', 'grad(x) = ?'],
  ['x = "abc"', 'string-outside', '"abc"'],
  ['f("a" + "b")', 'unexpected', '+'],
  ['f("abc', 'unclosed-bracket', '('],
  ['x = csv("a.csv)', 'unclosed-bracket', '('],
  ['x = a $ b', 'invalid-character', '$'],
  ['x = {1}', 'invalid-character', '{', '[1, 2]'],
  ['x = 7 % 2', 'invalid-character', '%'],
  ['x = 7 // 2', 'invalid-character', '//', 'floor(a / b)'],
  ['x = x₁', 'invalid-character', '₁', 'x1'],
  ['x = y²', 'invalid-character', '²', '**2'],
  ['x = a ≤ b', 'invalid-character', '≤', '<='],
  ['x = “a”', 'invalid-character', '“', 'straight'],
  ['x = a\\', 'invalid-character', '\\', 'inside brackets'],
  ['x = a\u200bb', 'hidden-character', '\u200b', 'U+200B', 'zero-width space'],
  ['x = \u202ea', 'hidden-character', '\u202e', 'U+202E'],
  ['x = a\0', 'hidden-character', '\0', 'U+0000', 'NUL'],
  ['x = 1\ufeff', 'hidden-character', '\ufeff', 'U+FEFF'],
  ['x = a\u00ad', 'hidden-character', '\u00ad', 'U+00AD'],
  ['x = \ud800', 'hidden-character', '\ud800', 'U+D800'],
  ['f("a\u2066b")', 'hidden-character', '\u2066', 'U+2066'],
  ['f(a=1, 2)', 'positional-after-option', '2', 'a=…'],
  ['f(a=1, b=2, a=3)', 'repeated-option', 'a', 'twice'],
  ['def f(x) x', 'expected-equals', 'x'],
  ['def f(x)', 'expected-equals', ')'],
  ['def f = 3', 'expected-params', '='],
  ['def', 'expected-name', 'def'],
  ['def (x) = x', 'expected-name', '('],
  ['def f(x, 3) = x', 'expected-name', '3'],
  ['def f(x y) = x', 'expected-name', 'y', 'comma'],
  ['def f(x=1) = x', 'expected-name', '=', 'default'],
  ['def f(x + 1) = x', 'expected-name', '+'],
  ['grad(x + y) = ?', 'question-target', 'grad(x + y)', 'one name'],
  ['grad() = ?', 'question-target', 'grad()'],
  ['grad(W)[0][1] = ?', 'question-target', '[', 'grad(W)[0, 1]'],
];

describe('every error has a place and a reason', () => {
  test.each(ERRORS)('%j is %s at %j', (text, code, marked, ...words) => {
    const document = parseDocument(text);
    const [first] = errorsOf(document);
    expect(first).toMatchObject({ code, at: marked });
    const message = document.statements[0]?.problems.find((problem) => problem.code === code)?.message ?? '';
    for (const word of words) expect(message).toContain(word);
  });

  test('the catalogue knows every code', () => {
    const known = new Set(syntaxProblems.map(({ code }) => code));
    for (const [, code] of ERRORS) expect(known).toContain(code);
  });

  test('an unfinished question', () => {
    expect(errorsOf(parseDocument('grad(x) ='))).toMatchObject([{ code: 'expected-expression', at: '=' }]);
  });

  test('at most the bracket and one more error for a statement', () => {
    expect(errorsOf(parseDocument('f(a b, $ ]] 3 = = (')).length).toBeLessThanOrEqual(2);
    expect(errorsOf(parseDocument('y = sum(x +')).map(({ code }) => code)).toEqual([
      'unclosed-bracket',
      'expected-expression',
    ]);
  });

  test('a text that is open at the line’s end', () => {
    expect(errorsOf(parseDocument('X, y = csv("a.csv)\nz = 3')).map(({ at }) => at)).toEqual(['(', '"a.csv)']);
  });

  test('the place is in UTF-16 code units', () => {
    expect(errorsOf(parseDocument('# 😀\r\nx = 𝑥 + $'))).toMatchObject([{ code: 'invalid-character', from: 15 }]);
  });

  test('formulas', () => {
    expect(parseExpression('').problems).toMatchObject([{ code: 'expected-expression', from: 0, to: 0 }]);
    expect(parseExpression('x; y').problems).toMatchObject([{ from: 1, to: 2 }]);
    expect(parseExpression('x = 3').problems).toMatchObject([{ code: 'unexpected-equals' }]);
    expect(parseExpression('?').problems).toMatchObject([{ code: 'question-outside' }]);
  });
});

describe('warnings leave the statement sound', () => {
  test.each([
    ['x = a ++ b', '++'],
    ['x = a + + b', '+ +'],
    ['x = --a', '--'],
    ['x = a - -b', '- -'],
  ])('%s', (text, marked) => {
    const [statement] = parseDocument(text).statements;
    const [problem] = statement?.problems ?? [];
    expect(problem).toMatchObject({ code: 'doubled-sign', severity: 'warning' });
    expect(text.slice(problem?.from, problem?.to)).toBe(marked);
  });
  test('subtracting a negative number is no mistake', () => {
    expect(parseDocument('x = a - -2').statements[0]?.problems).toEqual([]);
  });
  test('a ; without a statement', () => {
    const document = parseDocument('; x = 1;; y = 2;\nz = 3;');
    expect(document.problems.map(({ code, from, severity }) => [code, from, severity])).toEqual([
      ['empty-statement', 0, 'warning'],
      ['empty-statement', 8, 'warning'],
    ]);
    expect(document.statements.length).toBe(3);
  });
});
