import { describe, expect, it } from 'vitest';
import { isShapeProblem, type Options } from '../../../src/core/gates/gate.ts';
import { fromNested, type Nested, type Shape, type Tensor } from '../../../src/core/tensor/tensor.ts';
import { forward, gateCalled, gradientsOf } from '../../support/applyGate.ts';

const valueAt = (name: string, inputs: readonly Nested[], options: Options = {}): number[] =>
  Array.from(forward(gateCalled(name), inputs.map(fromNested), options).data);
function gradients(name: string, inputs: readonly Nested[], upstream: Nested = 1, options: Options = {}): number[][] {
  const tensors = inputs.map(fromNested);
  const out = forward(gateCalled(name), tensors, options);
  const up = fromNested(upstream);
  const spread: Tensor =
    up.data.length === out.data.length ? up : { shape: out.shape, data: out.data.map(() => up.data[0] ?? 0) };
  return gradientsOf(gateCalled(name), tensors, spread, options).map((gradient) => Array.from(gradient.data));
}
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('where a derivative is not unique', () => {
  it('relu, abs, sign and norm have slope 0 at 0', () => {
    expect(gradients('relu', [[-0, 0]])).toEqual([[0, 0]]);
    expect(gradients('abs', [[-0, 0]], [5, 5])[0]?.every((g) => g === 0)).toBe(true);
    expect(gradients('sign', [[-3, 0, 3]])).toEqual([[0, 0, 0]]);
    expect(gradients('norm', [[0, 0, 0]], 7)).toEqual([[0, 0, 0]]);
  });

  it('leaky_relu has its slope at 0, clip passes at its bounds', () => {
    expect(gradients('leaky_relu', [0], 2, { slope: 0.25 })).toEqual([[0.5]]);
    expect(gradients('leaky_relu', [-1], 2)).toEqual([[0.02]]);
    expect(gradients('clip', [[-1, 1, -1.5, 1.5]], 1, { lo: -1, hi: 1 })).toEqual([[1, 1, 0, 0]]);
    expect(valueAt('clip', [[-9, 9]], { lo: -1 })).toEqual([-1, 9]);
  });

  it('a tie in max or min shares equally', () => {
    expect(gradients('maximum', [3, 3], 4)).toEqual([[2], [2]]);
    expect(gradients('minimum', [3, 3], 4)).toEqual([[2], [2]]);
    expect(gradients('max', [[5, 1, 5, 5, 0]], 6)).toEqual([[2, 0, 2, 2, 0]]);
    expect(
      gradients(
        'min',
        [
          [
            [1, 1],
            [0, 1],
          ],
        ],
        [2, 4],
        { axis: 1 },
      ),
    ).toEqual([[1, 1, 4, 0]]);
  });

  it('x**0 is 1 with gradient 0, and the exponent follows PyTorch', () => {
    expect(
      valueAt('pow', [
        [0, 0, -2, 0],
        [0, 2, 3, -1],
      ]),
    ).toEqual([1, 0, -8, inf]);
    expect(gradients('pow', [0, 0])).toEqual([[0], [0]]);
    expect(gradients('pow', [0, 2])).toEqual([[0], [0]]);
    expect(gradients('pow', [-3, 0])[0]).toEqual([0]);
    expect(gradients('pow', [-2, 3])).toEqual([[12], [nan]]);
    expect(gradients('pow', [0, -1])).toEqual([[-inf], [-inf]]);
  });

  it('a switch that is off cuts off even an infinite upstream, a multiplication by 0 does not', () => {
    expect(gradients('relu', [-1], inf)).toEqual([[0]]);
    expect(gradients('where', [0, 1, 2], inf)).toEqual([[0], [0], [inf]]);
    expect(gradients('maximum', [2, 1], inf)).toEqual([[inf], [0]]);
    expect(gradients('mul', [1, 0], inf)).toEqual([[nan], [inf]]);
  });
});

