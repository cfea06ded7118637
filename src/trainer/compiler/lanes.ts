/**
 * Arithmetic on vectors: four numbers of 32 bits or two of 64. Everything takes and gives locals. Functions are within 2
 * units in the last place over the whole range: exp and log after FreeBSD's msun, tanh after Cephes, sin and cos after
 * fdlibm, erfc after Numerical Recipes (third edition, 6.2.2), the last three always in 64 bits.
 */
import type { MapOp } from './graph.ts';
import { type Code, V128, type VectorOp } from './wasm.ts';

export type Bits = 32 | 64;

/** Numbers that vectors are filled with, kept in linear memory: to load one is quicker than to make it. */
export class ConstantPool {
  private readonly places = new Map<string, number>();
  private readonly values: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  readonly start: number;
  private readonly room: number;

  /** From a place in memory on, room for so many vectors. */
  constructor(start: number, room: number) {
    this.start = start;
    this.room = room;
  }

  /** Where a vector lies; undefined when there is no more room. */
  place(bytes: Uint8Array): number | undefined {
    const key = bytes.join();
    const known = this.places.get(key);
    if (known !== undefined) return known;
    if (this.values.length >= this.room) return undefined;
    const at = this.start + 16 * this.values.length;
    this.values.push({ at, bytes });
    this.places.set(key, at);
    return at;
  }

  data(): Uint8Array {
    const all = new Uint8Array(16 * this.values.length);
    for (const { at, bytes } of this.values) all.set(bytes, at - this.start);
    return all;
  }
}

/** Functions that are computed lane by lane in JavaScript, by the index of their import. */
export interface LaneCalls {
  readonly pow: number;
  readonly sin: number;
  readonly cos: number;
}

export class Lanes {
  readonly code: Code;
  readonly bits: Bits;
  private readonly fused: boolean;
  private readonly pool: ConstantPool;
  private readonly calls: LaneCalls;

  constructor(code: Code, bits: Bits, fused: boolean, pool: ConstantPool, calls: LaneCalls) {
    this.code = code;
    this.bits = bits;
    this.fused = fused;
    this.pool = pool;
    this.calls = calls;
  }

  get count(): number {
    return 128 / this.bits;
  }

  /** The same arithmetic on vectors of 64 bits. */
  private wide(): Lanes {
    return this.bits === 64 ? this : new Lanes(this.code, 64, this.fused, this.pool, this.calls);
  }

  private result(): number {
    const local = this.code.local(V128);
    this.code.set(local);
    return local;
  }

  private name(op: string): VectorOp {
    return `${this.bits === 32 ? 'f32x4' : 'f64x2'}.${op}` as VectorOp;
  }

  /** An operation of the vectors' own kind (`add`) or by its whole name (`v128.and`). */
  do(op: string, ...operands: readonly number[]): number {
    for (const operand of operands) this.code.get(operand);
    this.code.vector(op.includes('.') ? (op as VectorOp) : this.name(op));
    return this.result();
  }

  private filled(fill: (view: DataView) => void): number {
    const bytes = new Uint8Array(16);
    fill(new DataView(bytes.buffer));
    const at = this.pool.place(bytes);
    if (at === undefined) this.code.constant(bytes);
    else {
      this.code.i32(0);
      this.code.access('v128.load', at);
    }
    return this.result();
  }

  number(value: number): number {
    return this.filled((view) => {
      for (let i = 0; i < this.count; i++)
        if (this.bits === 32) view.setFloat32(4 * i, value, true);
        else view.setFloat64(8 * i, value, true);
    });
  }

  /** The first `lanes` lanes all ones, the others all zeros. */
  maskOf(lanes: number): number {
    return this.filled((view) => {
      for (let i = 0; i < (lanes * this.bits) / 8; i++) view.setUint8(i, 0xff);
    });
  }

  private whole(value: number): number {
    return this.filled((view) => {
      for (let i = 0; i < this.count; i++)
        if (this.bits === 32) view.setInt32(4 * i, value, true);
        else view.setBigInt64(8 * i, BigInt(value), true);
    });
  }

  /** a · b + c */
  madd(a: number, b: number, c: number): number {
    if (!this.fused) return this.do('add', this.do('mul', a, b), c);
    return this.do('relaxed_madd', a, b, c);
  }

  select(mask: number, a: number, b: number): number {
    return this.do('v128.bitselect', a, b, mask);
  }

  /** The polynomial with these coefficients, the highest first, at x. */
  private polynomial(x: number, coefficients: readonly number[]): number {
    const [first = 0, ...rest] = coefficients;
    let sum = this.number(first);
    for (const coefficient of rest) sum = this.madd(sum, x, this.number(coefficient));
    return sum;
  }

