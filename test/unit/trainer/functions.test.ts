/**
 * The functions of the compiler on vectors of float32, over the whole range: every number whose bits are a multiple of a
 * stride, so subnormals, ±inf and nan too. SWEEP=1 takes every number (an hour), SWEEP=100 one of a hundred.
 */
import { describe, expect, test } from 'vitest';
import { sigmoidAt } from '../../../src/core/gates/sigmoid.ts';
import { erfc } from '../../../src/core/tensor/erf.ts';
import type { MapOp } from '../../../src/trainer/compiler/graph.ts';
import { ConstantPool, Lanes } from '../../../src/trainer/compiler/lanes.ts';
import { Code, F64, I32, ModuleWriter, V128 } from '../../../src/trainer/compiler/wasm.ts';
import { availableKernels } from '../../../src/trainer/kernels/kernels.ts';

const STRIDE = Number(process.env.SWEEP ?? 10_007);
const COUNT = 4096;
const [X, Y, OUT, POOL] = [1024, 1024 + 4 * COUNT, 1024 + 8 * COUNT, 1024 + 12 * COUNT];

type Write = (lanes: Lanes, inputs: readonly number[]) => number;

/** Applies an operation to COUNT numbers (or pairs of numbers). */
function made(write: Write, operands: 1 | 2, fused: boolean): (x: Float32Array, y: Float32Array) => Float32Array {
  const pool = new ConstantPool(POOL, 256);
  const code = new Code();
  const lanes = new Lanes(code, 32, fused, pool, { pow: 0, sin: 1, cos: 2 });
  const index = code.local(I32);
  code.repeat(COUNT / 4, () => {
    const inputs = [X, Y].slice(0, operands).map((at) => {
      const local = code.local(V128);
      code.get(index);
      code.access('v128.load', at);
      code.set(local);
      return local;
    });
    const result = write(lanes, inputs);
    code.get(index);
    code.get(result);
    code.access('v128.store', OUT);
    code.get(index);
    code.i32(16);
    code.op('i32.add');
    code.set(index);
  });
  const writer = new ModuleWriter([
    { name: 'pow', params: [F64, F64], results: [F64] },
    { name: 'sin', params: [F64], results: [F64] },
    { name: 'cos', params: [F64], results: [F64] },
  ]);
  writer.add(code, undefined, 'run');
  const memory = new WebAssembly.Memory({ initial: 2 });
  const env = { memory, pow: (a: number, b: number) => a ** b, sin: Math.sin, cos: Math.cos };
  const module = new WebAssembly.Module(writer.bytes(POOL, pool.data()));
  const { exports } = new WebAssembly.Instance(module, { env });
  const run = exports.run as () => void;
  const [from, second, to] = [X, Y, OUT].map((at) => new Float32Array(memory.buffer, at, COUNT));
  return (x, y) => {
    from?.set(x);
    second?.set(y);
    run();
    return to ?? x;
  };
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);
/** Units in the last place between a float32 and a number: neighbours are 1 apart, also across 0. */
function ulpsBetween(got: number, want: number): number {
  if (Number.isNaN(want)) return Number.isNaN(got) ? 0 : Number.POSITIVE_INFINITY;
  const place = (value: number): number => {
    float[0] = value;
    const at = bits[0] ?? 0;
    return at < 0 ? -(at & 0x7fffffff) : at;
  };
  if (Number.isNaN(got)) return Number.POSITIVE_INFINITY;
  return Math.abs(place(got) - place(Math.fround(want)));
}

interface Worst {
  ulps: number;
  x: number;
  y: number;
  got: number;
  want: number;
}

function worstOf(
  write: Write,
  want: (x: number, y: number) => number,
  fused: boolean,
  exponents?: readonly number[],
): Worst {
  const apply = made(write, exponents ? 2 : 1, fused);
  const x = new Float32Array(COUNT);
  const y = new Float32Array(COUNT);
  const patterns = new Int32Array(x.buffer);
  const worst: Worst = { ulps: 0, x: 0, y: 0, got: 0, want: 0 };
  let seed = 0;
  for (let next = 0; next < 2 ** 32; ) {
    for (let i = 0; i < COUNT; i++, next += STRIDE) {
      patterns[i] = next | 0;
      y[i] = exponents?.[seed++ % exponents.length] ?? 0;
    }
    const got = apply(x, y);
    for (let i = 0; i < COUNT; i++) {
      const right = want(x[i] ?? 0, y[i] ?? 0);
      const ulps = ulpsBetween(got[i] ?? 0, right);
      if (ulps > worst.ulps) Object.assign(worst, { ulps, x: x[i], y: y[i], got: got[i], want: right });
    }
  }
  return worst;
}

const operation =
  (op: MapOp): Write =>
  (lanes, inputs) =>
    lanes.map(op, inputs);

/** As the gate's formula has it: where(x >= 0, 1, e) / (1 + e) with e = exp(-abs(x)). */
const sigmoid: Write = (lanes, [x = 0]) => {
  const one = lanes.number(1);
  const e = lanes.map('exp', [lanes.map('neg', [lanes.map('abs', [x])])]);
  const top = lanes.map('where', [lanes.map('ge', [x, lanes.number(0)]), one, e]);
  return lanes.map('div', [top, lanes.map('add', [one, e])]);
};

const functions: readonly (readonly [string, Write, (x: number) => number])[] = [
  ['exp', operation('exp'), Math.exp],
  ['log', operation('log'), Math.log],
  ['tanh', operation('tanh'), Math.tanh],
  ['sigmoid', sigmoid, sigmoidAt],
  ['erfc', operation('erfc'), erfc],
  ['sin', operation('sin'), Math.sin],
  ['cos', operation('cos'), Math.cos],
  ['sqrt', operation('sqrt'), Math.sqrt],
];
const usual = [false, ...(availableKernels().includes('fma') ? [true] : [])];

describe.each(usual)('fused multiply-add: %s', (fused) => {
  test.each(functions)(
    '%s is within 2 units in the last place over the whole range',
    (_name, write, want) => {
      const { ulps, ...at } = worstOf(write, want, fused);
      expect(ulps, JSON.stringify(at)).toBeLessThanOrEqual(2);
    },
    3_600_000,
  );

  test('powers too', () => {
    const { ulps, ...at } = worstOf(operation('pow'), (x, y) => x ** y, fused, [
      0.5,
      -0.5,
      1.5,
      2.25,
      -3,
      7,
      0,
      0.1,
      1 / 0,
      0 / 0,
    ]);
    expect(ulps, JSON.stringify(at)).toBeLessThanOrEqual(2);
  }, 3_600_000);
});