describe('numbers at the edges', () => {
  it('nan is never lost', () => {
    for (const name of [
      'relu',
      'abs',
      'sigmoid',
      'tanh',
      'softplus',
      'gelu',
      'leaky_relu',
      'exp',
      'sign',
      'max',
      'sum',
    ])
      expect(valueAt(name, [[nan, nan]])[0], name).toBeNaN();
    expect(valueAt('max', [[1, nan, 2]])).toEqual([nan]);
    expect(valueAt('maximum', [1, nan])).toEqual([nan]);
    expect(valueAt('clip', [nan], { lo: 0, hi: 1 })).toEqual([nan]);
    expect(valueAt('less', [1, nan])).toEqual([0]);
    expect(valueAt('not_equal', [nan, nan])).toEqual([1]);
  });

  it('keeps IEEE values for what has none', () => {
    expect(valueAt('div', [[1, -1, 0], 0])).toEqual([inf, -inf, nan]);
    expect(valueAt('log', [[0, -1]])).toEqual([-inf, nan]);
    expect(valueAt('exp', [1000])).toEqual([inf]);
    expect(gradients('sqrt', [0])).toEqual([[inf]]);
  });

  it('sigmoid, tanh, softplus and softmax neither overflow nor lose their digits', () => {
    expect(valueAt('sigmoid', [[-1000, -40, 40, 1000]])).toEqual([0, Math.exp(-40) / (1 + Math.exp(-40)), 1, 1]);
    expect(gradients('sigmoid', [27])).toEqual([[1.879528816532018e-12]]);
    expect(gradients('sigmoid', [-27])).toEqual([[1.879528816532018e-12]]);
    expect(gradients('tanh', [20])[0]?.[0]).toBeCloseTo(4 * Math.exp(-40), 30);
    expect(valueAt('softplus', [[-1000, -40, 40, 1000]])).toEqual([0, Math.log1p(Math.exp(-40)), 40, 1000]);
    expect(valueAt('softmax', [[1000, 1000, -1000]])).toEqual([0.5, 0.5, 0]);
    expect(valueAt('log_softmax', [[1000, -1000]])).toEqual([0, -2000]);
    expect(valueAt('cross_entropy', [[-1000, 1000], 0])).toEqual([2000]);
    expect(valueAt('gelu', [[-40, 40]]).map((y) => y + 0)).toEqual([0, 40]);
  });

  it('accuracy takes the first of equal scores', () => {
    expect(
      valueAt('accuracy', [
        [
          [1, 1],
          [0, 2],
          [3, 0],
          [0, 1],
        ],
        [0, 1, 1, 1],
      ]),
    ).toEqual([0.75]);
  });
});

