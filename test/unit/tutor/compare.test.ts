import { describe, expect, it } from 'vitest';
import { firstDisagreement } from '../../../src/core/tutor/compare/firstDisagreement.ts';
import { printedArrays } from '../../../src/core/tutor/compare/printedArrays.ts';
import { evaluated } from './evaluated.ts';

/** The layer of the assignment: two rows, weights (4, 3). */
const layer = evaluated(`x = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
w = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]
b = [0.1, -0.2, 0.3]
out = x @ w + b
h = relu(out)
f = sum(h * [[2, -1, 0.5], [1, 1, -2]])`);

/** The same without relu, so that upstream is what the assignment gives. */
const affine = evaluated(`x = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
w = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]
b = [0.1, -0.2, 0.3]
out = x @ w + b
f = sum(out * [[2, -1, 0.5], [1, 1, -2]])`);

const RIGHT = `out = [[-3.4  9.3 -6.2]
 [ 5.1 -4.2 -3.7]]
dout = [[ 2.  -1.   0.5]
 [ 1.   1.  -2. ]]
dw = [[ 4.    1.   -3.5 ]
 [-3.    3.   -3.  ]
 [ 0.   -1.5   2.25]
 [ 6.   -3.    1.5 ]]
dx = array([[ 1. ,  5.5, -4.5, -2.5],
       [ 5. , -1. ,  0. ,  4. ]])
db: [ 3.   0.  -1.5]
`;
const find = (text: string, evaluation = affine) => {
  const { arrays, problems } = printedArrays(text);
  expect(problems).toEqual([]);
  return firstDisagreement(evaluation, 0, arrays);
};

describe('printed arrays', () => {
  it('are read as NumPy, lists, PyTorch and dictionaries print them', () => {
    const { arrays, problems } = printedArrays(
      `>>> ${RIGHT}loss = 1.25e-3\nq = tensor([[1.5000, 2.0000]], requires_grad=True)\nprint: 3 done\n` +
        `{'W1': array([1., 2.]), 'b1': array([[0.5]], dtype=float32)}\ngrads['W2'] = [[1, 2],\n [3, 4]]\nm = [ True False]\nz = [-inf nan 1.e-03]`,
    );
    expect(problems).toEqual([]);
    expect(arrays.map(({ name, tensor }) => [name, tensor.shape])).toEqual([
      ['out', [2, 3]],
      ['dout', [2, 3]],
      ['dw', [4, 3]],
      ['dx', [2, 4]],
      ['db', [3]],
      ['loss', []],
      ['q', [1, 2]],
      ['W1', [2]],
      ['b1', [1, 1]],
      ['grad_W2', [2, 2]],
      ['m', [2]],
      ['z', [3]],
    ]);
    expect([...(arrays.at(-1)?.tensor.data ?? [])]).toEqual([Number.NEGATIVE_INFINITY, Number.NaN, 0.001]);
    expect(arrays[5]?.tensor.data[0]).toBe(0.00125);
  });
  it('know to which place they are rounded', () => {
    const [a, b] = printedArrays('a = [0.5  0.39 1.  ]\nb = [1.234e-05 2.000e+00]').arrays;
    expect(a?.units).toEqual([0.01, 0.01, 0.01]);
    expect(b?.units?.map((unit) => Math.log10(unit))).toEqual([-8, -3]);
  });
  it.each([
    ['h = [[0. 1. 2. ... 7. 8. 9.]]', 'elided', 'set_printoptions'],
    ['h = [[1 2]\n [3]]', 'ragged', 'not of one length'],
    ['h = [1, [2, 3]]', 'ragged', ''],
    ['\nh = [[1 2]\n [3 4]', 'unclosed', 'line 2'],
    ['h = [1 two]', 'unread', '“two”'],
    ['[[1 2]]', 'unnamed', 'print("dW =", dW)'],
  ])('%j is a problem of the kind %s', (text, code, words) => {
    const { arrays, problems } = printedArrays(text);
    expect(arrays).toEqual([]);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.message).toContain(words);
  });
  it('a forgotten bracket does not swallow the arrays below', () => {
    const { arrays, problems } = printedArrays('h = [[1 2]\n [3 4]\ndh = [1 2]\nk = [3]');
    expect(arrays.map(({ name }) => name)).toEqual(['dh', 'k']);
    expect(problems).toHaveLength(1);
  });
  it('read large and hostile texts in time proportional to them', () => {
    for (const piece of ['[', 'a ', 'a = ', "x['k'] ", 'a = [', '1', ' \n', "'"]) printedArrays(piece.repeat(40_000));
    const many = printedArrays(`a = [${'0.25 '.repeat(100_000)}]`);
    expect(many.arrays[0]?.tensor.shape).toEqual([100_000]);
  });
});

