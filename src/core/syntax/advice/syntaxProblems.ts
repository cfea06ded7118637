/** What can be wrong with the form of a text, once for each code of `SyntaxProblem`. */
interface SyntaxProblemKind<Code extends string> {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** A text that has this problem, and no other; ⟦ and ⟧ stand around the place. */
  readonly example: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly explanation: string;
}

const error = <Code extends string>(
  code: Code,
  title: string,
  example: string,
  remedy: string,
  explanation: string,
): SyntaxProblemKind<Code> => ({
  code,
  severity: 'error',
  title,
  example,
  remedy,
  explanation,
});
const warning = <Code extends string>(
  code: Code,
  ...rest: readonly [title: string, example: string, remedy: string, explanation: string]
): SyntaxProblemKind<Code> => ({ ...error(code, ...rest), severity: 'warning' });

export const syntaxProblems = [
  error(
    'expected-expression',
    'A value is missing',
    'q = x ⟦+⟧',
    'q = x + y',
    'An operator needs a value on each side, a comma one before it, and = one after it.',
  ),
  error(
    'unclosed-bracket',
    'A bracket is not closed',
    'f = ⟦(⟧x + y * z',
    'f = (x + y) * z',
    'Inside brackets a statement continues on the next line. It ends where a new statement clearly begins, so only the line with the missing bracket is affected.',
  ),
  error(
    'stray-bracket',
    'Unmatched closing bracket',
    'f = x + y⟦)⟧ * z',
    'f = (x + y) * z',
    'Every ) needs a ( before it, and every ] a [.',
  ),
  error(
    'missing-operator',
    'An operator is missing',
    'f = 2 ⟦x⟧',
    'f = 2 * x',
    'Products are written with *; two values side by side mean nothing.',
  ),
  error(
    'missing-comma',
    'A comma is missing',
    'v = [1 ⟦2⟧, 3]',
    'v = [1, 2, 3]',
    'The entries of a vector stand in square brackets, with commas between them.',
  ),
  error(
    'matrix-rows',
    'Rows of a matrix',
    'A = ⟦[1 2; 3 4]⟧',
    'A = [[1, 2], [3, 4]]',
    'A matrix is a list of its rows, and each row is a list with commas. A ; ends a statement.',
  ),
  error(
    'invalid-number',
    'Not a number',
    'x = ⟦1.2.3⟧',
    'x = 1.23',
    'Numbers are written 1, .5, 1e-3 or 1_000. A name cannot follow without an operator: 2 * x, not 2x.',
  ),
  error(
    'unexpected',
    'Something does not fit here',
    'x = 1⟦,⟧ 2',
    'x = [1, 2]',
    'The statement was complete before this place. Several values make a vector in square brackets.',
  ),
  error(
    'unexpected-equals',
    'One = too many',
    'x = y ⟦=⟧ 3',
    'y = 3; x = y',
    'A single = names a value at the start of a statement. Two values are compared with ==.',
  ),
  error(
    'assignment-target',
    'A name stands before =',
    '⟦x + y⟧ = 3',
    'q = x + y',
    'The left side is the name of the new value, or several names for several values.',
  ),
  error(
    'augmented-assignment',
    'An entry does not change',
    'W[0] ⟦-=⟧ 1',
    'W -= [1, 0]',
    'Each line makes a new value with a gradient of its own, so W -= e is W = W - e. A single entry is changed by a vector or a matrix that is 0 elsewhere.',
  ),
  error(
    'comparison-chain',
    'Comparisons cannot be chained',
    'inside = 0 < x ⟦<⟧ 1',
    'inside = (0 < x) * (x < 1)',
    'A comparison gives 0 or 1. A second one would compare that number, which is never meant.',
  ),
  error(
    'tuple-outside',
    'Several values in round brackets',
    'x = ⟦(1, 2)⟧',
    'x = [1, 2]',
    'Round brackets with commas stand for the gradients of a backward pass, for several axes and for sizes. Vectors are written in square brackets.',
  ),
  error(
    'python-word',
    'A word of Python',
    'y = ⟦lambda⟧ x: x * x',
    'def f(x) = x * x',
    'The language is for formulas: it has no branches and no anonymous functions. where(condition, a, b) chooses, def names a function.',
  ),
  error(
    'foreign-word',
    'A word that other languages begin with',
    '⟦let⟧ x = 3',
    'x = 3',
    'A line names a value with = and nothing before the name. What makes a value a parameter or data stands behind the =: W = param(randn(3, 4)).',
  ),
  error(
    'attribute',
    'No such part of a value',
    'y = x⟦.real⟧',
    'y = x.T',
    'A point is followed by T for the transpose, by shape, size or ndim, or by a function with its brackets, as in x.sum().',
  ),
  error(
    'question-outside',
    'A question mark outside of a question',
    'x = ⟦?⟧',
    'value(x) = ?',
    'A ? is the answer still to be given in grad(x) = ? or value(x) = ?.',
  ),
  error(
    'question-target',
    'A question is about one name',
    '⟦grad(x + y)⟧ = ?',
    'grad(x) = ?',
    'Name the quantity on a line of its own and ask about that; one entry is asked for with grad(W)[0, 1] = ?.',
  ),
  error(
    'string-outside',
    'Text where a number belongs',
    'x = ⟦"abc"⟧',
    'X, y = csv("points.csv")',
    'Text in quotation marks is for options and for paths of data files.',
  ),
  error(
    'unclosed-string',
    'A quotation mark is missing',
    'X, y = csv(⟦"points.csv⟧',
    'X, y = csv("points.csv")',
    'Text in quotation marks ends on the line where it begins.',
  ),
  error(
    'invalid-character',
    'A character without meaning',
    'x = 7 ⟦%⟧ 2',
    'x = 7 / 2',
    'Operators are + - * / @ ** and comparisons; ^, ·, × and − are understood as well.',
  ),
  error(
    'hidden-character',
    'A character that cannot be seen',
    'x = a⟦\u200b⟧ + b',
    'x = a + b',
    'Zero-width characters and those that turn the direction of writing make a line read differently from what it does. They often come along when text is pasted.',
  ),
  error(
    'positional-after-option',
    'Options come last',
    'y = sum(axis=0, ⟦x⟧)',
    'y = sum(x, axis=0)',
    'Values without a name are told apart by their order, so they stand before the options.',
  ),
  error(
    'repeated-option',
    'An option is given twice',
    'y = sum(x, axis=0, ⟦axis⟧=1)',
    'y = sum(x, axis=0)',
    'Each option of a call has one value.',
  ),
  error(
    'expected-name',
    'A name is missing',
    'def f(x, ⟦3⟧) = x',
    'def f(x, y) = x * y',
    'A function and each of its parameters have a name; parameters have no default values.',
  ),
  error(
    'expected-params',
    'Parameters are missing',
    'def f ⟦=⟧ x * x',
    'def f(x) = x * x',
    'The parameters stand in round brackets after the name of the function.',
  ),
  error(
    'expected-equals',
    'A function’s body stands after =',
    'def f(x) ⟦x⟧ * x',
    'def f(x) = x * x',
    'A function is one expression behind =, or has a colon and indented lines, the last of which is return.',
  ),
  error(
    'expected-block',
    'The indented lines are missing',
    'for t in range(3)⟦:⟧\nx = 1',
    'for t in range(3):\n    x = 1',
    'The lines of a loop and of a function stand below its colon and are indented, as in Python.',
  ),
  error(
    'expected-return',
    'A function without return',
    '⟦def⟧ f(x):\n    y = x * x',
    'def f(x):\n    y = x * x\n    return y',
    'The last line of a function says what it gives, one value or several with commas between.',
  ),
  error(
    'after-return',
    'A line behind return',
    'def f(x):\n    return x\n    ⟦y = 1⟧',
    'def f(x):\n    y = 1\n    return x * y',
    'return is the last line of a function: what follows would never be computed.',
  ),
  error(
    'block-line',
    'This line does not belong into a block',
    'for t in range(3):\n    ⟦grad(x) = ?⟧',
    'for t in range(3):\n    x = t * 2',
    'The lines of a loop and of a function name values. Questions, training and further functions stand outside.',
  ),
  error(
    'expected-in',
    'A loop without in',
    'for t ⟦range⟧(3):\n    x = t',
    'for t in range(3):\n    x = t',
    'A loop says its name and what it goes over: for t in range(6), or for x in X for the rows of a tensor.',
  ),
  error(
    'too-deep',
    'Too many brackets inside one another',
    `x = ${'('.repeat(256)}⟦(⟧1${')'.repeat(257)}`,
    'x = 1',
    'At most 256 brackets, signs or powers lie inside one another. Give a part a name of its own.',
  ),
  warning(
    'doubled-sign',
    'Two signs in a row',
    'f = x ⟦--⟧ y',
    'f = x - y',
    'The second sign belongs to the value after it: x -- y is x + y.',
  ),
  warning(
    'unknown-cell-kind',
    'No such kind of cell',
    '# %% ⟦[exercise]⟧ Try it',
    '# %% [practice] Try it',
    'A cell is code, or [markdown], [practice] or [pause]; [given], [exam], [try] and [order] say more about one.',
  ),
  warning(
    'markdown-text',
    'Text without # in a markdown cell',
    '# %% [markdown]\n⟦x = 3⟧',
    '# %% [markdown]\n# x = 3',
    'The lines of a markdown cell are comments; others are read as text as well, and never computed.',
  ),
  warning(
    'empty-statement',
    'A ; too many',
    'x = 1;⟦;⟧ y = 2',
    'x = 1; y = 2',
    'A ; separates statements on one line.',
  ),
] as const;

export type SyntaxCode = (typeof syntaxProblems)[number]['code'];