  private shifted(op: VectorOp, x: number, by: number): number {
    this.code.get(x);
    this.code.i32(by);
    this.code.vector(op);
    return this.result();
  }

  map(op: MapOp, operands: readonly number[]): number {
    const [a = 0, b = 0, c = 0] = operands;
    switch (op) {
      case 'copy':
        return a;
      case 'where':
        return this.select(a, b, c);
      case 'exp':
        return this.exp(a);
      case 'log':
        return this.log(a);
      case 'tanh':
        return this.tanh(a);
      case 'sign':
        return this.sign(a);
      case 'erfc':
        return this.inWide(a, (wide, x) => (this.bits === 32 ? wide.erfcFor32(x) : wide.erfc64(x)));
      case 'sin':
      case 'cos':
        return this.inWide(a, (wide, x) => wide.circular(x, op));
      case 'pow':
        return this.laneByLane(this.calls.pow, operands);
      default:
        return this.do(op, ...operands);
    }
  }

  /** Computes in vectors of 64 bits. */
  private inWide(x: number, compute: (wide: Lanes, x: number) => number): number {
    const wide = this.wide();
    if (this.bits === 64) return compute(wide, x);
    const low = this.do('f32x4.demote_f64x2_zero', compute(wide, this.do('f64x2.promote_low_f32x4', x)));
    const high = this.do('f32x4.demote_f64x2_zero', compute(wide, this.do('f64x2.promote_low_f32x4', this.upper(x))));
    return this.joined(low, high);
  }

  /** The two upper lanes of 32 bits, in the place of the lower. */
  upper(x: number): number {
    this.code.get(x);
    this.code.get(x);
    this.code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
    return this.result();
  }

  joined(low: number, high: number): number {
    this.code.get(low);
    this.code.get(high);
    this.code.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
    return this.result();
  }

  /** Lanes of 32 bits next to each other change places. */
  neighbours(x: number): number {
    this.code.get(x);
    this.code.get(x);
    this.code.shuffle([4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11]);
    return this.result();
  }

  private laneByLane(target: number, operands: readonly number[]): number {
    let made = operands[0] ?? 0;
    for (let lane = 0; lane < this.count; lane++) {
      this.code.get(made);
      for (const operand of operands) {
        this.code.get(operand);
        this.code.extract(this.bits, lane);
        if (this.bits === 32) this.code.op('f64.promote_f32');
      }
      this.code.call(target);
      if (this.bits === 32) this.code.op('f32.demote_f64');
      this.code.replace(this.bits, lane);
      made = this.result();
    }
    return made;
  }

  private sign(x: number): number {
    const zero = this.number(0);
    const below = this.select(this.do('lt', x, zero), this.number(-1), x);
    return this.select(this.do('gt', x, zero), this.number(1), below);
  }

  private exp(x: number): number {
    return this.bits === 32 ? this.exp32(x) : this.exp64(x);
  }

  /** e^x = 2^n · e^r with |r| ≤ ln 2 / 2; the factor 2^n is applied in two steps, so that subnormal results are right. */
  private exp32(given: number): number {
    const x = this.do('min', this.do('max', given, this.number(-104)), this.number(89));
    const n = this.do('nearest', this.do('mul', x, this.number(Math.LOG2E)));
    const high = this.madd(n, this.number(-0.693145751953125), x);
    const r = this.madd(n, this.number(-1.4286068203094173e-6), high);
    const tail = this.polynomial(
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    );
    const one = this.number(1);
    const p = this.do('add', this.madd(this.do('mul', r, r), tail, r), one);
    const whole = this.do('i32x4.trunc_sat_f32x4_s', n);
    const half = this.shifted('i32x4.shr_s', whole, 1);
    const rest = this.do('i32x4.sub', whole, half);
    const bias = this.whole(127);
    const factor = (power: number): number => this.shifted('i32x4.shl', this.do('i32x4.add', power, bias), 23);
    return this.do('mul', this.do('mul', p, factor(half)), factor(rest));
  }

  private exp64(given: number): number {
    const x = this.do('min', this.do('max', given, this.number(-746)), this.number(710));
    const n = this.do('nearest', this.do('mul', x, this.number(Math.LOG2E)));
    const high = this.do('sub', x, this.do('mul', n, this.number(0.6931471803691238)));
    const low = this.do('mul', n, this.number(1.9082149292705877e-10));
    const r = this.do('sub', high, low);
    const z = this.do('mul', r, r);
    const q = this.do(
      'mul',
      z,
      this.polynomial(
        z,
        [
          4.1381367970572385e-8, -1.6533902205465252e-6, 6.613756321437934e-5, -0.0027777777777015593,
          0.16666666666666602,
        ],
      ),
    );
    const c = this.do('sub', r, q);
    const ratio = this.do('div', this.do('mul', r, c), this.do('sub', this.number(2), c));
    const p = this.do('add', this.do('sub', high, this.do('sub', low, ratio)), this.number(1));
    const whole = this.do('i64x2.extend_low_i32x4_s', this.do('i32x4.trunc_sat_f64x2_s_zero', n));
    const half = this.shifted('i64x2.shr_s', whole, 1);
    const rest = this.do('i64x2.sub', whole, half);
    const bias = this.whole(1023);
    const factor = (power: number): number => this.shifted('i64x2.shl', this.do('i64x2.add', power, bias), 52);
    return this.do('mul', this.do('mul', p, factor(half)), factor(rest));
  }