describe('the first disagreement', () => {
  it('is none where every array is right', () => {
    const found = find(RIGHT);
    expect(found.first).toBeUndefined();
    expect(found.message).toBe('All 5 arrays agree with the text.');
    expect(found.compared.map(({ given }) => given.name)).toEqual(['out', 'dout', 'db', 'dw', 'dx']);
  });
  it('names the first wrong gradient after a right one, and the mistake', () => {
    const wrong = RIGHT.replace('[ 3.   0.  -1.5]', '[ 1.5   0.  -0.75]');
    const { first, message } = find(wrong);
    expect(first?.name).toBe('db');
    expect(first?.mistakes).toContain('broadcast-averaged');
    expect(message).toMatch(
      /^dout is right, db is wrong: 1 of its 3 entries agree; the first that does not is \[0\], where you have 1\.5\./,
    );
  });
  it('says dh is right, dz1 is wrong: mask', () => {
    const { first, message, missing } = find(
      'dh = [[2 -1 0.5] [1 1 -2]]\ndout = [[2 0 0.5] [1 1 0]]\ndb = [3, 1, 0.5]',
      layer,
    );
    expect(first?.mistakes[0]).toBe('relu-mask');
    expect(message).toContain('dh is right, dout is wrong');
    expect(message).toContain('relu');
    expect(missing).toEqual(['out', 'h', 'f']);
  });
  it('credits what follows from a wrong gradient by the right rule', () => {
    const { compared } = find('dh = [[2 -1 0.5] [1 1 -2]]\ndout = [[2 0 0.5] [1 1 0]]\ndb = [3, 1, 0.5]', layer);
    expect(compared.map(({ given, verdict }) => [given.name, verdict])).toEqual([
      ['dh', 'right'],
      ['dout', 'wrong'],
      ['db', 'follows'],
    ]);
  });
  it('looks at forward values before gradients', () => {
    const { first, message } = find(RIGHT.replace('9.3', '9.4').replace('db: [ 3.', 'db: [ 4.'));
    expect([first?.name, first?.which, first?.wrong]).toEqual(['out', 'value', [1]]);
    expect(message).not.toContain('9.3');
  });
  it('explains a shape', () => {
    const { first, message } = find('db = [[2 -1 0.5] [1 1 -2]]');
    expect(first?.wrong).toEqual([]);
    expect(message).toContain('it has shape (2, 3), but a gradient has one entry for each entry of b, which has (3,)');
    expect(first?.mistakes).toContain('broadcast-not-summed');
  });
  it('takes weights that lie the other way round, with gradients that do so too', () => {
    const turned = 'w = [[1 2 -1 0] [0 -1 3 2] [-2 1 1 -1]]\n';
    const gradient = 'dw = [[4 -3 0 6] [1 3 -1.5 -3] [-3.5 -3 2.25 1.5]]';
    expect(find(turned + gradient).first).toBeUndefined();
    expect(find(gradient).first?.message).toContain('lie the other way round');
  });
  it('takes columns for vectors, rounded numbers, and other names of gradients', () => {
    const found = find('grad_b = [[3.00003] [0] [-1.5]]\ndL_dout = [[2 -1 0.5] [1 1 -2]]\nw.grad = [[9]]\nthing = [1]');
    expect(found.first?.name).toBe('w.grad');
    expect(found.unknown).toEqual(['thing']);
  });
  it('gives no number away that the learner did not print', () => {
    const { message } = find('dw = [[9 9 9] [9 9 9] [9 9 9] [9 9 9]]');
    expect(message).toContain('none of its 12 entries agrees');
    expect(message.replace('12', '').replace('[0, 0]', '')).not.toMatch(/[0-8]/);
  });
  it('sees a sum where the text takes a mean', () => {
    const { message } = find('df_out = [1]\ndout = [[4 -2 1] [2 2 -4]]');
    expect(message).toContain('2 times too large');
  });
});

it('says how to name arrays where none is known, and where there is none', () => {
  expect(find('delta = [1. 2.]').message).toContain('call the gradient of W dW');
  expect(find('hello').message).toContain('There is no array with a name here');
});
