import type { ProblemKind } from './problemKind.ts';

/** What is wrong with the values and options that a function is given. */
export const callProblems = [
  {
    code: 'loop-over',
    severity: 'error',
    title: 'What a loop goes over',
    explanation:
      'A loop goes over whole numbers, range(6) or range(2, 6), or over the rows of a tensor, for x in X. enumerate, zip and reversed are understood.',
    example: 'y = 0\nfor t in ⟦5⟧:\n    y = y + t',
    remedy: 'y = 0\nfor t in range(5):\n    y = y + t',
  },
  {
    code: 'too-many-turns',
    severity: 'error',
    title: 'Too many turns',
    explanation:
      'Every turn of a loop is written out in the graph, so that each has its values and gradients. Many steps of descent are the business of train(…).',
    example: 'y = 0\nfor t in ⟦range(100000)⟧:\n    y = y + t',
    remedy: 'y = 0\nfor t in range(10):\n    y = y + t',
  },
  {
    code: 'too-few-arguments',
    severity: 'error',
    title: 'A value is missing in a call',
    explanation:
      'The function needs more values than are given. Signature help shows which, while the cursor is in the brackets.',
    example: 'x = [1, -2]\nf = ⟦dot(x)⟧ + 1',
    remedy: 'x = [1, -2]\nf = dot(x, x) + 1',
  },
  {
    code: 'too-many-arguments',
    severity: 'error',
    title: 'A value too many in a call',
    explanation:
      'The function takes fewer values. Several numbers that belong together are written as a vector: [1, 2].',
    example: 'f = exp(1, ⟦2⟧)',
    remedy: 'f = sum(exp([1, 2]))',
  },
  {
    code: 'unknown-option',
    severity: 'error',
    title: 'No such option',
    explanation: 'Options are given by name, and each function has its own. Completion lists them inside the brackets.',
    example: 'x = [1, 2]\nf = sum(x, ⟦axs⟧=0)',
    remedy: 'x = [1, 2]\nf = sum(x, axis=0)',
  },
  {
    code: 'given-twice',
    severity: 'error',
    title: 'The same value given twice',
    explanation: 'A value is given either by its place or by its name. Here both are there, and they could disagree.',
    example: 'def line(x, w) = w * x\nf = line(3, ⟦x=4⟧, w=2)',
    remedy: 'def line(x, w) = w * x\nf = line(3, w=2)',
  },
  {
    code: 'option-value',
    severity: 'error',
    title: 'An option with a value that does not fit',
    explanation:
      'Some options take whole numbers, some take one number, some take true or false. The message says which.',
    example: 'x = [1, 2]\nf = sum(x, axis=⟦0.5⟧)',
    remedy: 'x = [1, 2]\nf = sum(x, axis=0)',
  },
  {
    code: 'one-argument',
    severity: 'error',
    title: 'One value is marked',
    explanation:
      'param(x), data(x), detach(x) and grad(x) take exactly one value: the one that they mark or ask about.',
    example: 'f = sum(⟦param(1, 2)⟧)',
    remedy: 'W = param([1, 2])\nf = sum(W * W)',
  },
  {
    code: 'data-needs-rows',
    severity: 'error',
    title: 'Data has rows',
    explanation:
      'data(x) says that each row of x is an example, so that training can draw minibatches. A single number has no rows.',
    example: 'f = sum(⟦data(3)⟧)',
    remedy: 'x = data([[1, 2], [3, 4]])\nf = sum(x)',
  },
  {
    code: 'maker',
    severity: 'error',
    title: 'A tensor that cannot be made this way',
    explanation: 'Functions that make tensors take sizes: whole numbers, one for each axis.',
    example: 'W = ⟦zeros(2.5, 3)⟧',
    remedy: 'W = zeros(2, 3)',
  },
  {
    code: 'jacobian-size',
    severity: 'error',
    title: 'Too large for a Jacobian',
    explanation:
      'A Jacobian has an entry for each pair of an entry of y and one of x, and takes a backward pass for each row. It is for looking at small functions: at most 16 entries on each side.',
    example: 'x = zeros(20)\nJ = jacobian(⟦exp(x)⟧, x)',
    remedy: 'x = zeros(3)\ny = exp(x)\nJ = jacobian(y, x)',
  },
  {
    code: 'recursion',
    severity: 'error',
    title: 'A function that calls itself',
    explanation:
      'A def is one formula, and a call of it is drawn as its gates. A function that calls itself would be a graph without end.',
    example: 'def f(x) = x * ⟦f⟧(x - 1)',
    remedy: 'def f(x) = x * (x - 1)',
  },
  {
    code: 'param-twice',
    severity: 'error',
    title: 'Two parameters of one name',
    explanation: 'Inside the formula one name can stand for one value only.',
    example: 'def f(x, ⟦x⟧) = x * x',
    remedy: 'def f(x, y) = x * y',
  },
  {
    code: 'calls-too-deep',
    severity: 'error',
    title: 'Too many functions inside one another',
    explanation: 'At most 200 functions may call one another in a row. Give a part of it a line of its own.',
    example: `def f0(x) = x + 1\n${chainOfDefs(201)}y = ⟦f201(1)⟧`,
    remedy: 'def f0(x) = x + 1\ny = f0(1)',
  },
] as const satisfies readonly ProblemKind[];

/** `def f1(x) = f0(x)` and so on. */
function chainOfDefs(count: number): string {
  return Array.from({ length: count }, (_, i) => `def f${i + 1}(x) = f${i}(x)\n`).join('');
}
