/** Writes WebAssembly modules: the few instructions that kernels need, as bytes of the binary format (WebAssembly 3.0). */

export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;
type ValueType = typeof I32 | typeof F64 | typeof V128;

/** Instructions of one byte. */
export const plain = {
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  'i32.eqz': 0x45,
  'i32.lt_s': 0x48,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'f32.demote_f64': 0xb6,
  'f64.promote_f32': 0xbb,
  'f64.add': 0xa0,
} as const;

/** Instructions on vectors, which follow a byte of 0xfd. */
export const vector = {
  'f32x4.splat': 0x13,
  'f64x2.splat': 0x14,
  'i64x2.splat': 0x12,
  'f32x4.eq': 0x41,
  'f32x4.ne': 0x42,
  'f32x4.lt': 0x43,
  'f32x4.gt': 0x44,
  'f32x4.le': 0x45,
  'f32x4.ge': 0x46,
  'f64x2.eq': 0x47,
  'f64x2.ne': 0x48,
  'f64x2.lt': 0x49,
  'f64x2.gt': 0x4a,
  'f64x2.le': 0x4b,
  'f64x2.ge': 0x4c,
  'v128.not': 0x4d,
  'v128.and': 0x4e,
  'v128.andnot': 0x4f,
  'v128.or': 0x50,
  'v128.xor': 0x51,
  'v128.bitselect': 0x52,
  'v128.any_true': 0x53,
  'f32x4.demote_f64x2_zero': 0x5e,
  'f64x2.promote_low_f32x4': 0x5f,
  'f32x4.nearest': 0x6a,
  'f64x2.nearest': 0x94,
  'f32x4.abs': 0xe0,
  'f32x4.neg': 0xe1,
  'f32x4.sqrt': 0xe3,
  'f32x4.add': 0xe4,
  'f32x4.sub': 0xe5,
  'f32x4.mul': 0xe6,
  'f32x4.div': 0xe7,
  'f32x4.min': 0xe8,
  'f32x4.max': 0xe9,
  'f64x2.abs': 0xec,
  'f64x2.neg': 0xed,
  'f64x2.sqrt': 0xef,
  'f64x2.add': 0xf0,
  'f64x2.sub': 0xf1,
  'f64x2.mul': 0xf2,
  'f64x2.div': 0xf3,
  'f64x2.min': 0xf4,
  'f64x2.max': 0xf5,
  'i32x4.shl': 0xab,
  'i32x4.shr_s': 0xac,
  'i32x4.shr_u': 0xad,
  'i32x4.add': 0xae,
  'i32x4.sub': 0xb1,
  'i64x2.extend_low_i32x4_s': 0xc7,
  'i64x2.shl': 0xcb,
  'i64x2.shr_s': 0xcc,
  'i64x2.add': 0xce,
  'i64x2.sub': 0xd1,
  'i32x4.trunc_sat_f32x4_s': 0xf8,
  'f32x4.convert_i32x4_s': 0xfa,
  'i32x4.trunc_sat_f64x2_s_zero': 0xfc,
  'f64x2.convert_low_i32x4_s': 0xfe,
  'f32x4.relaxed_madd': 0x105,
  'f64x2.relaxed_madd': 0x107,
} as const;
export type VectorOp = keyof typeof vector;

/** Loads and stores: [code, log₂ of the natural alignment, whether a lane follows]. */
const accesses = {
  'v128.load': [0x00, 4, false],
  'v128.load32_splat': [0x09, 2, false],
  'v128.load64_splat': [0x0a, 3, false],
  'v128.store': [0x0b, 4, false],
  'v128.load32_lane': [0x56, 2, true],
  'v128.load64_lane': [0x57, 3, true],
  'v128.store32_lane': [0x5a, 2, true],
  'v128.store64_lane': [0x5b, 3, true],
} as const;
type Access = keyof typeof accesses;

function leb(value: number, into: number[]): void {
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    into.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
}

function signedLeb(value: number, into: number[]): void {
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      into.push(low);
      return;
    }
    into.push(low | 0x80);
  }
}

/** The body of one function. Locals are numbered from the params on. */
export class Code {
  readonly bytes: number[] = [];
  private readonly kinds: ValueType[] = [];
  private readonly params: number;

  constructor(params = 0) {
    this.params = params;
  }

  get isEmpty(): boolean {
    return this.bytes.length === 0;
  }

  local(type: ValueType): number {
    return this.params + this.kinds.push(type) - 1;
  }

  get(local: number): void {
    this.bytes.push(0x20);
    leb(local, this.bytes);
  }

  set(local: number): void {
    this.bytes.push(0x21);
    leb(local, this.bytes);
  }

  i32(value: number): void {
    this.bytes.push(0x41);
    signedLeb(value, this.bytes);
  }

  op(name: keyof typeof plain): void {
    this.bytes.push(plain[name]);
  }

  vector(name: VectorOp): void {
    this.bytes.push(0xfd);
    leb(vector[name], this.bytes);
  }

  /** The lane of a vector as a number: 0x1f for f32, 0x21 for f64. */
  extract(bits: 32 | 64, lane: number): void {
    this.bytes.push(0xfd, bits === 32 ? 0x1f : 0x21, lane);
  }