describe('what is refused, and why', () => {
  const refusals: readonly [string, readonly Shape[], Options, RegExp][] = [
    [
      'matmul',
      [
        [64, 3],
        [4, 10],
      ],
      {},
      /^cannot multiply \(64, 3\) @ \(4, 10\): the inner sizes 3 and 4 differ$/,
    ],
    ['matmul', [[3], [4, 2]], {}, /cannot multiply \(3,\) @ \(4, 2\): the inner sizes 3 and 4 differ/],
    ['matmul', [[], [3]], {}, /cannot multiply \(\) @ \(3,\).*multiplies with \*/],
    [
      'matmul',
      [
        [2, 3, 4],
        [3, 4, 5],
      ],
      {},
      /\(2, 3, 4\) @ \(3, 4, 5\): the axes before the last two/,
    ],
    ['add', [[2, 3], [4]], {}, /shapes \(2, 3\) and \(4,\) do not fit together.*last sizes are 3 and 4/],
    [
      'mul',
      [
        [2, 3],
        [3, 3],
      ],
      {},
      /\(2, 3\) and \(3, 3\).*last but one sizes are 2 and 3/,
    ],
    ['where', [[2], [], [3]], {}, /\(2,\) and \(3,\)/],
    ['sum', [[2, 3]], { axis: 2 }, /axis 2 does not exist: shape \(2, 3\) has the axes 0 to 1/],
    ['sum', [[]], { axis: 0 }, /axis 0 does not exist: the operand is a number/],
    ['max', [[0, 2]], {}, /max of no entries.*\(0, 2\)/],
    ['dot', [[3], [4]], {}, /dot\(\(3,\), \(4,\)\): the lengths 3 and 4 differ/],
    ['dot', [[2, 2], [2]], {}, /\(2, 2\).*matrices multiply with @/],
    ['outer', [[2, 2], [2]], {}, /outer\(\(2, 2\), \(2,\)\)/],
    ['fc', [[4, 3], [2, 5], [5]], {}, /\(4, 3\) @ \(2, 5\): the inner sizes 3 and 2 differ/],
    ['fc', [[4, 3], [3, 5], [4]], {}, /bias of shape \(4,\) does not fit.*\(5,\)/],
    ['fc', [[4, 3], [3], [4]], {}, /weights of fc are a matrix.*\(3,\)/],
    ['cross_entropy', [[4, 3], [5]], {}, /scores \(4, 3\) and labels \(5,\): 4 rows of scores, but 5 labels/],
    [
      'cross_entropy',
      [
        [4, 3],
        [4, 3],
      ],
      {},
      /labels are class numbers/,
    ],
    ['hinge', [[], []], {}, /one column for each class/],
    ['accuracy', [[4], [4]], {}, /one label for each row/],
    ['mse', [[3], [4]], {}, /\(3,\) and \(4,\)/],
    ['reshape', [[2, 3]], { sizes: [4, 2] }, /\(2, 3\) to \(4, 2\): there are 6 entries, and room for 8/],
    ['reshape', [[2, 3]], { sizes: [-1, 4] }, /6 entries do not divide into parts of 4/],
    ['reshape', [[2, 3]], { sizes: [-1, -1] }, /only one size can be −1/],
    ['reshape', [[2, 3]], {}, /needs the new sizes/],
    [
      'concat',
      [
        [2, 3],
        [2, 4],
      ],
      { axis: 0 },
      /cannot concat \(2, 3\) and \(2, 4\) along axis 0/,
    ],
    ['concat', [[], []], { axis: 0 }, /concat joins vectors and matrices/],
    ['concat', [[2], [3]], { axis: 1 }, /axis 1 does not exist/],
    ['stack', [[2], [3]], { axis: 0 }, /number 1 is \(2,\), number 2 is \(3,\)/],
    ['list', [[2], [2], []], {}, /entries of a list must be of equal shape: number 1 is \(2,\), number 3 is \(\)/],
    ['index', [[3, 4]], { starts: [3], stops: [0], drops: [1] }, /index 3 is outside axis 0 of shape \(3, 4\).*0 to 2/],
    ['index', [[3]], { starts: [0, 0], stops: [0, 0], drops: [1, 1] }, /2 subscripts are too many for shape \(3,\)/],
    ['index', [[]], { starts: [0], stops: [0], drops: [1] }, /has no entries/],
  ];
  it.each(refusals)('%s %j %j', (name, shapes, options, words) => {
    const shape = gateCalled(name).shape(shapes, options);
    expect(isShapeProblem(shape) ? shape.problem : shape).toMatch(words);
  });

  it('names the row of a label that is wrong', () => {
    const scores = fromNested([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const problem = (labels: Nested) => gateCalled('cross_entropy').check?.([scores, fromNested(labels)], {});
    expect(problem([0, 2, 3])).toBe('label 3 in row 2 is out of range: 3 classes are numbered 0 to 2');
    expect(problem([0, -1, 1])).toMatch(/label -1 in row 1/);
    expect(problem([0, 1, 1.5])).toMatch(/label 1.5 in row 2 is not a whole number/);
    expect(problem([0, 1, nan])).toMatch(/row 2 is not a whole number/);
    expect(problem([0, 1, 2])).toBeUndefined();
  });
});
