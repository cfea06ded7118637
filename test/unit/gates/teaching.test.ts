import { describe, expect, it } from 'vitest';
import { backward } from '../../../src/core/autodiff/backward.ts';
import { NO_OPTIONS, Tape } from '../../../src/core/autodiff/tape/tape.ts';
import { showNumber } from '../../../src/core/base/show.ts';
import type { Told } from '../../../src/core/gates/gate.ts';
import { fromNested, type Nested, type Tensor } from '../../../src/core/tensor/tensor.ts';
import { distance, forward, gateCalled, gradientsOf } from '../../support/applyGate.ts';

const close = (tensor: Tensor | undefined, expected: Nested): void =>
  expect(distance(tensor?.data ?? [], fromNested(expected).data)).toBeLessThan(1e-15);

describe('the numbers of the course', () => {
  it('a fully connected layer on two rows', () => {
    const W = fromNested([
      [1, 0, -2],
      [2, -1, 1],
      [-1, 3, 1],
      [0, 2, -1],
    ]);
    const X = fromNested([
      [1, -2, 0.5, 3],
      [2, 1, -1, 0],
    ]);
    const b = fromNested([0.1, -0.2, 0.3]);
    close(forward(gateCalled('fc'), [X, W, b]), [
      [-3.4, 9.3, -6.2],
      [5.1, -4.2, -3.7],
    ]);
    const [dX, dW, db] = gradientsOf(
      gateCalled('fc'),
      [X, W, b],
      fromNested([
        [2, -1, 0.5],
        [1, 1, -2],
      ]),
    );
    close(dW, [
      [4, 1, -3.5],
      [-3, 3, -3],
      [0, -1.5, 2.25],
      [6, -3, 1.5],
    ]);
    close(dX, [
      [1, 5.5, -4.5, -2.5],
      [5, -1, 0, 4],
    ]);
    close(db, [3, 0, -1.5]);
  });

  it('a matrix times a vector', () => {
    const W = fromNested([
      [1, 2, -1, 0],
      [0, -1, 3, 2],
      [-2, 1, 1, -1],
    ]);
    const x = fromNested([1, -2, 0.5, 3]);
    const [dW, dx] = gradientsOf(gateCalled('matmul'), [W, x], fromNested([0, -1, 0]));
    close(dW, [
      [0, 0, 0, 0],
      [-1, 2, -0.5, -3],
      [0, 0, 0, 0],
    ]);
    close(dx, [0, 1, -3, -2]);
  });

  it('softmax and cross entropy', () => {
    const scores = fromNested([0.4332, -0.228, 0.228]);
    close(forward(gateCalled('softmax'), [scores]), [0.4290527237144287, 0.2214905246525316, 0.34945675163303985]);
    const loss = forward(gateCalled('cross_entropy'), [scores, fromNested(2)]);
    close(loss, 1.0513754685043635);
    const [ds] = gradientsOf(gateCalled('cross_entropy'), [scores, fromNested(2)], fromNested(1));
    close(ds, [0.4290527237144287, 0.2214905246525316, -0.6505432483669602]);
    close(forward(gateCalled('cross_entropy'), [fromNested(new Array(10).fill(3)), fromNested(7)]), Math.LN10);
  });

  it('the sigmoid, fresh and saturated, to the last digit', () => {
    const slope = (x: number) => gradientsOf(gateCalled('sigmoid'), [fromNested(x)], fromNested(1))[0]?.data[0] ?? 0;
    expect(slope(1)).toBe(0.19661193324148188);
    expect(Math.abs(5 * slope(27) - 9.397644082660089e-12) / 9.397644082660089e-12).toBeLessThan(3e-16);
    expect(Math.abs(slope(-4) - 0.01766270621329) / slope(-4)).toBeLessThan(1e-12);
  });

  it.each([
    [0.5, 0.7864477329659274],
    [1.4, 0.2161524590255372],
    [-1.47, 0.1907604049395158],
    [1.5, 0.18070663892364852],
    [3, 0.00986603716544019],
    [9, 6.091991712323229e-8],
  ])('the slope of tanh at %d keeps its digits, on the tape and in a tensor', (x, slope) => {
    const [inTensor] = gradientsOf(gateCalled('tanh'), [fromNested([x])], fromNested([1]));
    const tape = new Tape();
    const { scalar: rule, number } = gateCalled('tanh');
    const input = tape.pushLeaf('input', x, undefined);
    const out = rule ? tape.applyScalar(number, rule, input, -1, NO_OPTIONS, undefined) : -1;
    for (const found of [inTensor?.data[0], backward(tape, out).scalarOf(input)])
      expect(Math.abs((found ?? 0) - slope) / slope).toBeLessThan(1e-15);
  });
});

describe('what gates say of their numbers', () => {
  const told = (names: readonly string[], inputs: readonly number[], out: number, upstream: number): Told => ({
    names,
    inputs,
    out,
    upstream,
    options: {},
    show: showNumber,
  });

  it('roles argue from the numbers', () => {
    const chips: readonly [string, Told, string][] = [
      ['maximum', told(['z', 'w'], [2, -1], 2, 2), 'router: z won, 2 > −1, all of 2 goes to z'],
      ['maximum', told(['z', 'w'], [-1, 2], 2, 2), 'router: w won, 2 > −1, all of 2 goes to w'],
      ['minimum', told(['z', 'w'], [2, -1], -1, 2), 'router: w won, −1 < 2, all of 2 goes to w'],
      ['maximum', told(['z', 'w'], [1, 1], 1, 2), 'router: z and w tie at 1, each gets half of 2'],
      [
        'mul',
        told(['x', 'y'], [3, -4], -12, 2),
        'swap multiplier: x gets y·upstream = −4·2 = −8, y gets x·upstream = 3·2 = 6',
      ],
      [
        'mul',
        told(['x', 'y'], [3, -4], -12, -2),
        'swap multiplier: x gets y·upstream = −4·(−2) = 8, y gets x·upstream = 3·(−2) = −6',
      ],
      ['add', told(['p', 'm'], [-12, 2], -10, 2), 'distributor: p and m each get upstream as it is, 2'],
      ['relu', told(['s'], [-3], 0, 2), 'switch off: s = −3 is not above 0, so nothing of 2 passes'],
    ];
    for (const [name, given, words] of chips) expect(gateCalled(name).chip?.(given), name).toBe(words);
  });

  it('remarks name kinks, gates that are off, and saturation', () => {
    const remark = (name: string, inputs: readonly number[], out = 0) =>
      gateCalled(name).remark?.(inputs, out, { lo: -1, hi: 1 });
    expect(remark('relu', [-1])).toMatchObject({ kind: 'off', param: 0 });
    expect(remark('relu', [0])).toMatchObject({ kind: 'kink' });
    expect(remark('relu', [1])).toBeUndefined();
    expect(remark('maximum', [2, -1])).toEqual({ kind: 'off', param: 1, words: 'max routed to {a}' });
    expect(remark('minimum', [2, -1])).toEqual({ kind: 'off', param: 0, words: 'min routed to {b}' });
    expect(remark('maximum', [1, 1])).toMatchObject({ kind: 'kink' });
    expect(remark('sigmoid', [27], 1)).toMatchObject({ kind: 'saturated' });
    expect(remark('sigmoid', [1], 0.7)).toBeUndefined();
    expect(remark('clip', [3], 1)).toMatchObject({ kind: 'off', words: '{x} was clipped: it is above the bound' });
    expect(remark('clip', [1], 1)).toMatchObject({ kind: 'kink' });
    expect(remark('where', [0, 1, 2], 2)).toMatchObject({ kind: 'off', param: 1 });
  });
});