  replace(bits: 32 | 64, lane: number): void {
    this.bytes.push(0xfd, bits === 32 ? 0x20 : 0x22, lane);
  }

  shuffle(lanes: readonly number[]): void {
    this.bytes.push(0xfd, 0x0d, ...lanes);
  }

  constant(bytes: Uint8Array): void {
    this.bytes.push(0xfd, 0x0c, ...bytes);
  }

  access(name: Access, offset: number, lane = 0): void {
    const [code, align, laned] = accesses[name];
    this.bytes.push(0xfd);
    leb(code, this.bytes);
    this.bytes.push(align);
    leb(offset, this.bytes);
    if (laned) this.bytes.push(lane);
  }

  /** Fills so many bytes with zeros. */
  clear(at: number, bytes: number): void {
    this.i32(at);
    this.i32(0);
    this.i32(bytes);
    this.bytes.push(0xfc, 0x0b, 0);
  }

  call(target: number): void {
    this.bytes.push(0x10);
    leb(target, this.bytes);
  }

  /** Repeats `body` `count` times, at least once. */
  repeat(count: number, body: () => void): void {
    if (count === 1) {
      body();
      return;
    }
    const left = this.local(I32);
    this.i32(count);
    this.set(left);
    this.bytes.push(0x03, 0x40);
    body();
    this.get(left);
    this.i32(1);
    this.op('i32.sub');
    this.bytes.push(0x22);
    leb(left, this.bytes);
    this.bytes.push(0x0d, 0, 0x0b);
  }

  /** Runs `body` if the number on the stack is not 0. */
  when(body: () => void): void {
    this.bytes.push(plain.if, 0x40);
    body();
    this.bytes.push(plain.end);
  }

  /** The function as the module has it: its size, its locals and its instructions. */
  finished(): Uint8Array {
    const runs: [number, ValueType][] = [];
    for (const kind of this.kinds) {
      const last = runs.at(-1);
      if (last?.[1] === kind) last[0]++;
      else runs.push([1, kind]);
    }
    const head: number[] = [];
    leb(runs.length, head);
    for (const [count, kind] of runs) {
      leb(count, head);
      head.push(kind);
    }
    const size: number[] = [];
    leb(head.length + this.bytes.length + 1, size);
    const whole = new Uint8Array(size.length + head.length + this.bytes.length + 1);
    whole.set(size);
    whole.set(head, size.length);
    whole.set(this.bytes, size.length + head.length);
    whole[whole.length - 1] = plain.end;
    return whole;
  }
}

interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

interface Imported extends FunctionType {
  readonly name: string;
}

/** A module over an imported memory `env.memory`; functions are numbered from the imports on. */
export class ModuleWriter {
  private readonly types: string[] = [];
  private readonly typeBytes: number[][] = [];
  private readonly imports: readonly Imported[];
  private readonly functions: { readonly type: number; readonly code: Code }[] = [];
  private readonly exported: { readonly name: string; readonly index: number }[] = [];

  constructor(imports: readonly Imported[]) {
    this.imports = imports;
    for (const imported of imports) this.typeOf(imported);
  }

  private typeOf({ params, results }: FunctionType): number {
    const bytes = [0x60, params.length, ...params, results.length, ...results];
    const key = bytes.join();
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    this.typeBytes.push(bytes);
    return this.types.push(key) - 1;
  }

  add(code: Code, type: FunctionType = { params: [], results: [] }, name?: string): number {
    const index = this.imports.length + this.functions.push({ type: this.typeOf(type), code }) - 1;
    if (name !== undefined) this.exported.push({ name, index });
    return index;
  }

  /** `data` is written to the memory at `at` when the module is instantiated. */
  bytes(at: number, data: Uint8Array, shared = false): Uint8Array<ArrayBuffer> {
    const parts: ArrayLike<number>[] = [[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]];
    const section = (id: number, items: readonly ArrayLike<number>[]): void => {
      const count: number[] = [];
      leb(items.length, count);
      const head = [id];
      leb(
        items.reduce((sum, { length }) => sum + length, count.length),
        head,
      );
      parts.push(head, count, ...items);
    };
    const name = (text: string): number[] => [text.length, ...[...text].map((c) => c.charCodeAt(0))];
    const numbered = (head: readonly number[], value: number): number[] => {
      const bytes = [...head];
      leb(value, bytes);
      return bytes;
    };
    section(1, this.typeBytes);
    // A memory that threads share says how large it may become: 65,536 pages.
    const memory = [...name('env'), ...name('memory'), 2, ...(shared ? [3, 1, 0x80, 0x80, 4] : [0, 1])];
    const imported = this.imports.map((each) => numbered([...name('env'), ...name(each.name), 0], this.typeOf(each)));
    section(2, [memory, ...imported]);
    section(
      3,
      this.functions.map(({ type }) => numbered([], type)),
    );
    section(
      7,
      this.exported.map(({ name: text, index }) => numbered([...name(text), 0], index)),
    );
    section(
      10,
      this.functions.map(({ code }) => code.finished()),
    );
    const segment: number[] = [0, 0x41];
    signedLeb(at, segment);
    segment.push(plain.end);
    leb(data.length, segment);
    section(11, [[...segment, ...data]]);
    const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let next = 0;
    for (const part of parts) {
      out.set(part, next);
      next += part.length;
    }
    return out;
  }
}
