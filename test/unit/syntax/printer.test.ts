import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument, parseExpression } from '../../../src/core/syntax/document.ts';
import { printExpression, printMinimal, printStatement } from '../../../src/core/syntax/format/printer.ts';
import { generateProgram } from './programGenerator.ts';
import { SAMPLE_PROGRAMS } from './samplePrograms.ts';
import { expressionTree } from './treeArbitrary.ts';
import { withoutSpans } from './treeShape.ts';

const read = (text: string) => {
  const { expression, problems } = parseExpression(text);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return expression;
};

/** A printed call has no `np.` before it: the name alone means the same function. */
const withoutPrefixes = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value) =>
      key === 'library' ? undefined : key === 'form' && value === 'library' ? 'plain' : value,
    ),
  );

describe('printing', () => {
  test.each([
    ['x+y*z', 'x + y * z'],
    ['x^2', 'x**2'],
    ['a·b×c−d', 'a * b * c - d'],
    ['-x ** 2', '-x**2'],
    ['2 ** - x', '2**-x'],
    ['f( a,b,lr = .5 )', 'f(a, b, lr=0.5)'],
    ["csv('a\\'b')", 'csv("a\'b")'],
    ['A [0,1 : 3, :] . T', 'A[0, 1:3, :].T'],
    ['[1,2,]', '[1, 2]'],
    ['((x + y)) * z', '((x + y)) * z'],
    ['1_000 + 1e21', '1000 + 1e+21'],
    ['2 .T', '2 .T'],
  ])('%s', (text, printed) => {
    expect(printExpression(read(text))).toBe(printed);
  });

  test.each([
    ['((x + y)) * (z)', '(x + y) * z'],
    ['(x * y) + (z)', 'x * y + z'],
    ['x - (y - z)', 'x - (y - z)'],
    ['x - (y * z)', 'x - y * z'],
    ['(x ** y) ** z', '(x**y)**z'],
    ['x ** (y ** z)', 'x**y**z'],
    ['(-x) ** 2', '(-x)**2'],
    ['-(x ** 2)', '-x**2'],
    ['x * (-y)', 'x * -y'],
    ['(a < b) == (c)', '(a < b) == c'],
    ['(f(x)).T', 'f(x).T'],
    ['f((x), [(y)])', 'f(x, [y])'],
  ])('without needless brackets: %s', (text, printed) => {
    expect(printMinimal(read(text))).toBe(printed);
  });

  test('every tree reads back as itself', () => {
    fc.assert(
      fc.property(expressionTree, (tree) => {
        const printed = printExpression(tree);
        expect(withoutSpans(read(printed), false), printed).toEqual(withoutSpans(tree, false));
        const minimal = printMinimal(read(`((${printed}))`));
        expect(minimal).toBe(printed);
      }),
      { numRuns: 3000 },
    );
  });

  test('every statement reads back as itself, groups and all', () => {
    for (const text of [...SAMPLE_PROGRAMS, ...Array.from({ length: 20 }, (_, seed) => generateProgram(seed, 40))]) {
      for (const { tree } of parseDocument(text).statements) {
        if (tree.kind === 'import') continue;
        const printed = printStatement(tree);
        const again = parseDocument(printed);
        expect(again.statements.length).toBe(1);
        expect(withoutPrefixes(withoutSpans(again.statements[0]?.tree)), printed).toEqual(
          withoutPrefixes(withoutSpans(tree)),
        );
        expect(printStatement(again.statements[0]?.tree ?? tree)).toBe(printed);
      }
    }
  });

  test('numbers that no text has are written with a sign', () => {
    const at = { from: 0, to: 0 };
    const between = { operatorFrom: 0, operatorTo: 0 };
    const two = { kind: 'number', value: -2, ...at } as const;
    const x = { kind: 'name', name: 'x', ...at } as const;
    expect(printExpression({ kind: 'binary', operator: '**', ...between, left: two, right: x, ...at })).toBe('(-2)**x');
    expect(printExpression({ kind: 'binary', operator: '*', ...between, left: x, right: two, ...at })).toBe('x * -2');
    expect(printExpression({ kind: 'transpose', operand: two, ...at })).toBe('(-2) .T');
  });
});
