import { describe, expect, test } from 'vitest';
import { evaluated } from '../graph/drawn.ts';

/** The values of names at the end of a text; undefined where one has none. */
function valuesOf(text: string, maxNodes = 100_000): (name: string) => readonly number[] | undefined {
  const { statements, tape } = evaluated(text, { maxNodes });
  return (name) => {
    const binding = statements.flatMap(({ bindings }) => bindings).findLast((one) => one.name === name);
    return binding?.node === undefined ? undefined : [...tape.valueOf(binding.node).data];
  };
}

/** ∂(last output)/∂name. */
function gradientOf(text: string, name: string): readonly number[] | undefined {
  const evaluation = evaluated(text);
  const output = evaluation.cells.at(-1)?.output ?? -1;
  const binding = evaluation.statements.flatMap(({ bindings }) => bindings).find((one) => one.name === name);
  const gradient = evaluation.gradients(output).of(binding?.node ?? -1);
  return gradient && [...gradient.data];
}

describe('lines of NumPy and PyTorch', () => {
  test.each([
    ['torch.max(A, 1)[0]', 'here max gives the values alone: leave [0] out'],
    ['A.max(dim=1)[0]', 'here max gives the values alone: leave [0] out'],
    ['torch.min(A, dim=1)[1]', 'here min gives the values alone: their places are argmax(-x, axis=1)'],
  ])('%s is no first entry: PyTorch gives a pair', (line, message) => {
    const { statements } = evaluated(`A = [[1, 5], [7, 2]]\nm = ${line}`);
    expect(statements[1]?.problems.map((problem) => problem.message)).toEqual([message]);
  });

  test.each([
    'm = A.norm(1)',
    'm = np.linalg.norm(A, 1)',
    'm = torch.add(A, A, alpha=2)',
    'm = A.split(1)',
    'm = split(A, 2)[1]',
    'm = np.inner(A, A)',
    'm = A.item(3)',
  ])('%s means something else there, and has no value', (line) => {
    expect(valuesOf(`A = [[1, 5], [7, 2]]\n${line}`)('m')).toBeUndefined();
  });

  test('PyTorch and NumPy cut along the first axis', () => {
    const of = valuesOf('A = [[1, 5], [7, 2]]\na, b = np.split(A, 2)\nc, d = A.chunk(2)\ne, f = split(A, 2)');
    expect([of('a'), of('c'), of('e')]).toEqual([
      [1, 5],
      [1, 5],
      [1, 7],
    ]);
  });

  test('PyTorch’s deviation along an axis by its name divides by n − 1', () => {
    expect(valuesOf('A = [[1, 5], [3, 2]]\nm = torch.var(A, dim=0)')('m')).toEqual([2, 4.5]);
  });

  test('NumPy’s max(A, 1)[0] is the first entry; a method may be PyTorch’s, and has no value', () => {
    expect(valuesOf('A = [[1, 5], [7, 2]]\nm = A.max(1)[0]')('m')).toBeUndefined();
    expect(valuesOf('A = [[1, 5], [7, 2]]\nm = A.max(1)')('m')).toEqual([5, 7]);
    expect(valuesOf('A = [[1, 5], [7, 2]]\nm = np.max(A, 1)[0]')('m')).toEqual([5]);
  });

  test.each([
    ['h = np.maximum(0, [1, -2])', 'h', [1, 0]],
    ['x = [1, 2]\nx += 1\nx *= x', 'x', [4, 9]],
    ['A = [[1, 2], [3, 4]]\ns = A.sum(0)', 's', [4, 6]],
    ['A = [[1, 2], [3, 4]]\ns = torch.sum(A, dim=1, keepdim=True)', 's', [3, 7]],
    ['A = [[1, 2], [3, 4]]\ns = A.mean(axis=(0, 1))', 's', [2.5]],
    ['A = [[1, 2], [3, 4]]\ns = np.max(A, 1)', 's', [2, 4]],
    ['A = [[1, 2], [3, 4]]\ns = max(A, 3)', 's', [3, 3, 3, 4]],
    ['P = [[1, 2], [3, 4]]; y = [1, 0]\np = P[range(2), y]', 'p', [2, 3]],
    ['v = [1, 2, 3, 4]\nw = v[::-2]', 'w', [4, 2]],
    ['A = zeros((2, 3)); N, D = A.shape; n = len(A) + A.size + A.ndim', 'n', [10]],
    ['a = 1; b = 2\na, b = b, a', 'a', [2]],
    ['s = F.softmax([[0, 0], [0, 0]], dim=1)', 's', [0.5, 0.5, 0.5, 0.5]],
    ['s = softmax([[0, 1], [0, 1], [0, 1], [0, 1]], axis=0)', 's', new Array<number>(8).fill(0.25)],
    ['A = [1, -2]\nA = where(A <= 0, 0, A)', 'A', [1, 0]],
    ['y = sin(pi / 2) + np.e - e', 'y', [1]],
    ['def f(x):\n    y = x * x\n    return y + 1, y\na, b = f(3)', 'a', [10]],
    ['w = 0\nfor t in range(2, 8, 2):\n    w += t', 'w', [12]],
    ['s = 0\nfor i, (x) in enumerate([5, 6]):\n    s += x', 's', undefined],
    ['s = 0\nfor i, x in enumerate([5, 6]):\n    s += i * x', 's', [6]],
  ] as const)('%s', (text, name, value) => {
    expect(valuesOf(text)(name)).toEqual(value);
  });

  test('an entry that is picked twice gets the sum', () => {
    expect(gradientOf('E = [1, 2, 3]\nf = sum(E[[2, 0, 2]] * [10, 20, 30])', 'E')).toEqual([20, 0, 40]);
  });

  test('a weight used in every turn gets the sum', () => {
    expect(gradientOf('w = 2; h = 1\nfor t in range(3):\n    h = h * w\nf = h + 0', 'w')).toEqual([12]);
  });

  test('backward(y, v) is of sum(y * v)', () => {
    expect(gradientOf('x = [1, 2]\ny = x * x\nbackward(y, [10, 20])', 'x')).toEqual([20, 80]);
  });

  test('a backward pass of several lines has one upstream for each result', () => {
    const text =
      'def f(a):\n    return a * a, 3 * a\nbackward f(a, u, v):\n    d = 2 * a * u\n    return d + 3 * v\na = 5\np, q = f(a)\nL = p + 10 * q';
    expect(gradientOf(text, 'a')).toEqual([40]);
  });
});

describe('no number from another program', () => {
  test.each([
    ['A = [1, 2]\nA[0] = 5', 'A'],
    ['x = 1\nx.data = 5', 'x'],
    ['x = 1\nx += foo', 'x'],
    ['w = 1\nwhile w < 3:\n    w = w + 1', 'w'],
    ['w = 1\nif w < 3:\n    w = 2\nelse:\n    w = 3', 'w'],
    ['w = 1\nfor t in range(3):\n    w = w + foo', 'w'],
    ['w = 1\nfor t in range(3):\n    w = w +', 'w'],
  ])('%s', (text, name) => {
    expect(valuesOf(`${text}\nz = ${name} + 1`)('z')).toBeUndefined();
  });

  test('a graph that grows too large is lost with what needs it, and nothing else', () => {
    const value = valuesOf('x = 1\nfor t in range(100):\n    x = x * 2\ny = x + 1\nz = 3 * 4', 100);
    expect([value('x'), value('y'), value('z')]).toEqual([undefined, undefined, [12]]);
  });
});
