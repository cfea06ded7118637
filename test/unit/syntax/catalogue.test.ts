import { describe, expect, test } from 'vitest';
import { syntaxProblems } from '../../../src/core/syntax/advice/syntaxProblems.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';

const problemsIn = (text: string) => {
  const document = parseDocument(text);
  return [...document.problems, ...document.statements.flatMap(({ problems }) => problems)];
};

describe('the catalogue of syntax problems', () => {
  test.each(syntaxProblems)('$code: the example has it, the remedy has none', ({ code, severity, example, remedy }) => {
    const found = problemsIn(example.replaceAll(/[⟦⟧]/g, '')).map((problem) => ({
      code: problem.code,
      severity: problem.severity,
    }));
    // A quotation mark that is not closed hides the bracket that closes its call.
    expect(found.filter((problem) => code !== 'unclosed-string' || problem.code !== 'unclosed-bracket')).toEqual([
      { code, severity },
    ]);
    expect(problemsIn(remedy)).toEqual([]);
  });

  test('each code stands once', () => {
    expect(new Set(syntaxProblems.map(({ code }) => code)).size).toBe(syntaxProblems.length);
  });
});