  private log(x: number): number {
    const narrow = this.bits === 32;
    const tiny = this.do('lt', x, this.number(narrow ? 1.1754943508222875e-38 : 2.2250738585072014e-308));
    const scaled = this.select(tiny, this.do('mul', x, this.number(narrow ? 2 ** 24 : 2 ** 54)), x);
    const kind = narrow ? 'i32x4' : 'i64x2';
    const mantissa = narrow ? 23 : 52;
    // 0x3f3504f3 is √½: the mantissa m is then from √½ to √2.
    const root = this.filled((view) => {
      for (let i = 0; i < this.count; i++)
        if (narrow) view.setInt32(4 * i, 0x3f3504f3, true);
        else view.setFloat64(8 * i, Math.SQRT1_2, true);
    });
    const k = this.shifted(`${kind}.shr_s`, this.do(`${kind}.sub`, scaled, root), mantissa);
    const m = this.do(`${kind}.sub`, scaled, this.shifted(`${kind}.shl`, k, mantissa));
    const power = narrow ? this.do('f32x4.convert_i32x4_s', k) : this.do('f64x2.convert_low_i32x4_s', this.packed(k));
    const n = this.do('sub', power, this.do('v128.and', tiny, this.number(narrow ? 24 : 54)));
    const f = this.do('sub', m, this.number(1));
    const s = this.do('div', f, this.do('add', f, this.number(2)));
    const z = this.do('mul', s, s);
    const series = this.do('mul', z, this.polynomial(z, narrow ? LOG32 : LOG64));
    const half = this.do('mul', this.number(0.5), this.do('mul', f, f));
    const [high, low] = narrow ? [6.9313812256e-1, 9.0580006145e-6] : [0.6931471803691238, 1.9082149292705877e-10];
    const inner = this.madd(s, this.do('add', half, series), this.do('mul', n, this.number(low)));
    const value = this.madd(n, this.number(high), this.do('sub', f, this.do('sub', half, inner)));
    const zero = this.number(0);
    const infinite = this.number(Number.POSITIVE_INFINITY);
    const regular = this.select(this.do('v128.and', this.do('gt', x, zero), this.do('lt', x, infinite)), value, x);
    const noNegative = this.select(this.do('lt', x, zero), this.number(Number.NaN), regular);
    return this.select(this.do('eq', x, zero), this.number(Number.NEGATIVE_INFINITY), noNegative);
  }

  /** The lower halves of two lanes of 64 bits, side by side. */
  private packed(x: number): number {
    this.code.get(x);
    this.code.get(x);
    this.code.shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
    return this.result();
  }

