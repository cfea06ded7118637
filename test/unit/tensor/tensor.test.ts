import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { addSummed, broadcastShape, broadcastTo } from '../../../src/core/tensor/broadcast.ts';
import { erfc } from '../../../src/core/tensor/erf.ts';
import {
  addProduct,
  addProductWithLeftTransposed,
  addProductWithRightTransposed,
} from '../../../src/core/tensor/products.ts';
import { fromNested, type Shape, sameTensor, sizeOf, tensor, zeros } from '../../../src/core/tensor/tensor.ts';
import { walkOver } from '../../../src/core/tensor/walk.ts';

describe('broadcasting', () => {
  it('joins shapes as NumPy does', () => {
    const joint: readonly [Shape, Shape, Shape | undefined][] = [
      [[], [], []],
      [[3], [], [3]],
      [[2, 1], [3], [2, 3]],
      [[2, 3], [4], undefined],
      [
        [5, 1, 4],
        [3, 1],
        [5, 3, 4],
      ],
      [[0], [1], [0]],
      [[0], [2], undefined],
    ];
    for (const [a, b, out] of joint) {
      expect(broadcastShape(a, b)).toEqual(out);
      expect(broadcastShape(b, a)).toEqual(out);
    }
  });

  it('walks every entry once, at the place that its coordinates give', () => {
    const random = seededRandom('walk');
    for (let round = 0; round < 300; round++) {
      const out = Array.from({ length: random.below(5) }, () => random.below(4));
      const shapes = [0, 1].map(() =>
        out.slice(random.below(out.length + 1)).map((length) => (random.uniform() < 0.4 ? 1 : length)),
      );
      const walk = walkOver(shapes, out);
      let o = 0;
      for (let row = 0; row < walk.rows; row++)
        for (let j = 0; j < walk.length; j++, o++)
          for (const [p, own] of shapes.entries()) {
            const place = (walk.starts[p]?.[row] ?? Number.NaN) + j * (walk.steps[p] ?? Number.NaN);
            expect(place, `${shapes} in ${out} at ${o}`).toBe(placeIn(own, out, o));
          }
      expect(o).toBe(sizeOf(out));
    }
  });

  it('sums what it stretched', () => {
    const into = zeros([2, 1]);
    const stretched = broadcastTo(fromNested([[1], [10]]), [3, 2, 4]);
    addSummed(stretched.data, stretched.shape, into);
    expect(Array.from(into.data)).toEqual([12, 120]);
  });
});

function placeIn(own: Shape, out: Shape, entry: number): number {
  let rest = entry;
  let place = 0;
  let stride = 1;
  for (let back = 1; back <= out.length; back++) {
    const length = out[out.length - back] ?? 1;
    const ownLength = own[own.length - back] ?? 1;
    if (ownLength > 1) place += (rest % length) * stride;
    stride *= ownLength;
    rest = Math.floor(rest / length);
  }
  return place;
}

describe('matrix products', () => {
  it('agree with the definition for every remainder of the unrolled loops', () => {
    const random = seededRandom('products');
    const draw = (size: number) => Float64Array.from({ length: size }, () => random.normal());
    for (let m = 0; m <= 6; m++)
      for (let k = 0; k <= 9; k++)
        for (const n of [0, 1, 2, 3, 5]) {
          const [a, b, up] = [draw(m * k), draw(k * n), draw(m * n)];
          const place = { m, k, n, a: 0, b: 0, out: 0 };
          const [out, da, db] = [new Float64Array(m * n), new Float64Array(m * k), new Float64Array(k * n)];
          addProduct(a, b, out, place);
          addProductWithRightTransposed(up, b, da, place);
          addProductWithLeftTransposed(a, up, db, place);
          const [plainOut, plainA, plainB] = [out, da, db].map((part) => new Float64Array(part.length));
          for (let i = 0; i < m; i++)
            for (let p = 0; p < k; p++)
              for (let j = 0; j < n; j++) {
                const [x = 0, y = 0, u = 0] = [a[i * k + p], b[p * n + j], up[i * n + j]];
                bump(plainOut, i * n + j, x * y);
                bump(plainA, i * k + p, u * y);
                bump(plainB, p * n + j, x * u);
              }
          for (const [fast, plain] of [
            [out, plainOut],
            [da, plainA],
            [db, plainB],
          ])
            for (const [i, entry] of plain?.entries() ?? []) expect(fast?.[i]).toBeCloseTo(entry, 12);
        }
  });

  it('lets nan and infinity through', () => {
    const out = new Float64Array(2);
    addProduct(Float64Array.of(0), Float64Array.of(Number.POSITIVE_INFINITY, 1), out, {
      m: 1,
      k: 1,
      n: 2,
      a: 0,
      b: 0,
      out: 0,
    });
    expect(Array.from(out)).toEqual([Number.NaN, 0]);
  });
});

function bump(into: Float64Array | undefined, at: number, by: number): void {
  if (into) into[at] = (into[at] ?? 0) + by;
}

describe('tensors', () => {
  it('compare by shape and bits', () => {
    expect(sameTensor(fromNested([Number.NaN, 0]), fromNested([Number.NaN, 0]))).toBe(true);
    expect(sameTensor(fromNested([0]), fromNested([-0]))).toBe(false);
    expect(sameTensor(tensor([2], [1, 2]), tensor([2, 1], [1, 2]))).toBe(false);
  });

  it('are read from lists', () => {
    expect(
      fromNested([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
    expect(fromNested(7).shape).toEqual([]);
    expect(fromNested([]).shape).toEqual([0]);
  });
});

describe('the error function', () => {
  it('agrees with tables on both sides of its two methods', () => {
    const table: readonly [number, number][] = [
      [0.5, 0.4795001221869535],
      [1, 0.15729920705028513],
      [1.9999, 0.004679802092970608],
      [2.0001, 0.0046756686958033394],
      [3, 2.2090496998585438e-5],
      [5, 1.5374597944280351e-12],
      [26, 5.663192408856143e-296],
    ];
    for (const [x, y] of table) {
      expect(Math.abs(erfc(x) / y - 1), `erfc(${x})`).toBeLessThan(1e-10);
      expect(erfc(-x)).toBeCloseTo(2 - y, 15);
    }
    expect([erfc(0), erfc(40), erfc(-40)]).toEqual([1, 0, 2]);
  });
});