  private tanh(x: number): number {
    const size = this.do('abs', x);
    const z = this.do('mul', x, x);
    const small =
      this.bits === 32
        ? this.madd(
            this.do('mul', z, x),
            this.polynomial(
              z,
              [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
            ),
            x,
          )
        : this.madd(
            this.do('mul', z, x),
            this.do(
              'div',
              this.polynomial(z, [-0.9643991794250523, -99.28772310019185, -1614.6876844170845]),
              this.polynomial(z, [1, 112.81167849163293, 2235.4883906010045, 4844.063053251255]),
            ),
            x,
          );
    const one = this.number(1);
    const e = this.exp(this.do('add', size, size));
    const far = this.do('sub', one, this.do('div', this.number(2), this.do('add', e, one)));
    const sign = this.do('v128.and', x, this.number(-0));
    const large = this.do('v128.or', far, sign);
    return this.select(this.do('lt', size, this.number(0.625)), small, this.select(this.do('eq', x, x), large, x));
  }

  /** Chebyshev's series for erfc(|x|)·e^(x²)·(1 + |x|/2), and erfc(−x) = 2 − erfc(x). */
  private erfc64(x: number): number {
    const size = this.do('abs', x);
    const t = this.do('div', this.number(2), this.do('add', this.number(2), size));
    const y = this.madd(this.number(4), t, this.number(-2));
    let d = this.number(0);
    let before = d;
    for (const coefficient of ERFC.slice(1).reverse()) {
      const next = this.do('add', this.do('sub', this.do('mul', y, d), before), this.number(coefficient));
      before = d;
      d = next;
    }
    const half = this.number(0.5);
    const series = this.do('sub', this.do('mul', half, this.madd(y, d, this.number(ERFC[0] ?? 0))), before);
    const value = this.do('mul', t, this.exp64(this.do('sub', series, this.do('mul', size, size))));
    return this.select(this.do('lt', x, this.number(0)), this.do('sub', this.number(2), value), value);
  }

  /** The same in powers of t = 2 / (2 + |x|), to 6e-9: what 32 bits can hold of it. */
  private erfcFor32(x: number): number {
    const size = this.do('abs', x);
    const two = this.number(2);
    const t = this.do('div', two, this.do('add', two, size));
    const power = this.do('sub', this.polynomial(t, ERFC_FOR_32), this.do('mul', size, size));
    const value = this.do('mul', t, this.expFor32(power));
    return this.select(this.do('lt', x, this.number(0)), this.do('sub', two, value), value);
  }

  /** e^x to 5e-9 and without subnormals, for a result of 32 bits. */
  private expFor32(given: number): number {
    const x = this.do('min', this.do('max', given, this.number(-150)), this.number(100));
    const n = this.do('nearest', this.do('mul', x, this.number(Math.LOG2E)));
    const r = this.madd(n, this.number(-Math.LN2), x);
    const p = this.polynomial(r, [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1]);
    const whole = this.do('i64x2.extend_low_i32x4_s', this.do('i32x4.trunc_sat_f64x2_s_zero', n));
    return this.do('mul', p, this.shifted('i64x2.shl', this.do('i64x2.add', whole, this.whole(1023)), 52));
  }

  private circular(x: number, op: 'sin' | 'cos'): number {
    const n = this.do('nearest', this.do('mul', x, this.number(2 / Math.PI)));
    const minus = (from: number, part: number): number => this.do('sub', from, this.do('mul', n, this.number(part)));
    const r = minus(minus(minus(x, 1.5707963267341256), 6.077100506303966e-11), 2.0222662487959506e-21);
    const z = this.do('mul', r, r);
    const sine = this.madd(this.do('mul', z, r), this.polynomial(z, SIN), r);
    const cosine = this.do(
      'add',
      this.do('sub', this.number(1), this.do('mul', this.number(0.5), z)),
      this.do('mul', this.do('mul', z, z), this.polynomial(z, COS)),
    );
    const turns = this.do('i64x2.extend_low_i32x4_s', this.do('i32x4.trunc_sat_f64x2_s_zero', n));
    const quarter = op === 'sin' ? turns : this.do('i64x2.add', turns, this.whole(1));
    const odd = this.do('i64x2.sub', this.whole(0), this.do('v128.and', quarter, this.whole(1)));
    const sign = this.shifted('i64x2.shl', this.do('v128.and', quarter, this.whole(2)), 62);
    const near = this.do('v128.xor', this.select(odd, cosine, sine), sign);
    // Far out the remainder has lost its digits; −0 keeps its sign.
    const result = this.code.local(V128);
    this.code.get(op === 'sin' ? this.select(this.do('eq', x, this.number(0)), x, near) : near);
    this.code.set(result);
    this.code.get(this.do('gt', this.do('abs', x), this.number(500_000)));
    this.code.vector('v128.any_true');
    this.code.when(() => {
      this.code.get(this.laneByLane(this.calls[op], [x]));
      this.code.set(result);
    });
    return result;
  }
}

const LOG32 = [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693];
const LOG64 = [
  0.14798198605116586, 0.15313837699209373, 0.1818357216161805, 0.22222198432149784, 0.2857142874366239,
  0.3999999999940942, 0.6666666666666735,
];
const SIN = [
  1.58969099521155e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -0.0001984126982985795, 0.00833333333332249,
  -0.16666666666666632,
];
const COS = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5, -0.001388888888887411,
  0.0416666666666666,
];
const ERFC_FOR_32 = [
  0.05476967829943091, -0.5073753131209195, 1.8539800273774183, -3.5058873522421763, 3.642604459544707,
  -2.011027733992358, 0.6665116757020944, -0.3254898882151298, -0.05860064021722358, 0.08091932393458857,
  0.3751098298612903, 0.9999980468826004, -1.265512117748014,
];
const ERFC = [
  -1.3026537197817094, 0.6419697923564902, 0.019476473204185836, -9.561514786808631e-3, -9.46595344482036e-4,
  3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5, -1.624290004647e-6, 1.30365583558e-6, 1.5626441722e-8,
  -8.5238095915e-8, 6.529054439e-9, 5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12,
  -6.886027e-12, 8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16, -2.8e-17,
];
